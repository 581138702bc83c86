package dev.plumbline.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// Texts that are continued, embeddings, and what the server tells of itself.
@Timeout(120)
class OtherPathsTest {
    @RegisterExtension
    static final RunningServer SERVER = new RunningServer();

    @Test
    void completionsContinueTextsAndTokens() {
        JsonNode answer = SERVER.answered(
                "/completions", "\"prompt\":[\"a plain\",\"wall\"],\"max_tokens\":6,\"logprobs\":2,\"seed\":1");

        assertThat(answer.get("choices").size()).isEqualTo(2);
        assertThat(answer.get("choices").get(0).get("logprobs").get("tokens").size())
                .isPositive();
        int[] ids = SERVER.model().format().tokenizer().encode("a plain", true).ids();
        JsonNode same = SERVER.answered(
                "/completions", "\"prompt\":" + java.util.Arrays.toString(ids) + ",\"max_tokens\":6,\"seed\":1");
        assertThat(same.get("choices").get(0).get("text"))
                .isEqualTo(answer.get("choices").get(0).get("text"));
    }

    @Test
    void embeddingsAreTheModelsOwnInBothEncodings() {
        float[] expected = SERVER.model()
                .embeddings(List.of(SERVER.model()
                        .format()
                        .tokenizer()
                        .encode("a wall", true)
                        .ids()))
                .getFirst();
        JsonNode numbers = SERVER.answered("/embeddings", "\"input\":[\"a wall\",\"a line\"]");
        JsonNode packed = SERVER.answered("/embeddings", "\"input\":\"a wall\",\"encoding_format\":\"base64\"");

        assertThat(numbers.get("data").size()).isEqualTo(2);
        java.nio.FloatBuffer unpacked = java.nio.ByteBuffer.wrap(java.util.Base64.getDecoder()
                        .decode(packed.get("data").get(0).get("embedding").asString()))
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
        for (int i = 0; i < expected.length; i++) {
            assertThat(numbers.get("data").get(0).get("embedding").get(i).floatValue())
                    .isCloseTo(expected[i], org.assertj.core.api.Assertions.within(1e-5f));
            assertThat(unpacked.get(i)).isEqualTo(expected[i]);
        }
    }

    @Test
    void modelsAndHealthAreTold() {
        assertThat(RunningServer.json(
                                SERVER.send(SERVER.request("/models").build()).body())
                        .get("data")
                        .get(0)
                        .get("id")
                        .asString())
                .isEqualTo("tiny");
        assertThat(SERVER.send(SERVER.request("/models/tiny").build()).statusCode())
                .isEqualTo(200);
        assertThat(SERVER.send(SERVER.request("/models/other").build()).statusCode())
                .isEqualTo(404);
        assertThat(SERVER.send(SERVER.request("/../health").build()).statusCode())
                .isIn(200, 404);
    }
}
