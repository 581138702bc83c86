package dev.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.core.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A program that replies to a model's turns while it learns.
class TrainEnvironmentTest {
    /// Asks once more, and then ends the answer.
    private static final String ASKS_AGAIN = """
            while read -r line; do
              case "$line" in
                *'"turns":["'*'","'*) echo null ;;
                *) echo '{"content": "what is 2 plus 2 ?"}' ;;
              esac
            done
            """;

    /// Writes down what it reads, and rewards alike.
    private static final String WRITES_DOWN = """
            while read -r line; do
              printf '%s\\n' "$line" >> seen.jsonl
              echo 1
            done
            """;

    @TempDir
    private Path folder = Path.of("");

    private MethodTrainings cli = new MethodTrainings(Path.of(""));

    @BeforeEach
    void data() throws IOException {
        cli = new MethodTrainings(folder).withData();
    }

    private String[] training(String... more) throws IOException {
        Files.writeString(
                folder.resolve("score.sh"),
                WRITES_DOWN.replace("seen.jsonl", folder.resolve("seen.jsonl").toString()));
        return Stream.concat(
                        Stream.of(
                                "--reward-command",
                                "sh " + folder.resolve("score.sh"),
                                "--environment-command",
                                "sh " + folder.resolve("tool.sh")),
                        Stream.of(more))
                .toArray(String[]::new);
    }

    @ParameterizedTest
    @CsvSource({"grpo, 2", "ppo, 2"})
    void theModelHasAsManyTurnsAsItRepliesTo(String method, int turns) throws IOException {
        Files.writeString(folder.resolve("tool.sh"), ASKS_AGAIN);

        cli.train(method, MethodTrainings.onSums(training("--set", "stages." + method + ".sampling.max-tokens=60")));

        List<JsonNode> seen = Files.readAllLines(folder.resolve("seen.jsonl")).stream()
                .map(JsonMapper.shared()::readTree)
                .toList();
        List<JsonNode> whole =
                seen.stream().filter(one -> one.get("finished").asBoolean()).toList();
        assertThat(whole).isNotEmpty().allSatisfy(one -> {
            assertThat(one.get("turns")).hasSize(turns);
            assertThat(one.get("completion")).isEqualTo(one.get("turns").get(turns - 1));
            assertThat(one.get("turns").toString()).doesNotContain("what is 2 plus 2");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"3", "{\"content\": \"\"}", "{\"content\": \"hm\", \"role\": \"system\"}", "{\"reward\": 1}"})
    void aReplyThatIsNoneIsToldByLine(String reply) throws IOException {
        Files.writeString(folder.resolve("tool.sh"), "while read -r line; do echo '" + reply + "'; done\n");

        assertThat(refused()).contains("environment command", "line 1", "is no reply", "null to end");
    }

    @Test
    void aProgramThatHangsIsEnded() throws IOException {
        Files.writeString(folder.resolve("tool.sh"), "sleep 60\n");

        assertThat(refused("--set", "stages.grpo.environment.limit=1"))
                .contains("has not ended within 1 s", "environment.limit");
    }

    @Test
    void aMethodOfOneTurnHasNoUseForIt() {
        assertThat(cli.failure(
                        ErrorCode.BAD_ARGUMENT,
                        "train",
                        "dpo",
                        "--model",
                        MethodTrainings.SMALL,
                        "--data",
                        "pairs.jsonl",
                        "--environment-command",
                        "true"))
                .contains("--environment-command", "dpo learns from answers of one turn");
    }

    private String refused(String... more) throws IOException {
        return cli.failureOnSums(ErrorCode.ENDPOINT, "grpo", training(more));
    }
}
