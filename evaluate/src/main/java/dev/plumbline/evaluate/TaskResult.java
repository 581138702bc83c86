package dev.plumbline.evaluate;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Estimate;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.stats.ClusteredMean;
import dev.plumbline.core.stats.Mean;
import dev.plumbline.core.stats.Proportion;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;

/// Every sample of a task, once, with how it ended under one model.
///
/// Figures are computed in the order of the samples' ids, so that neither the order of the task nor that of the
/// answers changes a bit of them.
///
/// @param task the task's name
/// @param model the model's name
/// @param measures what may be estimated
/// @param outcomes in the task's order
/// @param watched whether looks at the figures decided how many samples there are
public record TaskResult<T>(
        String task, String model, List<Measure> measures, List<Outcome<T>> outcomes, boolean watched) {
    /// The nominal coverage of intervals unless another is asked for.
    public static final double LEVEL = 0.95;

    /// The result of a number of samples that was fixed before the first was asked.
    public TaskResult(String task, String model, List<Measure> measures, List<Outcome<T>> outcomes) {
        this(task, model, measures, outcomes, false);
    }

    public TaskResult {
        Objects.requireNonNull(task, "task");
        Objects.requireNonNull(model, "model");
        measures = List.copyOf(measures);
        outcomes = List.copyOf(outcomes);
        Task.requireDistinct(
                task, "sample id", outcomes.stream().map(o -> o.sample().id()).toList());
    }

    /// The mean over samples with its interval at 95 %, see [#estimate(String, double)].
    public Estimate estimate(String measure) {
        return estimate(measure, LEVEL);
    }

    /// The mean over samples, by the kind of data: Wilson's interval for a rate, over an effective number of
    /// samples where they share clusters; Student's for other values, cluster-robust likewise. Where the samples
    /// were watched, a scale with two ends has the interval of [AlwaysValid]. What has no value is counted by
    /// reason.
    ///
    /// @throws PlumblineException BAD_ARGUMENT for an unknown measure; UNDEFINED where no interval exists (no
    ///     value at all, one value that is not a rate, one cluster)
    public Estimate estimate(String measure, double level) {
        Measure kind = Task.measure(measures, measure);
        NavigableMap<String, Double> values = values(measure);
        if (values.isEmpty()) {
            throw new PlumblineException(
                    ErrorCode.UNDEFINED,
                    "task " + task + " on " + model + ": no sample has a value of " + measure + "; missing "
                            + missing(measure));
        }
        double[] numbers =
                values.values().stream().mapToDouble(Double::doubleValue).toArray();
        List<String> clusters = clusters(values.keySet().stream().toList());
        Estimate estimate = watched && AlwaysValid.bears(kind)
                ? AlwaysValid.of(kind, numbers, clusters, level)
                : interval(kind, numbers, clusters, level);
        return estimate.withMissing(missing(measure));
    }

    /// The value of each sample that has one, by its id.
    public NavigableMap<String, Double> values(String measure) {
        NavigableMap<String, Double> values = new TreeMap<>();
        for (Outcome<T> outcome : outcomes) {
            if (outcome.score() instanceof Score.Values scored) {
                Double value = scored.values().get(measure);
                if (value != null) {
                    values.put(outcome.sample().id(), value);
                }
            }
        }
        return values;
    }

    /// How many samples have no value, by the reason's label.
    public Map<String, Integer> missing(String measure) {
        Map<String, Integer> counts = new TreeMap<>();
        reasons(measure).values().forEach(reason -> counts.merge(reason.label(), 1, Integer::sum));
        return counts;
    }

    /// Why each sample without a value has none, by its id.
    public NavigableMap<String, MissingReason> reasons(String measure) {
        NavigableMap<String, MissingReason> reasons = new TreeMap<>();
        for (Outcome<T> outcome : outcomes) {
            String id = outcome.sample().id();
            switch (outcome.score()) {
                case Score.Missing missing -> reasons.put(id, missing.reason());
                case Score.Values scored -> {
                    if (!scored.values().containsKey(measure)) {
                        reasons.put(id, MissingReason.NOT_MEASURED);
                    }
                }
            }
        }
        return reasons;
    }

    /// What the mean would be if all that broke, was refused or could not be read had the lowest, or the
    /// highest, value of the scale. Samples to which the measure does not apply stay out.
    ///
    /// @throws PlumblineException UNDEFINED if something is missing on an unbounded scale, or if there is
    /// nothing to bound
    public Bounds bounds(String measure) {
        Measure kind = Task.measure(measures, measure);
        NavigableMap<String, Double> values = values(measure);
        long open = reasons(measure).values().stream()
                .filter(reason -> reason != MissingReason.NOT_MEASURED)
                .count();
        double all = values.size() + open;
        double sum = values.values().stream().mapToDouble(Double::doubleValue).sum();
        double low = open == 0 ? sum / all : (sum + open * kind.low()) / all;
        double high = open == 0 ? sum / all : (sum + open * kind.high()) / all;
        if (!Double.isFinite(low) || !Double.isFinite(high)) {
            throw new PlumblineException(
                    ErrorCode.UNDEFINED,
                    "task " + task + ": " + open + " missing values of " + measure + " bound nothing");
        }
        return new Bounds(low, high);
    }

    /// The mean in the worst and in the best case.
    public record Bounds(double low, double high) {}

    /// This result for some samples only, such as one condition or one group.
    public TaskResult<T> where(String name, Predicate<Sample<T>> chosen) {
        return new TaskResult<>(
                name,
                model,
                measures,
                outcomes.stream().filter(o -> chosen.test(o.sample())).toList(),
                watched);
    }

    /// The cluster of each sample, in the order of `ids`.
    List<String> clusters(List<String> ids) {
        Map<String, String> clusters = new TreeMap<>();
        outcomes.forEach(o -> clusters.put(o.sample().id(), o.sample().cluster()));
        return ids.stream().map(id -> Objects.requireNonNull(clusters.get(id))).toList();
    }

    static boolean clustered(List<String> clusters) {
        return new HashSet<>(clusters).size() < clusters.size();
    }

    private static Estimate interval(Measure kind, double[] values, List<String> clusters, double level) {
        if (!clustered(clusters)) {
            return kind.rate()
                    ? proportion(values, values.length, level)
                    : Mean.of(values).interval(level);
        }
        ClusteredMean mean = ClusteredMean.of(values, clusters);
        if (kind.rate()) {
            return mean.rateInterval(level);
        }
        Estimate robust = mean.interval(level);
        return new Estimate(
                robust.value(),
                Math.max(kind.low(), robust.low()),
                Math.min(kind.high(), robust.high()),
                level,
                robust.method(),
                robust.n(),
                Map.of());
    }

    private static Estimate proportion(double[] values, int n, double level) {
        int successes = 0;
        for (double value : values) {
            successes += value == 1 ? 1 : 0;
        }
        return new Proportion(successes, n).wilson(level);
    }
}
