package dev.plumbline.serve;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// What one client is sent. A failure to send is an IOException: the client has gone.
final class Reply {
    private final HttpExchange exchange;
    private boolean begun;

    Reply(HttpExchange exchange) {
        this.exchange = exchange;
    }

    /// Whether the status has been sent, so that it can no longer be another.
    boolean begun() {
        return begun;
    }

    /// Sends a whole answer, or its rest after signs of life.
    void json(int status, String body) throws IOException {
        byte[] bytes = (body + "\n").getBytes(StandardCharsets.UTF_8);
        if (!begun) {
            begin(status, "application/json", bytes.length);
        }
        out().write(bytes);
        end();
    }

    /// Sends a blank, which JSON allows before a value, so that a client that has gone is noticed.
    void pulseJson() throws IOException {
        if (!begun) {
            begin(200, "application/json", 0);
        }
        out().write(' ');
        out().flush();
    }

    /// Begins a stream of events.
    void beginStream() throws IOException {
        exchange.getResponseHeaders().set("Cache-Control", "no-cache");
        begin(200, "text/event-stream; charset=utf-8", 0);
        out().flush();
    }

    /// Sends one event; `data` has no line breaks.
    void event(String data) throws IOException {
        out().write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
        out().flush();
    }

    /// Sends a comment, which clients skip.
    void pulseStream() throws IOException {
        out().write(": waiting\n\n".getBytes(StandardCharsets.UTF_8));
        out().flush();
    }

    /// All has been sent.
    void end() throws IOException {
        out().close();
    }

    void header(String name, String value) {
        exchange.getResponseHeaders().set(name, value);
    }

    private void begin(int status, String type, long length) throws IOException {
        begun = true;
        header("Content-Type", type);
        header("X-Content-Type-Options", "nosniff");
        exchange.sendResponseHeaders(status, length);
    }

    private OutputStream out() {
        return exchange.getResponseBody();
    }
}
