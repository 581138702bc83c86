package dev.plumbline.model.http;

import dev.plumbline.model.ModelFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;

/// Unencrypted requests to one server over connections that are used again: what a server on this machine or in
/// this network is asked through, where a thousand requests are in flight and the client's own work is the
/// limit.
///
/// The JDK's client, which serves https, spends several times as much processor time on each request. Made for
/// virtual threads: an interrupt ends a request at once there, and only there. No request is ever sent twice.
final class PlainClient implements AutoCloseable {
    /// Servers close idle connections after a few seconds; one that was idle for longer than this is not used
    /// again.
    private static final long IDLE_NANOS = Duration.ofSeconds(2).toNanos();

    /// A body that may not fit into the system's buffers, so that sending it may block.
    private static final int LARGE = 32 << 10;

    private final URI base;
    private final Duration connect;
    private final ConcurrentLinkedDeque<Idle> idle = new ConcurrentLinkedDeque<>();
    private final Set<PlainConnection> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private record Idle(PlainConnection connection, long since) {}

    PlainClient(URI base, Duration connect) {
        this.base = base;
        this.connect = connect;
    }

    /// The answer to a POST of JSON, whatever its status.
    ///
    /// @param within longest time until the answer is whole
    /// @throws java.net.SocketTimeoutException if that is over
    /// @throws IOException if the connection breaks, also because the thread is interrupted
    /// @throws ModelFailure if the answer is too large, or no HTTP
    PlainConnection.Answer post(URI page, Map<String, String> headers, byte[] body, Duration within, int maxBytes)
            throws IOException {
        long until = System.nanoTime() + within.toNanos();
        byte[] request = request(page, headers, body);
        PlainConnection connection = connection();
        boolean whole = false;
        try {
            PlainConnection.Answer answer = body.length < LARGE
                    ? connection.exchange(request, until, maxBytes)
                    : guarded(connection, request, until, maxBytes);
            whole = connection.isReusable();
            return answer;
        } finally {
            if (whole && !closed) {
                idle.push(new Idle(connection, System.nanoTime()));
            } else {
                drop(connection);
            }
        }
    }

    private static PlainConnection.Answer guarded(PlainConnection connection, byte[] request, long until, int maxBytes)
            throws IOException {
        var late = CompletableFuture.delayedExecutor(until - System.nanoTime(), TimeUnit.NANOSECONDS);
        CompletableFuture<Void> guard = CompletableFuture.runAsync(connection::close, late);
        try {
            return connection.exchange(request, until, maxBytes);
        } catch (SocketException e) {
            if (System.nanoTime() - until >= 0) {
                throw new java.net.SocketTimeoutException("the request could not be sent in time");
            }
            throw e;
        } finally {
            guard.cancel(false);
        }
    }

    private PlainConnection connection() throws IOException {
        for (Idle one = idle.poll(); one != null; one = idle.poll()) {
            if (System.nanoTime() - one.since() < IDLE_NANOS) {
                return one.connection();
            }
            drop(one.connection());
        }
        int port = base.getPort() < 0 ? 80 : base.getPort();
        String host = base.getHost().replaceAll("[\\[\\]]", "");
        PlainConnection fresh = PlainConnection.open(host, port, (int) connect.toMillis());
        open.add(fresh);
        return fresh;
    }

    private void drop(PlainConnection connection) {
        open.remove(connection);
        connection.close();
    }

    private byte[] request(URI page, Map<String, String> headers, byte[] body) {
        StringBuilder head = new StringBuilder(256)
                .append("POST ")
                .append(page.getRawPath())
                .append(page.getRawQuery() == null ? "" : "?" + page.getRawQuery())
                .append(" HTTP/1.1\r\nHost: ")
                .append(page.getRawAuthority())
                .append("\r\nContent-Type: application/json\r\nUser-Agent: plumbline\r\nContent-Length: ")
                .append(body.length)
                .append("\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        ByteArrayOutputStream request = new ByteArrayOutputStream(head.length() + 2 + body.length);
        request.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
        request.writeBytes(body);
        return request.toByteArray();
    }

    @Override
    public void close() {
        closed = true;
        open.forEach(this::drop);
        idle.clear();
    }
}
