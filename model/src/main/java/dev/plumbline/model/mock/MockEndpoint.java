package dev.plumbline.model.mock;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// An HTTP endpoint on the loopback interface: a virtual thread per connection, a fixed latency, faults at given rates.
///
/// Faults are drawn one after the other in the order of [Fault]; the first that comes acts, so that eight faults at .2
/// each leave .17 of all requests alone. It is a peer to be measured against and tested with, not a server for others.
public final class MockEndpoint implements AutoCloseable {
    private static final Duration DRIP = Duration.ofMillis(20);
    private static final int BACKLOG = 4096;

    private final ServerSocket server;
    private final Function<MockRequest, MockReply> handler;
    private final Duration latency;
    private final Map<Fault, Double> faults;
    private final Seed seed;
    private final AtomicLong drawn = new AtomicLong();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger mostInFlight = new AtomicInteger();
    private final AtomicLong served = new AtomicLong();
    private final AtomicLong broken = new AtomicLong();
    private final AtomicLong connections = new AtomicLong();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private MockEndpoint(
            ServerSocket server,
            Function<MockRequest, MockReply> handler,
            Duration latency,
            Map<Fault, Double> faults,
            Seed seed) {
        this.server = server;
        this.handler = handler;
        this.latency = latency;
        this.faults = Map.copyOf(faults);
        this.seed = seed;
    }

    /// Starts one that answers at once and never breaks, on a port of the system's choice.
    public static MockEndpoint start(Function<MockRequest, MockReply> handler) {
        return start(handler, 0, Duration.ZERO, Map.of(), new Seed(0));
    }

    /// Starts one.
    ///
    /// @param port 0 for one of the system's choice
    /// @param latency between the last byte of a request and the first of its answer
    /// @param faults rates in [0, 1]
    /// @param seed decides the faults
    public static MockEndpoint start(
            Function<MockRequest, MockReply> handler,
            int port,
            Duration latency,
            Map<Fault, Double> faults,
            Seed seed) {
        faults.forEach((fault, rate) -> {
            if (!(rate >= 0 && rate <= 1)) {
                throw new PlumblineException(
                        ErrorCode.BAD_ARGUMENT, "the rate of " + fault.label() + " must lie in [0, 1], not " + rate);
            }
        });
        try {
            ServerSocket server = new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress());
            MockEndpoint endpoint = new MockEndpoint(server, handler, latency, faults, seed);
            Thread.ofPlatform().daemon().name("mock endpoint").start(endpoint::accept);
            return endpoint;
        } catch (IOException e) {
            throw new PlumblineException(
                    ErrorCode.BUSY,
                    "port " + port + " cannot be listened on (" + e.getMessage() + "); take another, or 0",
                    e);
        }
    }

    /// The base address, such as `http://127.0.0.1:40123/v1`.
    public String url() {
        return "http://127.0.0.1:" + server.getLocalPort() + "/v1";
    }

    /// Requests answered in full.
    public long served() {
        return served.get();
    }

    /// Requests that met a fault, lies apart.
    public long broken() {
        return broken.get();
    }

    /// The most requests that were at work at once.
    public int mostInFlight() {
        return mostInFlight.get();
    }

    public long connections() {
        return connections.get();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                connections.incrementAndGet();
                open.add(socket);
                Thread.startVirtualThread(() -> serve(socket));
            } catch (SocketException e) {
                if (server.isClosed()) {
                    return;
                }
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket;
                InputStream in = new BufferedInputStream(socket.getInputStream(), 2048)) {
            socket.setTcpNoDelay(true);
            boolean goOn = true;
            while (goOn) {
                Optional<MockRequest> request = MockRequest.read(in);
                goOn = request.isPresent() && answer(socket, request.get());
            }
        } catch (IOException | NumberFormatException e) {
            // The client is gone, or speaks no HTTP: this connection is over.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(socket);
        }
    }

    /// Whether the connection can take another request.
    private boolean answer(Socket socket, MockRequest request) throws IOException, InterruptedException {
        int now = inFlight.incrementAndGet();
        mostInFlight.accumulateAndGet(now, Math::max);
        try {
            if (!latency.isZero()) {
                Thread.sleep(latency);
            }
            Optional<Fault> fault = draw();
            if (fault.isEmpty() || fault.get() == Fault.LIE) {
                MockReply reply = handler.apply(request);
                socket.getOutputStream().write((fault.isEmpty() ? reply : lying(reply)).bytes());
                served.incrementAndGet();
                return true;
            }
            broken.incrementAndGet();
            return fault(fault.get(), socket, request);
        } finally {
            inFlight.decrementAndGet();
        }
    }

    private Optional<Fault> draw() {
        if (faults.isEmpty()) {
            return Optional.empty();
        }
        RandomGenerator random = seed.derive("fault", drawn.getAndIncrement()).generator();
        for (Fault fault : Fault.values()) {
            if (random.nextDouble() < faults.getOrDefault(fault, 0.0)) {
                return Optional.of(fault);
            }
        }
        return Optional.empty();
    }

    private boolean fault(Fault fault, Socket socket, MockRequest request) throws IOException, InterruptedException {
        OutputStream out = socket.getOutputStream();
        switch (fault) {
            case DROP -> {
                return false;
            }
            case STALL -> socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            case RESET -> {
                byte[] answer = handler.apply(request).bytes();
                out.write(answer, 0, answer.length / 2);
                // Closing with linger 0 sends a reset.
                socket.setSoLinger(true, 0);
            }
            case TRUNCATE -> {
                MockReply whole = handler.apply(request);
                String half = whole.body().substring(0, whole.body().length() / 2);
                out.write(new MockReply(200, whole.headers(), half).bytes());
                return true;
            }
            case BUSY -> {
                out.write(MockReply.error(429, "too many requests")
                        .with("Retry-After", "0.05")
                        .bytes());
                return true;
            }
            case ERROR -> {
                out.write(MockReply.error(500, "broken").bytes());
                return true;
            }
            case BAD_GATEWAY -> {
                out.write(new MockReply(502, Map.of("Content-Type", "text/html"), "<html>Bad gateway</html>").bytes());
                return true;
            }
            case INVALID_JSON -> {
                out.write(MockReply.json("{\"choices\": [{\"message\": NaN, <b>\u0000\u001b[31m")
                        .bytes());
                return true;
            }
            case DRIP -> drip(out, handler.apply(request).bytes());
            case LIE -> throw new IllegalStateException("a lie is an answer");
        }
        return false;
    }

    private static void drip(OutputStream out, byte[] answer) throws IOException, InterruptedException {
        for (byte one : answer) {
            out.write(one);
            Thread.sleep(DRIP);
        }
    }

    private static MockReply lying(MockReply reply) {
        String body = reply.body()
                .replaceAll("\"completion_tokens\":\\d+", "\"completion_tokens\":999999999")
                .replaceAll("\"prompt_tokens\":\\d+", "\"prompt_tokens\":-7");
        return new MockReply(reply.status(), reply.headers(), body);
    }

    /// Stops listening and cuts all connections.
    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new PlumblineException(ErrorCode.STORAGE, "the mock endpoint did not close: " + e.getMessage(), e);
        }
    }
}
