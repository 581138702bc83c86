package dev.plumbline.evaluate.run;

import dev.plumbline.core.Estimate;
import dev.plumbline.core.Seed;
import dev.plumbline.evaluate.AlwaysValid;
import dev.plumbline.evaluate.Measure;
import dev.plumbline.evaluate.Sample;
import dev.plumbline.evaluate.Score;
import dev.plumbline.evaluate.Task;
import dev.plumbline.evaluate.TaskResult;
import dev.plumbline.evaluate.log.LogRecord;
import dev.plumbline.evaluate.log.Stopped;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// In which order a task's samples are asked, and how many of them.
///
/// Without a rule, all are, in the task's order. With one, they are asked in blocks, in an order that the seed draws
/// (data that are sorted by topic would otherwise decide where they end), and each block is looked at once all of
/// it has ended. So what is looked at depends neither on how many requests are in flight nor on which answer comes
/// first, and a run that goes on after a kill decides the same.
final class Course<T> {
    private final Task<T> task;
    private final int epochs;
    private final StopRule rule;
    /// Samples that share a cluster, which are asked in the same block; empty without a rule.
    private final List<List<Sample<T>>> units;
    /// The ids of the samples in the blocks so far.
    private final Set<String> begun = new HashSet<>();

    private final Optional<AlwaysValid> seen;
    private final String measure;
    private int next;
    private List<List<Sample<T>>> block = List.of();
    private Optional<Stopped> stopped = Optional.empty();

    Course(Task<T> task, RunOptions options) {
        this.task = task;
        this.epochs = options.epochs();
        this.rule = options.stop();
        if (rule.on()) {
            Measure looked = rule.measure(task);
            this.measure = looked.name();
            this.seen = Optional.of(new AlwaysValid(looked));
            this.units = drawn(task, options.seed());
        } else {
            this.measure = "";
            this.seen = Optional.empty();
            this.units = List.of();
        }
    }

    private static <T> List<List<Sample<T>>> drawn(Task<T> task, Seed seed) {
        Map<String, List<Sample<T>>> clusters = new LinkedHashMap<>();
        task.samples()
                .forEach(sample -> clusters.computeIfAbsent(sample.cluster(), any -> new ArrayList<>())
                        .add(sample));
        List<List<Sample<T>>> units = new ArrayList<>(clusters.values());
        Collections.shuffle(units, seed.derive(task.name()).derive("order").generator());
        return units;
    }

    Task<T> task() {
        return task;
    }

    /// The turns of the next block.
    Stream<Turn<?>> begin() {
        if (seen.isEmpty()) {
            return turns(task.samples());
        }
        int from = next;
        int size = 0;
        while (next < units.size() && size < rule.every()) {
            size += units.get(next++).size();
        }
        block = units.subList(from, next);
        block.forEach(unit -> unit.forEach(sample -> begun.add(sample.id())));
        return turns(block.stream().flatMap(List::stream).toList());
    }

    private Stream<Turn<?>> turns(List<Sample<T>> samples) {
        return IntStream.range(0, epochs)
                .boxed()
                .flatMap(epoch -> samples.stream().map(sample -> new Turn<>(task, sample, epoch)));
    }

    /// Looks at the block that has ended.
    ///
    /// @param scores how samples ended
    /// @return whether another block is to be asked
    boolean goesOn(Function<LogRecord.Key, Optional<Score>> scores) {
        if (seen.isEmpty() || stopped.isPresent()) {
            return false;
        }
        AlwaysValid so = seen.get();
        for (List<Sample<T>> unit : block) {
            so.add(turns(unit)
                    .flatMap(turn -> scores.apply(turn.key()).stream())
                    .flatMap(score -> value(score).stream())
                    .toList());
        }
        if (so.values() > 0 && next < units.size()) {
            Estimate estimate = so.interval(TaskResult.LEVEL);
            stopped = rule.reason(estimate)
                    .map(why -> new Stopped(
                            task.name(), measure, begun.size(), task.samples().size(), estimate, why));
        }
        block = List.of();
        return stopped.isEmpty() && next < units.size();
    }

    private Optional<Double> value(Score score) {
        return score instanceof Score.Values scored
                ? Optional.ofNullable(scored.values().get(measure))
                : Optional.empty();
    }

    /// Where it ended before all samples were asked, and why.
    Optional<Stopped> stopped() {
        return stopped;
    }

    /// Whether looks decided how many samples there are.
    boolean watched() {
        return seen.isPresent();
    }

    /// Every turn that belongs to the result, epoch by epoch in the task's order: all of them, or those before the
    /// stop.
    Stream<Turn<T>> counted() {
        return IntStream.range(0, epochs)
                .boxed()
                .flatMap(epoch -> task.samples().stream()
                        .filter(sample -> stopped.isEmpty() || begun.contains(sample.id()))
                        .map(sample -> new Turn<>(task, sample, epoch)));
    }
}
