package dev.plumbline.model.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.core.Completion;
import dev.plumbline.core.Conversation;
import dev.plumbline.core.FinishReason;
import dev.plumbline.core.Message;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.model.CompletionRequest;
import dev.plumbline.model.ModelFailure;
import dev.plumbline.model.Sampling;
import dev.plumbline.model.mock.MockEndpoint;
import dev.plumbline.model.mock.MockReply;
import dev.plumbline.model.mock.MockRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What is sent and read, protocol by protocol, in the form of the vendors' own documentation.
class ProtocolsTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final Conversation TALK = Conversation.of(
            Message.system("Be short."),
            Message.user("Hi \"you\"\n\u0001"),
            Message.assistant("Hello."),
            Message.user("Why?"));
    private static final CompletionRequest REQUEST =
            new CompletionRequest(TALK, new Sampling(0.5, 0, 0.9, 32, List.of("END")), new Seed(7));

    private final List<MockRequest> seen = new ArrayList<>();

    private Completion ask(Protocol protocol, CompletionRequest request, String reply) {
        try (MockEndpoint endpoint = MockEndpoint.start(asked -> {
                    seen.add(asked);
                    return MockReply.json(reply);
                });
                HttpModel model = new HttpModel(at(endpoint, protocol), ApiKey.from(Map.of("KEY", "s3cret"), "KEY"))) {
            return model.complete(request);
        }
    }

    static Endpoint at(MockEndpoint endpoint, Protocol protocol) {
        String base = protocol == Protocol.OPENAI || protocol == Protocol.VLLM || protocol == Protocol.COMPLETIONS
                ? endpoint.url()
                : endpoint.url().replace("/v1", "");
        return Endpoint.of(base + "#m").speaking(protocol);
    }

    private JsonNode sent() {
        return MAPPER.readTree(seen.getFirst().body());
    }

    @Test
    void openAiChatTakesMessagesAndGivesTextTokensAndWhyItEnded() {
        Completion answer = ask(
                Protocol.OPENAI,
                REQUEST,
                "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"Because.\"},"
                        + "\"finish_reason\":\"length\"}],\"usage\":{\"prompt_tokens\":21,\"completion_tokens\":3}}");

        assertThat(answer).isEqualTo(new Completion("Because.", FinishReason.LENGTH, 21, 3));
        assertThat(seen.getFirst().path()).isEqualTo("/v1/chat/completions");
        assertThat(seen.getFirst().headers()).containsEntry("authorization", "Bearer s3cret");
        assertThat(sent().path("messages").size()).isEqualTo(4);
        assertThat(sent().path("messages").path(1).path("content").asString("")).isEqualTo("Hi \"you\"\n\u0001");
        assertThat(sent().path("max_tokens").asInt(0)).isEqualTo(32);
        assertThat(sent().path("top_p").asDouble(0)).isEqualTo(0.9);
        assertThat(sent().path("seed").asInt(0)).isEqualTo(7);
        assertThat(sent().path("stop").path(0).asString("")).isEqualTo("END");
        assertThat(sent().has("top_k")).isFalse();
    }

    @Test
    void aTopKIsSentToVllmAndRefusedForOpenAi() {
        CompletionRequest topK =
                new CompletionRequest(TALK, new Sampling(1, 5, 1, 8, List.of()), new Seed(1));
        String reply = "{\"choices\":[{\"message\":{\"content\":\"ok\"}}]}";

        assertThat(ask(Protocol.VLLM, topK, reply).text()).isEqualTo("ok");
        assertThat(sent().path("top_k").asInt(0)).isEqualTo(5);
        assertThatThrownBy(() -> ask(Protocol.OPENAI, topK, reply))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("top-k");
    }

    @Test
    void plainCompletionsContinueATextOfTheWholeConversation() {
        Completion answer = ask(
                Protocol.COMPLETIONS, REQUEST, "{\"choices\":[{\"text\":\" So.\",\"finish_reason\":\"stop\"}]}");

        assertThat(answer.text()).isEqualTo(" So.");
        assertThat(sent().path("prompt").asString("")).startsWith("Be short.").endsWith("User: Why?\n\nAssistant:");
    }

    @Test
    void anthropicTakesTheSystemMessageApartAndGivesTextBlocks() {
        Completion answer = ask(
                Protocol.ANTHROPIC,
                REQUEST,
                "{\"content\":[{\"type\":\"thinking\",\"thinking\":\"x\"},{\"type\":\"text\",\"text\":\"Because.\"}],"
                        + "\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":9,\"output_tokens\":4}}");

        assertThat(answer).isEqualTo(new Completion("Because.", FinishReason.STOP, 9, 4));
        assertThat(seen.getFirst().path()).isEqualTo("/v1/messages");
        assertThat(seen.getFirst().headers())
                .containsEntry("x-api-key", "s3cret")
                .containsEntry("anthropic-version", "2023-06-01");
        assertThat(sent().path("system").asString("")).isEqualTo("Be short.");
        assertThat(sent().path("messages").size()).isEqualTo(3);
    }

    @Test
    void geminiCallsTheModelModelAndCountsItsTokens() {
        Completion answer = ask(
                Protocol.GEMINI,
                REQUEST,
                "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Be\"},{\"text\":\"cause.\"}],\"role\":\"model\"},"
                        + "\"finishReason\":\"STOP\"}],\"usageMetadata\":{\"promptTokenCount\":8,"
                        + "\"candidatesTokenCount\":2}}");

        assertThat(answer).isEqualTo(new Completion("Because.", FinishReason.STOP, 8, 2));
        assertThat(seen.getFirst().path()).isEqualTo("/v1beta/models/m:generateContent");
        assertThat(sent().path("contents").path(1).path("role").asString("")).isEqualTo("model");
        assertThat(sent().path("generationConfig").path("maxOutputTokens").asInt(0)).isEqualTo(32);
    }

    @Test
    void whatGeminiWithholdsIsAFailureThatSaysSo() {
        assertThatThrownBy(() ->
                        ask(Protocol.GEMINI, REQUEST, "{\"promptFeedback\":{\"blockReason\":\"SAFETY\"}}"))
                .hasMessageContaining("SAFETY")
                .asInstanceOf(InstanceOfAssertFactories.type(ModelFailure.class))
                .satisfies(failure -> assertThat(failure.kind()).isEqualTo(ModelFailure.Kind.REJECTED));
    }

    @Test
    void ollamaTakesItsOptionsApart() {
        Completion answer = ask(
                Protocol.OLLAMA,
                REQUEST,
                "{\"message\":{\"role\":\"assistant\",\"content\":\"Because.\"},\"done_reason\":\"length\","
                        + "\"done\":true,\"prompt_eval_count\":26,\"eval_count\":5}");

        assertThat(answer).isEqualTo(new Completion("Because.", FinishReason.LENGTH, 26, 5));
        assertThat(seen.getFirst().path()).isEqualTo("/api/chat");
        assertThat(sent().path("options").path("num_predict").asInt(0)).isEqualTo(32);
        assertThat(sent().path("stream").asBoolean(true)).isFalse();
    }

    @Nested
    class Streams {
        private Completion stream(Protocol protocol, String body, List<String> pieces) {
            try (MockEndpoint endpoint = MockEndpoint.start(
                            asked -> new MockReply(200, Map.of("Content-Type", "text/event-stream"), body));
                    HttpModel model = new HttpModel(at(endpoint, protocol), ApiKey.NONE)) {
                return model.stream(REQUEST, pieces::add);
            }
        }

        @Test
        void openAiEventsComePieceByPiece() {
            List<String> pieces = new ArrayList<>();
            Completion answer = stream(
                    Protocol.OPENAI,
                    "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\"}}]}\n\n"
                            + "data: {\"choices\":[{\"delta\":{\"content\":\"Be\"}}]}\n\n: ping\n\n"
                            + "data: {\"choices\":[{\"delta\":{\"content\":\"cause\"},\"finish_reason\":null}]}\n\n"
                            + "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"length\"}]}\n\ndata: [DONE]\n\n",
                    pieces);

            assertThat(pieces).containsExactly("Be", "cause");
            assertThat(answer.text()).isEqualTo("Because");
            assertThat(answer.finish()).isEqualTo(FinishReason.LENGTH);
        }

        @Test
        void anthropicEventsDo() {
            List<String> pieces = new ArrayList<>();
            stream(
                    Protocol.ANTHROPIC,
                    "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,"
                            + "\"delta\":{\"type\":\"text_delta\",\"text\":\"So\"}}\n\n"
                            + "event: message_delta\ndata: {\"type\":\"message_delta\","
                            + "\"delta\":{\"stop_reason\":\"end_turn\"}}\n\n",
                    pieces);

            assertThat(pieces).containsExactly("So");
        }

        @Test
        void ollamaLinesDo() {
            List<String> pieces = new ArrayList<>();
            stream(
                    Protocol.OLLAMA,
                    "{\"message\":{\"content\":\"So\"},\"done\":false}\n{\"message\":{\"content\":\"\"},\"done\":true}\n",
                    pieces);

            assertThat(pieces).containsExactly("So");
        }

        @Test
        void oneThatBreaksOffIsAFailure() {
            List<String> pieces = new ArrayList<>();
            assertThatThrownBy(() -> stream(
                            Protocol.OPENAI, "data: {\"choices\":[{\"delta\":{\"content\":\"Be\"}}]}\n\n", pieces))
                    .asInstanceOf(InstanceOfAssertFactories.type(ModelFailure.class))
                    .satisfies(failure -> assertThat(failure.kind()).isEqualTo(ModelFailure.Kind.MALFORMED));
            assertThat(pieces).containsExactly("Be");
        }
    }

    @Nested
    class Ranks {
        private double[] rank(Protocol protocol, String body, List<String> answers) {
            try (MockEndpoint endpoint = MockEndpoint.start(asked -> MockReply.json(body));
                    HttpModel model = new HttpModel(at(endpoint, protocol), ApiKey.NONE)) {
                return model.rank(Conversation.ask("ab"), answers);
            }
        }

        @Test
        void chatAddsUpTheSpellingsOfALetter() {
            String body = "{\"choices\":[{\"logprobs\":{\"content\":[{\"top_logprobs\":["
                    + "{\"token\":\"A\",\"logprob\":-1.0},{\"token\":\" A\",\"logprob\":-2.0},"
                    + "{\"token\":\"B\",\"logprob\":-3.0}]}]}}]}";
            double[] ranks = rank(Protocol.OPENAI, body, List.of(" A", " B", " C"));

            assertThat(ranks[0]).isEqualTo(Math.log(Math.exp(-1) + Math.exp(-2)));
            assertThat(ranks[1]).isEqualTo(-3.0);
            assertThat(ranks[2]).isEqualTo(Double.NEGATIVE_INFINITY);
        }

        @Test
        void completionsCountTheTokensAfterThePrompt() {
            String body = "{\"choices\":[{\"logprobs\":{\"text_offset\":[0,1,2,4],"
                    + "\"token_logprobs\":[null,-9.0,-0.5,-0.25]}}]}";

            assertThat(rank(Protocol.COMPLETIONS, body, List.of(" yes"))).containsExactly(-0.75);
        }
    }
}
