package dev.plumbline.serve;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.BatchLimits;
import dev.plumbline.engine.CheckpointModel;
import dev.plumbline.engine.LiveGeneration;
import java.io.IOException;
import java.net.BindException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// A model behind an OpenAI-compatible port: chat, completions, embeddings, models.
///
/// Every request has a virtual thread of its own, and none of them touches a tensor: sequences go to the one batch on
/// the engine thread. After closing, nothing is answered any more; the model stays open, for it is the caller's.
///
/// ```java
/// try (CheckpointModel model = CheckpointModel.open(folder, "mine");
///         ModelServer server = ModelServer.start(model, ServeOptions.local(8080, 64, 256), System.err::println)) {
///     Thread.currentThread().join();
/// }
/// ```
public final class ModelServer implements AutoCloseable {
    private static final int BACKLOG = 1024;

    private final HttpServer http;
    private final LiveGeneration generation;
    private final ServeOptions options;
    private final Routes routes;
    private final Gate gate;
    private final Consumer<String> log;
    private final Phaser underWay = new Phaser(1);
    private volatile boolean draining;

    private ModelServer(HttpServer http, CheckpointModel model, ServeOptions options, Consumer<String> log) {
        this.http = http;
        this.options = options;
        this.log = log;
        this.generation = new LiveGeneration(model.decoder(), BatchLimits.rows(options.rows()), options.queue());
        this.routes = new Routes(model, generation, options);
        this.gate = new Gate(options);
    }

    /// Begins to listen.
    ///
    /// @param log told, a line each, of requests that failed on this side
    /// @throws PlumblineException BUSY if the port is taken, BAD_ARGUMENT if the address cannot be listened on
    public static ModelServer start(CheckpointModel model, ServeOptions options, Consumer<String> log) {
        // Small pieces of a stream would otherwise wait for the client's acknowledgement of the piece before.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        HttpServer http;
        try {
            http = HttpServer.create(options.address(), BACKLOG);
        } catch (BindException e) {
            throw new PlumblineException(
                    ErrorCode.BUSY,
                    "serve: cannot listen on " + options.address().getHostString() + ":"
                            + options.address().getPort() + ": " + e.getMessage() + "; choose another --port",
                    e);
        } catch (IOException e) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, "serve: cannot listen on " + options.address() + ": " + e.getMessage(), e);
        }
        ModelServer server = new ModelServer(http, model, options, log);
        http.setExecutor(Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("plumbline-request-", 0).factory()));
        http.createContext("/", server::handle);
        http.start();
        return server;
    }

    /// The port that it listens on.
    public int port() {
        return http.getAddress().getPort();
    }

    /// Where clients send their requests, such as `http://127.0.0.1:8080/v1`.
    public String url() {
        String host = options.address().getAddress().isAnyLocalAddress()
                ? "127.0.0.1"
                : options.address().getHostString();
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port() + "/v1";
    }

    /// Sequences that are being written now.
    public int active() {
        return generation.active();
    }

    /// Sequences that wait for their turn.
    public int waiting() {
        return generation.waiting();
    }

    /// Tokens written since the start.
    public long written() {
        return generation.written();
    }

    /// Refuses what comes from now on with status 503, and waits until what was begun is finished.
    ///
    /// @return whether all was finished within this time
    public boolean drain(Duration patience) {
        draining = true;
        try {
            underWay.awaitAdvanceInterruptibly(underWay.arrive(), patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Stops at once; what is under way ends with an error.
    @Override
    public void close() {
        draining = true;
        generation.close();
        http.stop(0);
    }

    private void handle(HttpExchange exchange) {
        underWay.register();
        Reply reply = new Reply(exchange);
        try {
            answer(exchange, reply);
        } catch (IOException gone) {
            // The client has hung up; its sequences have been cancelled on the way here.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            underWay.arriveAndDeregister();
            exchange.close();
        }
    }

    private void answer(HttpExchange exchange, Reply reply) throws IOException, InterruptedException {
        try {
            gate.admit(exchange);
            if (draining) {
                throw ApiException.stopping();
            }
            routes.answer(exchange, gate, reply);
        } catch (ApiException refused) {
            refuse(refused, reply);
        } catch (PlumblineException refused) {
            refuse(
                    refused.code() == ErrorCode.NATIVE
                            ? ApiException.failed(String.valueOf(refused.getMessage()))
                            : ApiException.invalid(null, String.valueOf(refused.getMessage())),
                    reply);
        } catch (RuntimeException defect) {
            log.accept("a request failed: " + defect);
            refuse(ApiException.failed("The server failed on this request."), reply);
        }
    }

    private void refuse(ApiException refused, Reply reply) throws IOException {
        if (refused.status() == 500) {
            log.accept("a request failed: " + refused.getMessage());
        }
        if (refused.passing()) {
            reply.header("Retry-After", "1");
        }
        if (refused.status() == 401) {
            reply.header("WWW-Authenticate", "Bearer");
        }
        reply.json(refused.status(), refused.json());
    }
}
