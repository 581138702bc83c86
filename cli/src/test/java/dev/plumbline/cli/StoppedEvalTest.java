package dev.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.core.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Evaluations that end once enough is known, and what a run says first.
class StoppedEvalTest {
    @TempDir
    private Path folder = Path.of("");

    private CapturedShell shell = new CapturedShell(Path.of(""));

    private int plumbline(String... arguments) {
        shell = new CapturedShell(folder);
        return shell.run(arguments);
    }

    private Path run() throws IOException {
        try (var runs = Files.list(folder.resolve("runs"))) {
            return runs.filter(run -> Files.exists(run.resolve("evidence.jsonl")))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void theRunSaysWhereItStoppedAndWhatItMeasured() throws IOException {
        assertThat(plumbline(
                        "eval",
                        "privacy",
                        "--model",
                        "planted:0.5",
                        "--samples",
                        "400",
                        "--set",
                        "stop.above=0.2",
                        "--set",
                        "stop.every=20",
                        "-q"))
                .as(shell.err())
                .isZero();
        assertThat(shell.out()).contains("For planted 0.5, ", " is 0.", "% interval, n = ");
        Path summary = folder.resolve("summary.md");

        assertThat(plumbline("report", run().toString(), "--markdown", summary.toString()))
                .as(shell.err())
                .isZero();

        assertThat(Files.readString(summary))
                .containsPattern("Stopped after \\d+ of 400 samples: .* and its interval lies above 0.2")
                .contains("always valid, beta-binomial", "| measure | model |", "last line of evidence");
        assertThat(Files.readString(run().resolve("report.html")))
                .contains("Stopped after", "For planted 0.5, ", "1 interval holds it")
                .doesNotContain("No finding was drawn");
        assertThat(Files.readAllLines(run().resolve("stages/eval/log.jsonl")).getLast())
                .contains("\"kind\":\"stopped\"", "\"of\":400");
        assertThat(plumbline("runs")).isZero();
        assertThat(shell.out()).contains("For planted 0.5, ");
        assertThat(plumbline("verify", run().toString())).isZero();
    }

    @Test
    void aStudyFileMaySayItToo() throws IOException {
        Files.writeString(folder.resolve("mine.yaml"), """
                title: Enough?
                stages:
                  - name: asked
                    kind: eval
                    suite: privacy
                    url: planted:0
                    samples: 400
                    stop: {width: 0.1, every: 25, below: 0.9}
                """);
        assertThat(plumbline("run", "mine.yaml", "-q", "--json"))
                .as(shell.err())
                .isZero();
        assertThat(Files.readString(run().resolve("report.html"))).contains("Stopped after 25 of 400 samples");
    }

    @ParameterizedTest
    @CsvSource({
        "stop.width=-1, width must lie in",
        "stop.every=0, every must be 1 or more",
        "stop.above=high, 'above must be a finite number, such as 0.1'",
        "stop.below=.inf, below must be a finite number",
        "stop.widht=1, widht",
    })
    void whatMeansNothingIsRefusedInOneLine(String setting, String complaint) {
        assertThat(plumbline("eval", "privacy", "--model", "planted:0", "--set", setting, "-q"))
                .isEqualTo(ErrorCode.BAD_STUDY.exitStatus());
        assertThat(shell.err()).contains(complaint).hasLineCount(1);
    }

    @Test
    void aMeasureThatCannotEndARunIsRefusedWithThoseThatCan() {
        assertThat(plumbline(
                        "eval",
                        "privacy",
                        "--model",
                        "planted:0",
                        "--set",
                        "stop.width=0.1",
                        "--set",
                        "stop.measure=nonsense",
                        "-q"))
                .isEqualTo(ErrorCode.BAD_ARGUMENT.exitStatus());
        assertThat(shell.err()).contains("cannot be ended by \"nonsense\"", "there are ");
    }
}
