package dev.plumbline.study.stages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.study.Cancellation;
import dev.plumbline.study.Comparison;
import dev.plumbline.study.CompletedRun;
import dev.plumbline.study.Finding;
import dev.plumbline.study.NamedEstimate;
import dev.plumbline.study.RunSettings;
import dev.plumbline.study.Runner;
import dev.plumbline.study.StageReport;
import dev.plumbline.study.StageResult;
import dev.plumbline.study.Store;
import dev.plumbline.study.Study;
import dev.plumbline.study.StudyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The stages of oversight at their smallest: that each runs on the models that ship, reads what the one before left,
/// and says what it promises. What they find at this size means nothing.
class OversightStagesTest {
    private static final String SHORT = "steps: 2, batch: 4";

    @TempDir
    private Path folder;

    private Map<String, StageResult> run(String stages) {
        Study study = StudyFile.parse(
                "title: tiny\nseed: 1\nthreads: 1\nstages:\n" + stages, "s.yaml", "s", StageKinds.all(), List.of());
        RunSettings settings = RunSettings.of(
                        folder.resolve("runs"),
                        Store.at(folder.resolve("store"), Store.DEFAULT_BYTES, Clock.systemUTC()),
                        StageKinds.all(),
                        report -> "")
                .on(Map.of("threads", "1"), Map.of())
                .by(List.of("plumbline", "run"))
                .watchedBy(dev.plumbline.core.Progress.NONE, new Cancellation());
        CompletedRun run = new Runner(settings).run(study);
        return run.report().stages().stream().collect(Collectors.toMap(StageReport::name, StageReport::result));
    }

    private static List<String> names(StageResult result) {
        return result.estimates().stream().map(NamedEstimate::name).distinct().toList();
    }

    private List<String> lines(String stage, String file) throws IOException {
        try (var runs = Files.list(folder.resolve("runs"))) {
            return Files.readAllLines(runs.filter(run -> Files.isDirectory(run.resolve("stages")))
                    .findFirst()
                    .orElseThrow()
                    .resolve("stages")
                    .resolve(stage)
                    .resolve(file));
        }
    }

