package dev.plumbline.model.http;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.model.ModelFailure;
import java.io.BufferedReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/// Requests to one endpoint over HTTP/1.1: bounded in time and size, and never to another host.
///
/// Unencrypted requests from virtual threads go through [PlainClient], all others through the JDK's client.
/// HTTP/2 is not used: its limit on streams of one connection would cap the requests in flight.
final class Transport implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(20);

    private final Endpoint endpoint;
    private final ApiKey key;
    private final HttpClient client;
    private final PlainClient plain;

    Transport(Endpoint endpoint, ApiKey key) {
        if (endpoint.isOpen() && !key.isNone()) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    endpoint.host() + ": a key would travel readable over http; use https, or no key");
        }
        this.endpoint = endpoint;
        this.key = key;
        Duration connect = CONNECT.compareTo(endpoint.timeout()) < 0 ? CONNECT : endpoint.timeout();
        this.plain = new PlainClient(endpoint.base(), connect);
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(connect)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
    }

    /// The body of the answer to a JSON body.
    ///
    /// @throws ModelFailure for anything but status 200 and a whole body in time
    byte[] post(String path, Map<String, String> headers, byte[] body) {
        if (endpoint.base().getScheme().equals("http") && Thread.currentThread().isVirtual()) {
            return postPlain(path, headers, body);
        }
        HttpRequest request = request(path, headers, body).build();
        HttpResponse<byte[]> response = await(client.sendAsync(request, head -> new BoundedBody(endpoint.maxBytes())));
        if (response.statusCode() != 200) {
            throw Refusals.of(endpoint, key, response.statusCode(), response.headers(), response.body());
        }
        return response.body();
    }

    private byte[] postPlain(String path, Map<String, String> headers, byte[] body) {
        PlainConnection.Answer answer;
        try {
            answer = plain.post(endpoint.page(path), headers, body, endpoint.timeout(), endpoint.maxBytes());
        } catch (SocketTimeoutException e) {
            throw timedOut(e);
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw new PlumblineException(ErrorCode.CANCELLED, "stopped while " + endpoint.host() + " was asked", e);
            }
            throw network(e);
        } catch (ModelFailure e) {
            throw new ModelFailure(e.kind(), endpoint.host() + ": " + e.getMessage());
        }
        if (answer.status() != 200) {
            HttpHeaders said = HttpHeaders.of(answer.headers(), (name, value) -> true);
            throw Refusals.of(endpoint, key, answer.status(), said, answer.body());
        }
        return answer.body();
    }

    /// Hands over the lines of an answer as they come, until there are no more or `line` says to stop.
    ///
    /// @throws ModelFailure as [#post]; the time limit holds for the whole answer
    void stream(String path, Map<String, String> headers, byte[] body, Predicate<String> line) {
        long end = System.nanoTime() + endpoint.timeout().toNanos();
        HttpResponse<InputStream> response = await(
                client.sendAsync(request(path, headers, body).build(), HttpResponse.BodyHandlers.ofInputStream()));
        try (InputStream in = new Bounded(response.body(), endpoint.maxBytes())) {
            if (response.statusCode() != 200) {
                byte[] said = in.readNBytes(4096);
                throw Refusals.of(endpoint, key, response.statusCode(), response.headers(), said);
            }
            Thread reader = Thread.currentThread();
            Thread watch = Thread.startVirtualThread(() -> interruptAt(end, reader, response.body()));
            try {
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
                for (String one = lines.readLine(); one != null && line.test(one); ) {
                    one = lines.readLine();
                }
            } finally {
                watch.interrupt();
            }
        } catch (IOException e) {
            if (System.nanoTime() >= end) {
                throw timedOut(e);
            }
            throw network(e);
        }
    }

    /// Closes a body that is still being read when its time is over.
    private static void interruptAt(long end, Thread reader, InputStream body) {
        try {
            Thread.sleep(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
            if (reader.isAlive()) {
                body.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // The reader sees the same end.
            return;
        }
    }

    private HttpRequest.Builder request(String path, Map<String, String> headers, byte[] body) {
        URI page = endpoint.page(path);
        HttpRequest.Builder request = HttpRequest.newBuilder(page)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        return request;
    }

    private <T> T await(CompletableFuture<T> answer) {
        try {
            return answer.get(endpoint.timeout().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw timedOut(e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new PlumblineException(ErrorCode.CANCELLED, "stopped while " + endpoint.host() + " was asked", e);
        } catch (ExecutionException e) {
            throw failure(e.getCause() == null ? e : e.getCause());
        }
    }

    private RuntimeException failure(Throwable cause) {
        for (Throwable one = cause; one != null; one = one.getCause()) {
            if (one instanceof ModelFailure ours) {
                return new ModelFailure(ours.kind(), endpoint.host() + ": " + ours.getMessage());
            }
            if (one instanceof HttpTimeoutException timeout) {
                return timedOut(timeout);
            }
        }
        return cause instanceof IOException io
                ? network(io)
                : new ModelFailure(
                        ModelFailure.Kind.NETWORK,
                        endpoint.host() + ": " + cause.getClass().getSimpleName(),
                        null,
                        cause);
    }

    private ModelFailure timedOut(Throwable cause) {
        return new ModelFailure(
                ModelFailure.Kind.TIMED_OUT,
                endpoint.host() + ": no whole answer within "
                        + endpoint.timeout().toMillis() + " ms",
                null,
                cause);
    }

    private ModelFailure network(IOException cause) {
        String why = Refusals.quote(key.scrubbed(String.valueOf(cause.getMessage())));
        return new ModelFailure(
                ModelFailure.Kind.NETWORK,
                endpoint.host() + ": the connection failed (" + cause.getClass().getSimpleName()
                        + (cause.getMessage() == null ? "" : ", " + why) + ")",
                null,
                cause);
    }

    @Override
    public void close() {
        plain.close();
        client.shutdownNow();
    }

    /// Ends with an error where a stream is larger than allowed.
    private static final class Bounded extends FilterInputStream {
        private long left;

        Bounded(InputStream in, long limit) {
            super(in);
            this.left = limit;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] to, int from, int length) throws IOException {
            int count = super.read(to, from, length);
            left -= Math.max(0, count);
            if (left < 0) {
                throw new ModelFailure(ModelFailure.Kind.TOO_LARGE, "the stream is larger than allowed");
            }
            return count;
        }
    }
}
