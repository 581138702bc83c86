package dev.plumbline.study.stages;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.evaluate.Measure;
import dev.plumbline.evaluate.MissingReason;
import dev.plumbline.evaluate.Score;
import dev.plumbline.evaluate.TaskResult;
import dev.plumbline.evaluate.UsesJudges;
import dev.plumbline.evaluate.log.LogRecord;
import dev.plumbline.evaluate.log.RunLog;
import dev.plumbline.evaluate.run.Budget;
import dev.plumbline.evaluate.run.RunResult;
import dev.plumbline.study.NamedEstimate;
import dev.plumbline.study.SampleRecord;
import dev.plumbline.study.StageResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/// What an evaluation has to say: an estimate for each measure, what is missing and what it could change, what it cost,
/// and transcripts.
///
/// @param log the run's log, closed
record EvalReport(EvalSource source, String model, RunResult run, Path log, EvalStage.Options options) {
    private static final int MOST_TRANSCRIPTS = 1_000;

    StageResult result() {
        TaskResult<?> result = run.tasks().getFirst();
        List<NamedEstimate> estimates = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        for (Measure measure : result.measures()) {
            TaskResult<?> applicable = applicable(result, measure.name());
            try {
                estimates.add(new NamedEstimate(
                        measure.name(),
                        model,
                        applicable.estimate(measure.name()),
                        OptionalDouble.empty(),
                        source.about(measure.name())));
                bounds(measure, applicable).ifPresent(notes::add);
            } catch (PlumblineException e) {
                if (e.code() != ErrorCode.UNDEFINED) {
                    throw e;
                }
                notes.add("No estimate of " + measure.name() + ": " + e.getMessage() + ".");
            }
        }
        notes.addAll(card());
        notes.addAll(course());
        return new StageResult(estimates, List.of(), List.of(), List.of(), transcripts(), notes);
    }

    /// The samples that a measure is about: to the others it does not apply, which is not the same as missing.
    private static <T> TaskResult<T> applicable(TaskResult<T> result, String measure) {
        Map<String, MissingReason> reasons = result.reasons(measure);
        return result.where(result.task(), sample -> reasons.get(sample.id()) != MissingReason.NOT_MEASURED);
    }

    private static java.util.Optional<String> bounds(Measure measure, TaskResult<?> result) {
        if (result.missing(measure.name()).isEmpty() || !Double.isFinite(measure.high() - measure.low())) {
            return java.util.Optional.empty();
        }
        TaskResult.Bounds bounds = result.bounds(measure.name());
        return java.util.Optional.of(String.format(
                Locale.ROOT,
                "%s would lie between %.3f and %.3f whatever the missing samples had been (%s).",
                measure.name(),
                bounds.low(),
                bounds.high(),
                result.missing(measure.name())));
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
            notes.add("Judged by " + judged.judges().getFirst().name()
                    + "; the rates are as it saw them, not corrected for its errors.");
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
