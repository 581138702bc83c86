package dev.plumbline.serve;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who may come in, and with how much.
///
/// A web page that a person has open can send requests to their own machine. It cannot send JSON across origins
/// without being asked first, which this server never answers, so a body must call itself JSON; and it cannot name
/// this machine by a name of its own making, since on a loopback address without a token only local names are taken.
final class Gate {
    private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");

    /// How much of a body that is too large is read and thrown away, so that the client gets to read why.
    private static final long PATIENCE = 64L << 20;

    private final ServeOptions options;

    Gate(ServeOptions options) {
        this.options = options;
    }

    /// @throws ApiException status 401 without the right token, 403 under a foreign name
    void admit(HttpExchange exchange) {
        if (options.token().isEmpty()) {
            requireLocalName(exchange.getRequestHeaders().getFirst("Host"));
            return;
        }
        @Nullable String given = exchange.getRequestHeaders().getFirst("Authorization");
        byte[] expected = ("Bearer " + options.token()).getBytes(StandardCharsets.UTF_8);
        byte[] found = (given == null ? "" : given).getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(expected, found)) {
            throw ApiException.refused(
                    401, "invalid_api_key", "Send the server's token as \"Authorization: Bearer TOKEN\".");
        }
    }

    /// The request's body.
    ///
    /// @throws ApiException status 415 if it is not called JSON, 413 if it is too large
    byte[] body(HttpExchange exchange) throws IOException {
        @Nullable String type = exchange.getRequestHeaders().getFirst("Content-Type");
        if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
            throw ApiException.refused(
                    415, "unsupported_media_type", "Send the body as \"Content-Type: application/json\".");
        }
        InputStream in = exchange.getRequestBody();
        byte[] body = in.readNBytes(options.maxBodyBytes() + 1);
        if (body.length <= options.maxBodyBytes()) {
            return body;
        }
        byte[] waste = new byte[1 << 16];
        long left = PATIENCE;
        for (int read = 0; read >= 0 && left > 0; left -= read) {
            read = in.read(waste);
        }
        throw ApiException.refused(
                413, "request_too_large", "The body is larger than " + options.maxBodyBytes() + " bytes.");
    }

    private static void requireLocalName(@Nullable String host) {
        String name = host == null ? "" : host.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT);
        if (!LOCAL.contains(name)) {
            throw ApiException.refused(403, "foreign_host", "This server answers to localhost and 127.0.0.1 only.");
        }
    }
}
