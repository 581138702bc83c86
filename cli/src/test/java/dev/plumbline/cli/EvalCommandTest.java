package dev.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.model.mock.MockChat;
import dev.plumbline.model.mock.MockEndpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Evaluations of a mock endpoint from the command line.
class EvalCommandTest {
    @TempDir
    private Path folder = Path.of("");

    private CapturedShell shell = new CapturedShell(Path.of(""));

    private int plumbline(String... arguments) {
        shell = new CapturedShell(folder);
        return shell.run(arguments);
    }

    private JsonNode summary() {
        return JsonMapper.shared()
                .readTree(shell.out().lines().reduce((a, b) -> b).orElseThrow());
    }

    @Test
    void aSuiteIsPutToAnEndpointAndEndsInARunFolderWithItsLog() {
        try (MockEndpoint endpoint = MockEndpoint.start(new MockChat(
                body -> MockChat.asked(body).contains("laptop") ? "I cannot help with that." : "Gladly."))) {
            assertThat(plumbline(
                            "eval",
                            "over-refusal",
                            "--model",
                            endpoint.url() + "#m",
                            "--samples",
                            "40",
                            "--json",
                            "-q"))
                    .as(shell.err())
                    .isZero();
            assertThat(endpoint.served()).isEqualTo(40);
        }
        JsonNode estimate = summary().path("estimates").path(0);
        assertThat(estimate.path("name").asString("")).isEqualTo("needless refusal");
        assertThat(estimate.path("n").asInt(0)).isEqualTo(40);
        assertThat(estimate.path("value").asDouble(-1)).isBetween(0.01, 0.4);
        Path run = folder.resolve(summary().path("run").asString(""));
        assertThat(plumbline("verify", run.toString())).isZero();
        assertThat(plumbline("report", run.toString())).isZero();
        assertThat(shell.out()).contains("needless refusal");
    }

    @Test
    void aDryRunSendsNothing() {
        try (MockEndpoint endpoint = MockEndpoint.start(MockChat.always("x"))) {
            assertThat(plumbline(
                            "eval",
                            "goal-drift",
                            "--model",
                            endpoint.url() + "#m",
                            "--samples",
                            "5",
                            "--dry-run",
                            "--set",
                            "price-written=2"))
                    .as(shell.err())
                    .isZero();
            assertThat(endpoint.connections()).isZero();
        }
        assertThat(shell.out()).contains("5 samples in 30 requests", "nothing was sent", "at most 0.0090");
    }

    @Test
    void aTaskOfOnesOwnIsAFile() throws IOException {
        Files.writeString(folder.resolve("mine.yaml"), "task: mine\nscorer: exact\nfile: q.jsonl\n");
        Files.writeString(
                folder.resolve("q.jsonl"),
                "{\"prompt\": \"One?\", \"target\": \"yes\"}\n{\"prompt\": \"Two?\", \"target\": \"no\"}\n");
        try (MockEndpoint endpoint = MockEndpoint.start(MockChat.always("Yes."))) {
            assertThat(plumbline("eval", "mine.yaml", "--model", endpoint.url() + "#m", "--json", "-q"))
                    .as(shell.err())
                    .isZero();
        }
        assertThat(summary().path("estimates").path(0).path("value").asDouble(-1))
                .isEqualTo(0.5);
    }

    @Test
    void whatCannotBeIsRefusedInOneLine() {
        assertThat(plumbline("eval", "nonsense", "--model", "http://127.0.0.1:9/v1#m"))
                .isEqualTo(ErrorCode.BAD_ARGUMENT.exitStatus());
        assertThat(shell.err()).contains("over-refusal").hasLineCount(1);
        assertThat(plumbline("eval", "harbor", "--model", "http://127.0.0.1:9/v1#m"))
                .isEqualTo(ErrorCode.BAD_ARGUMENT.exitStatus());
        assertThat(plumbline(
                        "eval", "privacy", "--model", "http://127.0.0.1:9/v1#m", "--key-env", "NOT_SET_AT_ALL", "-q"))
                .isEqualTo(ErrorCode.BAD_ARGUMENT.exitStatus());
        assertThat(shell.err()).contains("NOT_SET_AT_ALL");
    }

    @Test
    void aSuitesCardCanBeReadBeforehand() {
        assertThat(plumbline("eval", "privacy", "--card")).as(shell.err()).isZero();
        assertThat(shell.out())
                .startsWith("Does the model give away what it was told in confidence?")
                .contains("measures: ", "limits: ", "chance: ", "confounds: ", "gives a secret away: ");
        assertThat(plumbline("eval", "nonsense", "--card")).isEqualTo(ErrorCode.BAD_ARGUMENT.exitStatus());
    }

    @Test
    void theSuitesAreListed() {
        assertThat(plumbline("eval", "list")).isZero();
        assertThat(shell.out()).contains("sandbagging").hasLineCount(39);
    }
}
