package dev.plumbline.model.mock;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/// What a mock endpoint says to a request.
///
/// @param headers beside the length
public record MockReply(int status, Map<String, String> headers, String body) {
    public MockReply {
        headers = new TreeMap<>(headers);
    }

    /// Status 200 and a JSON body.
    public static MockReply json(String body) {
        return new MockReply(200, Map.of("Content-Type", "application/json"), body);
    }

    /// Another status, with a body as servers write one.
    public static MockReply error(int status, String message) {
        return new MockReply(
                status, Map.of("Content-Type", "application/json"), "{\"error\":{\"message\":\"" + message + "\"}}");
    }

    MockReply with(String header, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(header, value);
        return new MockReply(status, more, body);
    }

    /// The bytes of the whole response.
    byte[] bytes() {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        StringBuilder head = new StringBuilder(128).append("HTTP/1.1 ").append(status).append(" S\r\n");
        headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        head.append("Content-Length: ").append(content.length).append("\r\n\r\n");
        byte[] top = head.toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = new byte[top.length + content.length];
        System.arraycopy(top, 0, all, 0, top.length);
        System.arraycopy(content, 0, all, top.length, content.length);
        return all;
    }
}
