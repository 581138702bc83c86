package dev.plumbline.model.mock;

import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Answers OpenAI's chat completions from a script.
///
/// @param script the answer to a request's body
public record MockChat(Function<JsonNode, String> script) implements Function<MockRequest, MockReply> {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /// Gives the same answer to everything.
    public static MockChat always(String answer) {
        return new MockChat(body -> answer);
    }

    /// What the last message of a request says.
    public static String asked(JsonNode body) {
        JsonNode messages = body.path("messages");
        return messages.path(messages.size() - 1).path("content").asString("");
    }

    @Override
    public MockReply apply(MockRequest request) {
        if (!request.path().endsWith("/chat/completions")) {
            return MockReply.error(404, "no such page");
        }
        JsonNode body = MAPPER.readTree(request.body());
        String answer = script.apply(body);
        long tokens = Math.min(1 + answer.length() / 4, body.path("max_tokens").asInt(Integer.MAX_VALUE));
        String quoted = MAPPER.writeValueAsString(answer);
        return MockReply.json("{\"id\":\"mock\",\"object\":\"chat.completion\",\"created\":0,\"model\":\"mock\","
                + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":" + quoted
                + "},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":"
                + (1 + request.body().length() / 4) + ",\"completion_tokens\":" + tokens + ",\"total_tokens\":0}}");
    }
}
