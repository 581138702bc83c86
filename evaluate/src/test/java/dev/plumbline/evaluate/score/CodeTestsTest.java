package dev.plumbline.evaluate.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.core.Completion;
import dev.plumbline.core.Conversation;
import dev.plumbline.core.FinishReason;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Progress;
import dev.plumbline.core.Seed;
import dev.plumbline.evaluate.Evaluation;
import dev.plumbline.evaluate.Known;
import dev.plumbline.evaluate.Sample;
import dev.plumbline.evaluate.Score;
import dev.plumbline.evaluate.Task;
import dev.plumbline.evaluate.sandbox.CodeRuns;
import dev.plumbline.evaluate.sandbox.Sandbox;
import dev.plumbline.evaluate.sandbox.SandboxLimits;
import dev.plumbline.evaluate.suite.TaskFile;
import dev.plumbline.model.ScriptedModel;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodeTestsTest {
    private static final String TESTS = ". ./solution.sh\n[ \"$(twice 4)\" = 8 ] || exit 1\necho {ticket}\n";

    private final CodeTests<String> scorer = new CodeTests<>(
            "passed",
            Sandbox.of(CodeRuns.LIMITS_ALONE, SandboxLimits.USUAL),
            "solution.sh",
            "tests.sh",
            List.of("sh", "tests.sh"),
            tests -> tests);

    private Score score(String answer, String tests) {
        Sample<String> sample = new Sample<>("s", Conversation.ask("Write twice."), tests);
        return scorer.score(sample, new Completion(answer, FinishReason.STOP, 0, 0));
    }

    @Test
    void codeThatPassesIsOne() {
        String code = "twice() { echo $(($1 * 2)); }";
        assertThat(score("Here:\n```sh\necho wrong\n```\nBetter:\n```sh\n" + code + "\n```\nDone.", TESTS))
                .isEqualTo(Score.of("passed", true));
        assertThat(score(code, TESTS)).isEqualTo(Score.of("passed", true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "twice() { echo $(($1 + 2)); }",
                "exit 0",
                "echo passed-; exit 0",
                "no code at all",
                "",
                "```sh\nkill -9 $$\n```",
                "twice() { echo 8; }\ntrap 'echo more' EXIT"
            })
    void codeThatFailsOrEndsTheTestsEarlyIsZero(String answer) {
        assertThat(score(answer, TESTS)).isEqualTo(Score.of("passed", false));
    }

    @Test
    void testsThatPrintNoTicketAreRefused() {
        assertThatThrownBy(() -> score("x", "true"))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("sample s: its tests do not hold {ticket}");
    }

    @Test
    void anUnclosedOrEndlessFenceTakesLinearTime() {
        String hostile = "```\n" + "``\n".repeat(100_000);
        assertThat(CodeTests.code(hostile)).isEqualTo(hostile);
    }

    @Test
    void aTaskFileAsksForThemAndIsRefusedWithoutLeave() {
        String yaml = """
                task: code
                scorer:
                  code-tests: {file: solution.sh, tests: tests.sh, run: [sh, tests.sh]}
                samples:
                  - id: twice
                    prompt: Write a shell function twice.
                    target: |
                      . ./solution.sh
                      [ "$(twice 4)" = 8 ] || exit 1
                      echo {ticket}
                """;
        assertThatThrownBy(() -> TaskFile.parse(yaml, "code.yaml", name -> "", List.of(), CodeRuns.NEVER))
                .hasMessageStartingWith("code.yaml scorer code-tests: ")
                .hasMessageContaining("run-code");
        Task<Known> task = TaskFile.parse(yaml, "code.yaml", name -> "", List.of(), CodeRuns.LIMITS_ALONE);
        ScriptedModel model = ScriptedModel.always("```\ntwice() { echo $(($1 * 2)); }\n```");
        assertThat(Evaluation.run(model, task, new Seed(1), Progress.NONE)
                        .estimate("passed")
                        .value())
                .isEqualTo(1);
    }
}
