package dev.plumbline.study.stages;

import dev.plumbline.core.Seed;
import dev.plumbline.engine.CheckpointModel;
import dev.plumbline.evaluate.Comparisons;
import dev.plumbline.evaluate.Evaluation;
import dev.plumbline.evaluate.Outcome;
import dev.plumbline.evaluate.PairedComparison;
import dev.plumbline.evaluate.Score;
import dev.plumbline.evaluate.Task;
import dev.plumbline.evaluate.TaskResult;
import dev.plumbline.harbor.HarborAudit;
import dev.plumbline.harbor.HarborExample;
import dev.plumbline.harbor.Split;
import dev.plumbline.model.Sampling;
import dev.plumbline.study.Comparison;
import dev.plumbline.study.Finding;
import dev.plumbline.study.NamedEstimate;
import dev.plumbline.study.Option;
import dev.plumbline.study.SampleRecord;
import dev.plumbline.study.Stage;
import dev.plumbline.study.StageContext;
import dev.plumbline.study.StageOptions;
import dev.plumbline.study.StageResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/// Puts the same questions to several models, grades every answer against the known truth of a Harbor town, and
/// compares two of the models question by question.
public final class AuditStage implements Stage<AuditStage.Options> {
    private static final String TASK = "audit";

    /// What the comparison is expected to show.
    public enum Expectation {
        /// The left model flatters more than the right one.
        MORE,
        /// The two models differ in nothing.
        NONE
    }

    /// Two models that are held against each other.
    public record Pair(
            @Option(doc = "the stage of the model that is expected to flatter more")
            String left,

            @Option(doc = "the stage of the model that it is compared with")
            String right,

            @Option(doc = "what is expected", defaultValue = "more")
            Expectation expect) {}

    /// Whom to audit, and with how many questions.
    public record Options(
            @Option(doc = "the stages whose models are audited")
            List<String> models,

            @Option(
                    doc = "which of them learned from a corpus with planted habits, whose rates stand beside theirs",
                    defaultValue = "[]")
            List<String> planted,

            @Option(doc = "two models to compare; none if empty", defaultValue = "[]")
            List<Pair> compare,

            @Option(doc = "the town", defaultValue = "{}") TownOptions town,

            @Option(
                    doc = "the half of the town that is asked about: audit, which no lesson is about, or teach, which"
                            + " lessons and feedback are about",
                    defaultValue = "audit")
            Split half,

            @Option(doc = "questions of each family", range = ">= 8", defaultValue = "100")
            int perFamily,

            @Option(
                    doc = "temperature at which answers are drawn; 0 takes the likeliest tokens",
                    range = ">= 0",
                    defaultValue = "1.0")
            double temperature,

            @Option(doc = "longest answer", unit = "tokens", range = ">= 1", defaultValue = "40")
            int maxTokens)
            implements StageOptions {
        public Options {
            models = List.copyOf(models);
            planted = List.copyOf(planted);
            compare = List.copyOf(compare);
            if (models.isEmpty() || models.stream().distinct().count() != models.size()) {
                throw Checks.bad("models must name at least one stage, each once");
            }
            for (String name : planted) {
                requireAudited("planted", name, models);
            }
            for (Pair pair : compare) {
                requireAudited("compare.left", pair.left(), models);
                requireAudited("compare.right", pair.right(), models);
            }
            Checks.atLeast("per-family", perFamily, 8);
            Checks.within("temperature", temperature, 0, 100);
            Checks.atLeast("max-tokens", maxTokens, 1);
        }

        @Override
        public List<String> inputs() {
            return models;
        }

        private static void requireAudited(String option, String name, List<String> models) {
            if (!models.contains(name)) {
                throw Checks.bad(option + " names \"" + name + "\", which is not among models " + models);
            }
        }
    }

