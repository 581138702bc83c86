package dev.plumbline.evaluate.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.core.Estimate;
import dev.plumbline.core.Progress;
import dev.plumbline.core.Seed;
import dev.plumbline.evaluate.Evaluation;
import dev.plumbline.evaluate.Known;
import dev.plumbline.evaluate.Measure;
import dev.plumbline.evaluate.Task;
import dev.plumbline.evaluate.sandbox.CodeRuns;
import dev.plumbline.evaluate.suite.Suite;
import dev.plumbline.evaluate.suite.SuiteFile;
import dev.plumbline.evaluate.suite.Suites;
import dev.plumbline.evaluate.suite.TaskFile;
import dev.plumbline.model.LanguageModel;
import dev.plumbline.model.ScriptedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluatePageTest {
    private static final Path PAGE = Path.of("..", "docs", "evaluate.md");
    private static final LanguageModel KNOWS_FRANCE = new ScriptedModel(
            "knows France",
            request -> request.conversation().lastContent().contains("France") ? "ANSWER: Paris" : "ANSWER: Kyoto");

    @TempDir
    private Path folder;

    /// The n-th code block of a language.
    private static String block(String language, int n) throws IOException {
        return Files.readString(PAGE).split("```" + language + "\n", -1)[n].split("```", -1)[0];
    }

    private static String squeezed(String text) {
        return text.replaceAll("\\s+", "");
    }

    @Test
    void theTaskInYamlRunsAsItStands() throws IOException {
        Task<Known> task = TaskFile.parse(block("yaml", 1), "evaluate.md", name -> "", List.of(), CodeRuns.NEVER);
        Estimate correct =
                Evaluation.run(KNOWS_FRANCE, task, new Seed(1), Progress.NONE).estimate("correct");
        assertThat(correct.value()).isEqualTo(0.5);
        assertThat(correct.n()).isEqualTo(2);
    }

    @Test
    void theTaskOverPublicDataRunsAsItStands() throws IOException {
        String record = "{\"example_id\": 0, \"context\": \"I saw a grandson and a grandfather.\", \"question\": \"Who"
                + " could not use the phone?\", \"ans0\": \"The grandfather\", \"ans1\": \"Not known\", \"ans2\": \"The"
                + " grandson\", \"label\": 1, \"context_condition\": \"ambig\", \"question_polarity\": \"neg\"}\n";
        Task<Known> task = TaskFile.parse(block("yaml", 2), "evaluate.md", name -> record, List.of(), CodeRuns.NEVER);
        LanguageModel second = new ScriptedModel("second", request -> "(B)");
        assertThat(Evaluation.run(second, task, new Seed(1), Progress.NONE)
                        .estimate("correct")
                        .value())
                .isEqualTo(1);
        assertThat(task.samples().getFirst().truth().fields()).containsEntry("context", "ambig");
    }

    @Test
    void theTaskInJavaIsTheOneThatIsCompiledHere() throws IOException {
        String source = Files.readString(
                Path.of("src", "test", "java", "dev", "plumbline", "evaluate", "docs", "CapitalsEvaluation.java"));
        String shown = source.substring(source.indexOf("// begin") + 8, source.indexOf("// end"));
        assertThat(squeezed(block("java", 1))).isEqualTo(squeezed(shown));
        assertThat(CapitalsEvaluation.accuracy(KNOWS_FRANCE, folder.resolve("log.jsonl"))
                        .value())
                .isEqualTo(0.5);
    }

    @Test
    void theTaskWithToolsRunsAsItStands() throws IOException {
        String yaml = block("yaml", 3);
        assertThatThrownBy(() -> TaskFile.parse(yaml, "evaluate.md", name -> "", List.of(), CodeRuns.NEVER))
                .hasMessageContaining("evaluate.md solver tool-loop tools[1]");
        Task<Known> task = TaskFile.parse(yaml, "evaluate.md", name -> "", List.of(), CodeRuns.LIMITS_ALONE);
        ScriptedModel model = new ScriptedModel(
                "asks the clock",
                request -> request.conversation().lastContent().equals("RESULT clock: 12:00")
                        ? "ANSWER: 7006652"
                        : "CALL clock: now");
        assertThat(Evaluation.run(model, task, new Seed(1), Progress.NONE)
                        .estimate("correct")
                        .value())
                .isEqualTo(1);
    }

    @Test
    void theTaskWithCodeTestsIsReadAsItStands() throws IOException {
        String yaml = block("yaml", 4);
        Task<Known> task = TaskFile.parse(yaml, "evaluate.md", name -> "", List.of(), CodeRuns.LIMITS_ALONE);
        assertThat(task.measures()).containsExactly(Measure.rate("passed"));
        assertThat(task.samples().getFirst().truth().get("target")).endsWith("print(\"{ticket}\")\n");
    }

    @Test
    void theSuiteInYamlFindsItsPlantedFailure() throws IOException {
        Suite suite = SuiteFile.parse(block("yaml", 5), "evaluate.md", name -> "");
        Task<Known> task = suite.task(20, new Seed(1));
        assertThat(Evaluation.run(suite.planted(task, 1, new Seed(2)), task, new Seed(2), Progress.NONE)
                        .estimate(suite.plantedMeasure())
                        .value())
                .isEqualTo(1);
        assertThat(Evaluation.run(suite.planted(task, 0, new Seed(2)), task, new Seed(2), Progress.NONE)
                        .estimate(suite.plantedMeasure())
                        .value())
                .isZero();
    }

    @Test
    void everySuiteIsListedWithItsTitle() throws IOException {
        List<String> lines = Files.readAllLines(PAGE);
        for (String name : Suites.names()) {
            assertThat(lines)
                    .contains("| `" + name + "` | " + Suites.named(name).title() + " |");
        }
    }
}
