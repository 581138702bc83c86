package dev.plumbline.model.mock;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// One HTTP/1.1 request as it came.
///
/// @param method such as `POST`
/// @param path with its query
/// @param headers by lower-case name
/// @param body as text; empty if there is none
public record MockRequest(String method, String path, Map<String, String> headers, String body) {
    private static final int MAX_HEAD = 64 << 10;
    private static final int MAX_BODY = 16 << 20;

    /// The next request of a connection; empty at its end.
    static Optional<MockRequest> read(InputStream in) throws IOException {
        String first = line(in);
        String[] words = first.split(" ", -1);
        if (words.length < 2) {
            return Optional.empty();
        }
        Map<String, String> headers = new HashMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
            }
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        if (length < 0 || length > MAX_BODY) {
            throw new IOException("a body of " + length + " bytes");
        }
        byte[] body = in.readNBytes(length);
        return Optional.of(new MockRequest(words[0], words[1], headers, new String(body, StandardCharsets.UTF_8)));
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(80);
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.write(c);
            }
            if (line.size() > MAX_HEAD) {
                throw new IOException("a line of more than " + MAX_HEAD + " bytes");
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }
}