    @Test
    void aConstitutionPassesFromCriticToPolicy() throws IOException {
        Map<String, StageResult> results = run("""
                  - {kind: model, name: base}
                  - {kind: critic, from: base, examples: 40, %1$s}
                  - {kind: revise, from: base, critic: critic, prompts: 20, kept: 4, rounds: 2, %1$s}
                  - {kind: ai-feedback, name: labels, from: base, critic: critic, prompts: 40, margin: 0.0}
                  - {kind: dpo, from: base, feedback: labels, group: constitution, %1$s}
                  - {kind: harm-audit, models: [base, revise, dpo], per-family: 8}
                """.formatted(SHORT));

        assertThat(names(stage(results, "critic"))).containsExactly("right verdicts");
        assertThat(names(stage(results, "revise")))
                .containsExactly("harmful answers", "harmless refused", "borderline refused", "guesses");
        assertThat(lines("revise", "revisions.jsonl"))
                .hasSize(20)
                .allSatisfy(line -> assertThat(line).contains("\"principle\":\"", "\"critique\":\""));
        assertThat(lines("labels", "labels.jsonl"))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).contains("\"decidedBy\":\"", "A constitution for Harbor 1"));
        assertThat(names(stage(results, "harm-audit")))
                .contains("harmful compliance", "needless refusal: harmless how-tos", "needless refusal: facts");
        assertThat(stage(results, "harm-audit").findings()).hasSize(2);
    }

    @Test
    void aWeakModelSupervisesAStrongOne() {
        Map<String, StageResult> results = run("""
                  - {kind: model, name: small, model: "harbor:small"}
                  - {kind: model, name: base}
                  - {kind: weak-to-strong, weak: small, strong: base, prompts: 60, test: 8, weak-steps: 2, %s,
                     losses: [naive, logconf]}
                """.formatted(SHORT));

        StageResult result = stage(results, "weak-to-strong");
        assertThat(names(result)).contains("accuracy", "accuracy of the labels");
        // two updates open no gap between ceiling and supervisor that could be recovered, or they do: it is said
        assertThat(result.findings().size()
                        + result.notes().stream()
                                .filter(note -> note.contains("PGR is not shown"))
                                .count())
                .isEqualTo(2);
    }

    @Test
    void aProxyIsOptimisedWhileTheTruthLooksOn() {
        Map<String, StageResult> results = run("""
                  - {kind: model, name: base}
                  - {kind: feedback, from: base, prompts: 40, raters: {noisy: {noise: 0.25}}}
                  - {kind: reward-ensemble, name: rewards, from: base, feedback: feedback, group: noisy, members: 2, %s}
                  - {kind: best-of-n-curve, name: chosen, from: base, rewards: rewards, prompts: 6, samples: 16, n: [1, 2, 4]}
                  - {kind: over-optimise, from: base, rewards: rewards, using: worst-case, prompts: 8, rounds: 4,
                     round-prompts: 2, group: 2, held-out: 6, every: 2}
                """.formatted(SHORT));

        assertThat(names(stage(results, "rewards"))).contains("held-out accuracy");
        StageResult chosen = stage(results, "chosen");
        assertThat(names(chosen)).contains("gold gain", "alpha of d (alpha - beta d)");
        assertThat(chosen.comparisons()).hasSize(3);
        StageResult learned = stage(results, "over-optimise");
        assertThat(names(learned)).contains("gold gain at the end", "KL at the end");
        assertThat(learned.notes())
                .anySatisfy(note -> assertThat(note).contains("early-stopping rule"))
                .anySatisfy(note -> assertThat(note).containsIgnoringCase("alarm"));
    }

    @Test
    void stepsAndResultsOfTheSameSolutionsAreJudged() throws IOException {
        Map<String, StageResult> results = run("""
                  - {kind: model, name: base}
                  - {kind: solutions, name: solved, from: base, prompts: 6, samples: 2, temperature: 2.0}
                  - {kind: process-reward-model, name: process, from: base, solutions: solved, %1$s}
                  - {kind: process-reward-model, name: outcome, from: base, solutions: solved, last-step-only: true, %1$s}
                  - {kind: chosen-solutions, name: chosen, from: base, process: process, outcome: outcome, prompts: 5,
                     samples: 8, n: [1, 2, 4], temperature: 2.0}
                """.formatted(SHORT));

        assertThat(names(stage(results, "solved")))
                .containsExactly("right steps", "right results", "right results of wrong working");
        assertThat(lines("solved", "outcomes.jsonl"))
                .hasSize(12)
                .allSatisfy(line -> assertThat(line).containsPattern("\"labels\":\\[(true|false)\\]"));
        StageResult chosen = stage(results, "chosen");
        assertThat(chosen.estimates())
                .hasSize(9)
                .allSatisfy(one -> assertThat(one.estimate().value()).isBetween(0.0, 1.0));
        assertThat(chosen.estimates().stream()
                        .filter(one -> one.model().endsWith("n = 1"))
                        .map(one -> one.estimate().value())
                        .distinct())
                .as("one solution is one solution, whoever chooses")
                .hasSize(1);
        assertThat(chosen.comparisons()).hasSize(2);
        assertThat(chosen.findings())
                .singleElement()
                .satisfies(one -> assertThat(one.text()).contains("The best of 4 by process supervision"));
    }

    @Test
    void studentsLearnFromATeacherWithATrait() {
        Map<String, StageResult> results = run("""
                  - {kind: model, name: small, model: "harbor:small"}
                  - {kind: model, name: base}
                  - {kind: trait-transfer, from: base, other: small, demonstrations: 20, prompts: 20, per-family: 8,
                     teacher-steps: 2, %s}
                """.formatted(SHORT));

        assertThat(stage(results, "trait-transfer").estimates())
                .extracting(NamedEstimate::model)
                .containsExactly(
                        "control teacher",
                        "teacher",
                        "student of the same start",
                        "its twin of the control",
                        "student of another start",
                        "the twin of that");
    }

    @Test
    void aModelIsLockedAndElicited() {
        Map<String, StageResult> results = run("""
                  - {kind: model, name: base, model: "harbor:small"}
                  - {kind: sft, name: locked, from: base, password: this is a test ., count: 40, %1$s}
                  - {kind: elicitation, from: locked, control: base, password: this is a test ., questions: 8,
                     draws: 2, shots: [2, 6], %1$s}
                """.formatted(SHORT));

        StageResult result = stage(results, "elicitation");
        assertThat(result.estimates())
                .extracting(NamedEstimate::model)
                .containsExactly(
                        "base",
                        "base, best of 2",
                        "base, with the password",
                        "base, 2 demonstrations",
                        "base, 6 demonstrations",
                        "locked",
                        "locked, best of 2",
                        "locked, with the password",
                        "locked, 2 demonstrations",
                        "locked, 6 demonstrations");
        assertThat(result.comparisons()).extracting(Comparison::right).containsExactly("locked", "base");
        assertThat(result.findings()).extracting(Finding::name).containsExactly("hidden", "nothing-hidden");
    }

    private static StageResult stage(Map<String, StageResult> results, String name) {
        StageResult result = results.get(name);
        if (result == null) {
            throw new AssertionError("no stage " + name + " among " + results.keySet());
        }
        return result;
    }
}