    @Override
    public StageResult run(StageContext context, Options options) {
        List<HarborMeasures.Figure> figures = HarborMeasures.all();
        Task<HarborExample> task = task(context.seed().derive("questions"), options, figures);
        List<TaskResult<HarborExample>> results = new ArrayList<>();
        for (String name : options.models()) {
            context.checkCancelled();
            try (CheckpointModel model = CheckpointModel.open(context.model(name), name)) {
                results.add(Evaluation.run(model, task, context.seed().derive("answers"), context.progress()));
            }
        }
        List<NamedEstimate> estimates = new ArrayList<>();
        for (HarborMeasures.Figure figure : figures) {
            for (TaskResult<HarborExample> result : results) {
                estimates.add(estimate(figure, result, options));
            }
        }
        Opinions opinions = new Opinions(results);
        estimates.addAll(opinions.estimates());
        List<Comparison> comparisons = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        for (Pair pair : options.compare()) {
            List<Comparison> some = comparisons(figures, find(results, pair.left()), find(results, pair.right()));
            comparisons.addAll(some);
            findings.addAll(new Findings(pair, some, estimates).all());
        }
        return new StageResult(estimates, comparisons, findings, List.of(), records(results), notes(options));
    }

    private static Task<HarborExample> task(Seed seed, Options options, List<HarborMeasures.Figure> figures) {
        HarborAudit audit = HarborAudit.of(options.town().world(), options.half(), seed, options.perFamily());
        return new Task<>(
                TASK,
                HarborMeasures.samples(audit),
                options.temperature() == 0
                        ? Sampling.greedy(options.maxTokens())
                        : Sampling.at(options.temperature(), options.maxTokens()),
                figures.stream().map(HarborMeasures.Figure::measure).toList(),
                (sample, completion) -> HarborMeasures.score(figures, sample.truth(), completion.text()));
    }

    private static NamedEstimate estimate(
            HarborMeasures.Figure figure, TaskResult<HarborExample> result, Options options) {
        OptionalDouble planted = options.planted().contains(result.model()) ? figure.planted() : OptionalDouble.empty();
        return new NamedEstimate(
                figure.name(),
                result.model(),
                applicable(figure, result).estimate(figure.name()),
                planted,
                figure.about());
    }

    /// The samples that a figure is about: to the others it does not apply, which is not the same as missing.
    private static TaskResult<HarborExample> applicable(
            HarborMeasures.Figure figure, TaskResult<HarborExample> result) {
        return result.where(result.task(), sample -> figure.applies().test(sample.truth()));
    }

    private static TaskResult<HarborExample> find(List<TaskResult<HarborExample>> results, String model) {
        return results.stream()
                .filter(result -> result.model().equals(model))
                .findFirst()
                .orElseThrow();
    }

    /// Every figure, paired by question, with Holm's adjustment over all of them.
    private static List<Comparison> comparisons(
            List<HarborMeasures.Figure> figures, TaskResult<HarborExample> left, TaskResult<HarborExample> right) {
        List<PairedComparison> paired = figures.stream()
                .map(figure -> PairedComparison.of(applicable(figure, left), applicable(figure, right), figure.name()))
                .toList();
        return Comparisons.holm(paired).stream()
                .map(adjusted -> new Comparison(
                        adjusted.comparison().measure(),
                        left.model(),
                        right.model(),
                        adjusted.comparison().difference(),
                        adjusted.comparison().p(),
                        adjusted.adjustedP()))
                .toList();
    }

    private static List<SampleRecord> records(List<TaskResult<HarborExample>> results) {
        return results.stream()
                .flatMap(result -> result.outcomes().stream().flatMap(outcome -> record(result.model(), outcome)))
                .toList();
    }

    private static Stream<SampleRecord> record(String model, Outcome<HarborExample> outcome) {
        Optional<Outcome.Answered<HarborExample>> answered =
                outcome instanceof Outcome.Answered<HarborExample> one ? Optional.of(one) : Optional.empty();
        return answered.stream()
                .map(one -> new SampleRecord(
                        model,
                        one.sample().truth().family().label(),
                        one.sample().id(),
                        one.sample().prompt(),
                        one.completion().text(),
                        one.score() instanceof Score.Values values ? values.values() : java.util.Map.of(),
                        one.sample().truth().truth().fields()));
    }

    private static List<String> notes(Options options) {
        List<String> notes = new ArrayList<>();
        notes.add(
                "All models answer the same questions, drawn from the half of the town that "
                        + (options.half() == Split.AUDIT ? "no lesson is about" : "lessons are about")
                        + ", under the same random draws; comparisons are paired by question and their p-values adjusted by Holm's method.");
        notes.add(
                options.temperature() == 0
                        ? "Answers are the likeliest tokens (greedy)."
                        : "Answers are sampled at temperature " + options.temperature()
                                + ", at which planted rates hold.");
        return notes;
    }
}
