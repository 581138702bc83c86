package dev.plumbline.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.FinishReason;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CommandModelTest {
    private static final CompletionRequest REQUEST =
            new CompletionRequest(Conversation.ask("Why?"), Sampling.greedy(16), new Seed(3));

    /// The program on the other side: it says what the mode asks for.
    static final class Echo {
        private Echo() {}

        public static void main(String[] mode) throws IOException {
            JsonMapper mapper = JsonMapper.builder().build();
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                JsonNode request = mapper.readTree(line);
                String said = request.path("messages").path(0).path("content").asString("");
                switch (mode[0]) {
                    case "echo" ->
                        System.out.println(mapper.writeValueAsString(mapper.createObjectNode()
                                .put("id", request.path("id").asLong(0))
                                .put("text", said + request.path("seed").asLong(0))
                                .put("finish", "length")
                                .put("tokens", 2)));
                    case "error" ->
                        System.out.println("{\"id\":" + request.path("id").asLong(0) + ",\"error\":\"no \\u001b room\"}");
                    case "garbage" -> System.out.println("hello there");
                    case "die" -> System.exit(3);
                    default -> System.err.println("silent");
                }
            }
        }
    }

    private static CommandModel program(String mode) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new CommandModel(
                "echo",
                List.of(java, "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
                        Echo.class.getName(), mode),
                Duration.ofSeconds(mode.equals("silent") ? 2 : 30));
    }

    @Test
    void itAnswersWhatItIsAsked() {
        try (CommandModel model = program("echo")) {
            var answer = model.complete(REQUEST);
            assertThat(answer.text()).isEqualTo("Why?3");
            assertThat(answer.finish()).isEqualTo(FinishReason.LENGTH);
            assertThat(answer.tokens()).isEqualTo(2);
            assertThat(model.complete(REQUEST)).isEqualTo(answer);
        }
    }

    @Test
    void itsErrorsAreFailuresOfItsOwn() {
        try (CommandModel model = program("error")) {
            assertThatThrownBy(() -> model.complete(REQUEST))
                    .isInstanceOf(ModelFailure.class)
                    .hasMessage("echo: no   room");
        }
    }

    @Test
    void whatIsNoJsonIsMalformed() {
        try (CommandModel model = program("garbage")) {
            assertThatThrownBy(() -> model.complete(REQUEST)).hasMessageContaining("no JSON");
        }
    }

    @Test
    void oneThatDiesSaysSo() {
        try (CommandModel model = program("die")) {
            assertThatThrownBy(() -> model.complete(REQUEST)).hasMessageContaining("over");
        }
    }

    @Test
    void oneThatKeepsSilentTimesOut() {
        try (CommandModel model = program("silent")) {
            assertThatThrownBy(() -> model.complete(REQUEST))
                    .isInstanceOfSatisfying(
                            ModelFailure.class,
                            failure -> assertThat(failure.kind()).isEqualTo(ModelFailure.Kind.TIMED_OUT));
        }
    }

    @Test
    void aProgramThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> new CommandModel("none", List.of("/no/such/program"), Duration.ofSeconds(1)))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("/no/such/program");
    }
}
