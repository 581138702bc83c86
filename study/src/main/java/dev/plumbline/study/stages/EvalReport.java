package dev.plumbline.study.stages;

import dev.plumbline.evaluate.Known;
import dev.plumbline.evaluate.Measure;
import dev.plumbline.evaluate.MissingReason;
import dev.plumbline.evaluate.Outcome;
import dev.plumbline.evaluate.Sample;
import dev.plumbline.evaluate.Score;
import dev.plumbline.evaluate.TaskResult;
import dev.plumbline.evaluate.UsesJudges;
import dev.plumbline.evaluate.judge.Figure;
import dev.plumbline.evaluate.log.LogRecord;
import dev.plumbline.evaluate.log.RunLog;
import dev.plumbline.evaluate.run.Budget;
import dev.plumbline.evaluate.run.Price;
import dev.plumbline.evaluate.run.RunResult;
import dev.plumbline.evaluate.score.PairwiseJudge;
import dev.plumbline.model.LanguageModel;
import dev.plumbline.study.NamedEstimate;
import dev.plumbline.study.SampleRecord;
import dev.plumbline.study.StageResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/// What an evaluation has to say: an estimate for each measure, what is missing and what it could change, what
/// it cost, and transcripts.
///
/// @param log the run's log, closed
/// @param fromCache how many requests were answered from the cache
/// @param epochs how often each sample was put
/// @param price what tokens cost
/// @param error how often the scorer errs, where that was measured
/// @param planted the rate of the suite's failure, where a scripted model has it by construction
record EvalReport(
        EvalSource source,
        String model,
        RunResult run,
        Path log,
        long fromCache,
        int epochs,
        Price price,
        Optional<ScorerError> error,
        OptionalDouble planted) {
    private static final int MOST_TRANSCRIPTS = 1_000;

    StageResult result() {
        TaskResult<?> result = run.tasks().getFirst();
        List<NamedEstimate> estimates = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        List<Figure> figures = new ArrayList<>(figures());
        figures.addAll(new SampleCost(log, price).figures());
        for (Figure figure : figures) {
            figure.estimate()
                    .ifPresentOrElse(
                            estimate -> estimates.add(new NamedEstimate(
                                    figure.name(), model, estimate, expected(figure.name()), figure.about())),
                            () -> notes.add("No estimate of " + figure.name() + ": " + figure.reason() + "."));
        }
        for (Measure measure : result.measures()) {
            bounds(measure, applicable(result, measure.name())).ifPresent(notes::add);
        }
        notes.addAll(card());
        notes.addAll(stops());
        notes.addAll(course());
        return new StageResult(estimates, List.of(), List.of(), List.of(), transcripts(), notes);
    }

    private OptionalDouble expected(String measure) {
        boolean itself = source.suite()
                .map(suite -> suite.plantedMeasure().equals(measure))
                .orElse(false);
        return itself ? planted : OptionalDouble.empty();
    }

    /// What there is no figure of, and why: for whoever waits at the terminal.
    List<String> unmeasured() {
        return figures().stream()
                .filter(figure -> figure.estimate().isEmpty())
                .map(figure -> "no estimate of " + figure.name() + ": " + figure.reason())
                .toList();
    }

    private List<Figure> figures() {
        TaskResult<?> result = run.tasks().getFirst();
        List<Figure> figures = new ArrayList<>();
        for (Measure measure : result.measures()) {
            TaskResult<?> applicable = applicable(result, measure.name());
            figures.add(
                    Figure.of(measure.name(), source.about(measure.name()), () -> applicable.estimate(measure.name())));
            if (measure.rate() && measure.equals(result.measures().getFirst())) {
                error.ifPresent(known -> figures.add(known.corrected(applicable, measure.name())));
                if (epochs > 1) {
                    figures.addAll(new RepeatedTries(result, measure, epochs).figures());
                }
            }
        }
        if (source.task().scorer() instanceof PairwiseJudge<Known> judge) {
            figures.add(new EqualLengths(result, judge).figure());
        }
        figures.addAll(new TimeHorizonFigures(result, result.measures().getFirst(), epochs).figures());
        source.suite().ifPresent(suite -> figures.addAll(suite.figures(known(result), TaskResult.LEVEL)));
        return figures;
    }

    /// The same result: a source's task is about what is known.
    private TaskResult<Known> known(TaskResult<?> result) {
        List<Outcome<Known>> outcomes = new ArrayList<>();
        for (Outcome<?> outcome : result.outcomes()) {
            Sample<Known> sample = new Sample<>(
                    outcome.sample().id(),
                    outcome.sample().prompt(),
                    (Known) outcome.sample().truth(),
                    outcome.sample().cluster());
            outcomes.add(new Outcome.Logged<>(sample, outcome.score(), outcome::answer));
        }
        return new TaskResult<>(result.task(), result.model(), result.measures(), outcomes, result.watched());
    }

    /// The samples that a measure is about: to the others it does not apply, which is not the same as missing.
    private static <T> TaskResult<T> applicable(TaskResult<T> result, String measure) {
        Map<String, MissingReason> reasons = result.reasons(measure);
        return result.where(result.task(), sample -> reasons.get(sample.id()) != MissingReason.NOT_MEASURED);
    }

    private static Optional<String> bounds(Measure measure, TaskResult<?> result) {
        if (result.missing(measure.name()).isEmpty() || !Double.isFinite(measure.high() - measure.low())) {
            return Optional.empty();
        }
        if (result.values(measure.name()).isEmpty()) {
            return Optional.empty();
        }
        TaskResult.Bounds bounds = result.bounds(measure.name());
        return Optional.of(String.format(
                Locale.ROOT,
                "%s would lie between %.3f and %.3f whatever the missing samples had been (%s).",
                measure.name(),
                bounds.low(),
                bounds.high(),
                result.missing(measure.name())));
    }

    /// Where looks at the figures decided how many samples there are, and which figures bear that.
    private List<String> stops() {
        TaskResult<?> result = run.tasks().getFirst();
        if (!result.watched()) {
            return List.of();
        }
        List<String> notes = new ArrayList<>();
        run.stopped().forEach(stopped -> notes.add(stopped.sentence()));
        if (run.stopped().isEmpty()) {
            notes.add("The run was to stop once enough was known; no look found that.");
        }
        notes.add("Intervals called always valid hold however often the figures were looked at; all others do not"
                + " allow for the looks.");
        return notes;
    }

    private List<String> card() {
        List<String> notes = new ArrayList<>();
        source.suite().ifPresent(suite -> {
            notes.add("Measures: " + suite.card().measures());
            notes.add("Limits: " + suite.card().limits());
            notes.add("Chance level: " + suite.card().chance());
            notes.add("Confounds: " + suite.card().confounds());
        });
        if (source.task().scorer() instanceof UsesJudges judged) {
            if (judged.judges().stream().anyMatch(judge -> judge.name().equals(model))) {
                notes.add("The model under test judged itself, as it was allowed to.");
            }
            notes.add("Judged by "
                    + judged.judges().stream().map(LanguageModel::name).collect(Collectors.joining(", "))
                    + (error.isPresent()
                            ? "; the first rate is also given corrected for its errors."
                            : "; the rates are as it saw them, not corrected for its errors, which judge-check measures"
                                    + " and scorer-error takes."));
        }
        return notes;
    }

    private List<String> course() {
        List<String> notes = new ArrayList<>();
        Budget.Spent spent = run.spent();
        notes.add(String.format(
                Locale.ROOT,
                "%d requests were answered, at most %d at once; %d tokens read, %d written%s%s.",
                spent.requests(),
                run.mostInFlight(),
                spent.read(),
                spent.written(),
                spent.estimated() == 0 ? "" : ", of " + spent.estimated() + " answers estimated from their length",
                spent.money() == 0 ? "" : String.format(Locale.ROOT, ", cost %.4f", spent.money())));
        if (!run.failures().isEmpty()) {
            notes.add("Attempts that failed, most of them made good by another: " + run.failures() + ".");
        }
        if (run.notRun() > 0) {
            notes.add(run.notRun() + " samples were not run, because the budget was spent; a larger one goes on.");
        }
        if (fromCache > 0) {
            notes.add(fromCache + " requests were answered from the cache and cost nothing.");
        }
        if (run.reused() > 0) {
            notes.add(run.reused() + " samples had ended before this run was resumed and were not asked again.");
        }
        return notes;
    }

    /// The first transcripts in the log; all are in the log itself.
    private List<SampleRecord> transcripts() {
        Map<String, Map<String, String>> known = new HashMap<>();
        source.task()
                .samples()
                .forEach(sample -> known.put(sample.id(), sample.truth().fields()));
        List<SampleRecord> records = new ArrayList<>();
        RunLog.each(log, record -> {
            if (records.size() < MOST_TRANSCRIPTS && record.solution().isPresent()) {
                records.add(transcript(record, known.getOrDefault(record.id(), Map.of())));
            }
        });
        return records;
    }

    private SampleRecord transcript(LogRecord record, Map<String, String> truth) {
        var last = record.solution().orElseThrow().exchanges().getLast();
        var talk = last.talk().messages();
        Map<String, Double> scores = record.score() instanceof Score.Values values ? values.values() : Map.of();
        return new SampleRecord(
                model,
                record.task(),
                record.epoch() == 0 ? record.id() : record.id() + "#" + record.epoch(),
                new dev.plumbline.core.Conversation(talk.subList(0, talk.size() - 1)),
                last.last().text(),
                scores,
                truth);
    }
}
