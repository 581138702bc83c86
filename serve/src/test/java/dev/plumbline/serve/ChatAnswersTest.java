package dev.plumbline.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Conversations that are answered: at once, as a stream, in a crowd.
@Timeout(120)
class ChatAnswersTest {
    @RegisterExtension
    static final RunningServer SERVER = new RunningServer();

    @Test
    void answersWithTextReasonAndCounts() {
        JsonNode answer = SERVER.answered(
                RunningServer.CHAT, RunningServer.USER + ",\"max_tokens\":12,\"seed\":3,\"ignore_eos\":true");

        assertThat(answer.get("object").asString()).isEqualTo("chat.completion");
        assertThat(answer.get("model").asString()).isEqualTo("tiny");
        JsonNode choice = answer.get("choices").get(0);
        assertThat(choice.get("finish_reason").asString()).isEqualTo("length");
        assertThat(choice.get("message").get("role").asString()).isEqualTo("assistant");
        assertThat(choice.get("message").get("content").asString()).isNotEmpty();
        assertThat(answer.get("usage").get("completion_tokens").asInt()).isEqualTo(12);
        assertThat(answer.get("usage").get("total_tokens").asInt())
                .isEqualTo(12 + answer.get("usage").get("prompt_tokens").asInt());
    }

    @Test
    void aSeedGivesTheSameTextAloneInACrowdAndAsAStream() {
        String fields = RunningServer.USER + ",\"max_tokens\":40,\"seed\":11,\"temperature\":0.9,\"top_p\":0.95";
        String alone = content(SERVER.answered(RunningServer.CHAT, fields));
        List<CompletableFuture<String>> crowd = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            String own = i % 2 == 0 ? fields : fields.replace("11", "2" + i);
            crowd.add(CompletableFuture.supplyAsync(() -> content(SERVER.answered(RunningServer.CHAT, own))));
        }
        for (int i = 0; i < 6; i++) {
            assertThat(crowd.get(i).join().equals(alone)).isEqualTo(i % 2 == 0);
        }
        String streamed = SERVER.post(RunningServer.CHAT, "{\"model\":\"tiny\"," + fields + ",\"stream\":true}")
                .body();
        assertThat(joined(streamed)).isEqualTo(alone);
    }

    @Test
    void aStreamOpensCountsAndEnds() {
        String body = "{\"model\":\"tiny\"," + RunningServer.USER
                + ",\"max_tokens\":5,\"ignore_eos\":true,\"stream\":true,\"stream_options\":{\"include_usage\":true}}";
        HttpResponse<String> response = SERVER.post(RunningServer.CHAT, body);

        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
        List<String> events = RunningServer.events(response.body());
        assertThat(events.getLast()).isEqualTo("[DONE]");
        JsonNode first = RunningServer.json(events.getFirst()).get("choices").get(0);
        assertThat(first.get("delta").get("role").asString()).isEqualTo("assistant");
        JsonNode last =
                RunningServer.json(events.get(events.size() - 3)).get("choices").get(0);
        assertThat(last.get("finish_reason").asString()).isEqualTo("length");
        JsonNode usage = RunningServer.json(events.get(events.size() - 2)).get("usage");
        assertThat(usage.get("completion_tokens").asInt()).isEqualTo(5);
    }

    @Test
    void severalChoicesDifferAndAreNumbered() {
        JsonNode choices = SERVER.answered(
                        RunningServer.CHAT, RunningServer.USER + ",\"n\":3,\"seed\":1,\"max_tokens\":20")
                .get("choices");

        assertThat(choices.size()).isEqualTo(3);
        assertThat(choices.get(2).get("index").asInt()).isEqualTo(2);
        assertThat(choices.get(0).get("message")).isNotEqualTo(choices.get(1).get("message"));
    }

    @Test
    void logProbabilitiesComeWithTheLikeliestTokens() {
        JsonNode choice = SERVER.answered(
                        RunningServer.CHAT,
                        RunningServer.USER + ",\"temperature\":0,\"max_tokens\":4,\"logprobs\":true,\"top_logprobs\":3")
                .get("choices")
                .get(0);

        JsonNode tokens = choice.get("logprobs").get("content");
        assertThat(tokens.size()).isPositive();
        for (JsonNode token : tokens) {
            assertThat(token.get("top_logprobs").size()).isEqualTo(3);
            assertThat(token.get("top_logprobs").get(0).get("logprob").asDouble())
                    .isEqualTo(token.get("logprob").asDouble());
            assertThat(token.get("bytes").isArray()).isTrue();
        }
    }

    @Test
    void aStreamCarriesTheLogProbabilitiesThatTheWholeAnswerHas() {
        String fields = RunningServer.USER
                + ",\"temperature\":0,\"max_tokens\":4,\"ignore_eos\":true,\"logprobs\":true,\"top_logprobs\":2";
        JsonNode whole = SERVER.answered(RunningServer.CHAT, fields).at("/choices/0/logprobs/content");
        List<JsonNode> streamed = new ArrayList<>();
        String stream = SERVER.post(RunningServer.CHAT, "{\"model\":\"tiny\"," + fields + ",\"stream\":true}")
                .body();
        for (String event : RunningServer.events(stream)) {
            if (!event.equals("[DONE]")) {
                RunningServer.json(event).at("/choices/0/logprobs/content").forEach(streamed::add);
            }
        }

        assertThat(streamed).hasSize(4);
        for (int i = 0; i < 4; i++) {
            assertThat(streamed.get(i).get("token")).isEqualTo(whole.get(i).get("token"));
            assertThat(streamed.get(i).get("top_logprobs").size()).isEqualTo(2);
        }
    }

    @Test
    void aStreamOfSeveralChoicesCountsTheTokensOfAll() {
        String stream = SERVER.post(
                        RunningServer.CHAT,
                        "{\"model\":\"tiny\"," + RunningServer.USER
                                + ",\"n\":2,\"max_tokens\":3,\"ignore_eos\":true,\"stream\":true,"
                                + "\"stream_options\":{\"include_usage\":true}}")
                .body();
        List<String> events = RunningServer.events(stream);
        JsonNode usage = RunningServer.json(events.get(events.size() - 2)).get("usage");

        assertThat(usage.get("completion_tokens").asInt()).isEqualTo(6);
        assertThat(events.stream().filter(event -> event.contains("\"finish_reason\":\"length\"")))
                .hasSize(2);
    }

    @Test
    void aStopTextEndsTheAnswerAndIsNotShown() {
        String fields = RunningServer.USER + ",\"max_tokens\":60,\"seed\":5,\"ignore_eos\":true";
        String whole = content(SERVER.answered(RunningServer.CHAT, fields));
        String stop = whole.substring(whole.length() / 2, whole.length() / 2 + 3);
        String ended = fields + ",\"stop\":[" + JsonMapper.shared().writeValueAsString(stop) + "]";

        JsonNode answer = SERVER.answered(RunningServer.CHAT, ended);
        assertThat(content(answer)).isEqualTo(whole.substring(0, whole.indexOf(stop)));
        assertThat(answer.get("choices").get(0).get("finish_reason").asString()).isEqualTo("stop");
        assertThat(joined(SERVER.post(RunningServer.CHAT, "{\"model\":\"tiny\"," + ended + ",\"stream\":true}")
                        .body()))
                .isEqualTo(content(answer));
    }

    @Test
    void toolsReachTheTemplate() {
        String tool = ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"measure\"}}]";
        int plain = promptTokens(SERVER.answered(RunningServer.CHAT, RunningServer.USER + ",\"max_tokens\":1"));

        assertThat(promptTokens(SERVER.answered(RunningServer.CHAT, RunningServer.USER + tool + ",\"max_tokens\":1")))
                .isGreaterThan(plain);
        assertThat(promptTokens(SERVER.answered(
                        RunningServer.CHAT, RunningServer.USER + tool + ",\"tool_choice\":\"none\",\"max_tokens\":1")))
                .isEqualTo(plain);
    }

    private int promptTokens(JsonNode answer) {
        return answer.get("usage").get("prompt_tokens").asInt();
    }

    private String content(JsonNode answer) {
        return answer.get("choices").get(0).get("message").get("content").asString();
    }

    private String joined(String stream) {
        StringBuilder text = new StringBuilder();
        for (String event : RunningServer.events(stream)) {
            if (!event.equals("[DONE]")) {
                text.append(RunningServer.json(event)
                        .path("choices")
                        .path(0)
                        .path("delta")
                        .path("content")
                        .asString(""));
            }
        }
        return text.toString();
    }
}
