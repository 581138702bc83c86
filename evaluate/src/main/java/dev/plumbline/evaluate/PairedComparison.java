package dev.plumbline.evaluate;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Estimate;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.stats.ClusteredMean;
import dev.plumbline.core.stats.PairedDifference;
import dev.plumbline.core.stats.PairedProportions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Two results held against each other sample by sample: two models on one task, or one model under two conditions.
///
/// @param measure what is compared
/// @param left the left model; if both models are one, the left task
/// @param right the right model or task
/// @param difference mean of left - right over the samples that have a value on both sides; the others are counted by
///     reason, an id that occurs on one side alone as `unpaired`
/// @param p two-sided p-value of no difference
/// @param test which test gave it
/// @param discordant ids of the samples whose values differ, the largest difference first
public record PairedComparison(
        String measure,
        String left,
        String right,
        Estimate difference,
        double p,
        String test,
        List<String> discordant) {
    public PairedComparison {
        Objects.requireNonNull(measure, "measure");
        Objects.requireNonNull(left, "left");
        Objects.requireNonNull(right, "right");
        Objects.requireNonNull(difference, "difference");
        Objects.requireNonNull(test, "test");
        discordant = List.copyOf(discordant);
    }

    /// Compares at 95 %, see [#of(TaskResult, TaskResult, String, double)].
    public static PairedComparison of(TaskResult<?> left, TaskResult<?> right, String measure) {
        return of(left, right, measure, TaskResult.LEVEL);
    }

    /// The difference by the kind of data: for a rate Newcombe's paired interval and McNemar's mid-p; otherwise
    /// Student's paired interval and test; where samples share clusters, the cluster-robust ones.
    ///
    /// @throws PlumblineException BAD_ARGUMENT if the sides measure different things; UNDEFINED if nothing can be
    ///     paired, if there is one pair that is not a rate, or one cluster
    public static PairedComparison of(TaskResult<?> left, TaskResult<?> right, String measure, double level) {
        Measure kind = Task.measure(left.measures(), measure);
        if (!kind.equals(Task.measure(right.measures(), measure))) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    measure + " has different scales in " + left.task() + " and " + right.task());
        }
        Pairs pairs = Pairs.of(left, right, measure);
        Map<String, Integer> missing = missing(left, right, measure);
        if (pairs.ids().isEmpty()) {
            throw new PlumblineException(
                    ErrorCode.UNDEFINED,
                    "no sample of " + left.task() + " has a value of " + measure + " on both sides; missing "
                            + missing);
        }
        Tested tested = test(kind, pairs, level);
        boolean twoModels = !left.model().equals(right.model());
        return new PairedComparison(
                measure,
                twoModels ? left.model() : left.task(),
                twoModels ? right.model() : right.task(),
                tested.difference().withMissing(missing),
                tested.p(),
                tested.test(),
                pairs.discordant());
    }

    private record Tested(Estimate difference, double p, String test) {}

    private static Tested test(Measure kind, Pairs pairs, double level) {
        double[] left = pairs.left();
        double[] right = pairs.right();
        if (TaskResult.clustered(pairs.clusters())) {
            ClusteredMean mean = ClusteredMean.of(PairedDifference.differences(left, right), pairs.clusters());
            Estimate robust = onScale(mean.interval(level), kind.high() - kind.low());
            return mean.cr1() > 0
                    ? new Tested(robust, mean.test().p(), "cluster-robust t")
                    : new Tested(robust, signFlip(mean.value(), mean.clusters()), "sign flips of clusters");
        }
        if (kind.rate()) {
            PairedProportions table = PairedProportions.of(left, right);
            return new Tested(table.newcombe(level), table.mcNemar().midP(), "mcnemar, mid-p");
        }
        PairedDifference paired = PairedDifference.of(left, right);
        return paired.standardError() > 0
                ? new Tested(paired.interval(level), paired.test().p(), "paired t")
                : new Tested(paired.interval(level), signFlip(paired.value(), paired.n()), "sign flips");
    }

    /// Two values on one scale differ by at most its width.
    private static Estimate onScale(Estimate difference, double width) {
        return new Estimate(
                difference.value(),
                Math.max(-width, difference.low()),
                Math.min(width, difference.high()),
                difference.level(),
                difference.method(),
                difference.n(),
                difference.missing());
    }

    /// The exact sign-flip p where all units differ by the same amount, so that Student's t does not exist: only
    /// all signs together, or none, are as extreme.
    private static double signFlip(double difference, int units) {
        return difference == 0 ? 1 : Math.scalb(1.0, 1 - units);
    }

    /// Samples with a value on both sides, in the order of their ids.
    private record Pairs(
            NavigableMap<String, Double> leftValues,
            NavigableMap<String, Double> rightValues,
            List<String> ids,
            List<String> clusters) {
        static Pairs of(TaskResult<?> left, TaskResult<?> right, String measure) {
            NavigableMap<String, Double> leftValues = left.values(measure);
            NavigableMap<String, Double> rightValues = right.values(measure);
            List<String> ids = leftValues.keySet().stream()
                    .filter(rightValues::containsKey)
                    .toList();
            List<String> clusters = left.clusters(ids);
            if (!clusters.equals(right.clusters(ids))) {
                throw new PlumblineException(
                        ErrorCode.BAD_DATA,
                        "samples of " + left.task() + " and " + right.task()
                                + " have the same ids but other clusters; give both sides the same");
            }
            return new Pairs(leftValues, rightValues, ids, clusters);
        }

        double[] left() {
            return column(leftValues);
        }

        double[] right() {
            return column(rightValues);
        }

        List<String> discordant() {
            double[] differences = PairedDifference.differences(left(), right());
            return IntStream.range(0, ids.size())
                    .filter(i -> differences[i] != 0)
                    .boxed()
                    .sorted(Comparator.comparingDouble(i -> -Math.abs(differences[i])))
                    .map(ids::get)
                    .toList();
        }

        private double[] column(NavigableMap<String, Double> values) {
            return ids.stream()
                    .mapToDouble(id -> Objects.requireNonNull(values.get(id)))
                    .toArray();
        }
    }

    private static Map<String, Integer> missing(TaskResult<?> left, TaskResult<?> right, String measure) {
        NavigableMap<String, MissingReason> noLeft = left.reasons(measure);
        NavigableMap<String, MissingReason> noRight = right.reasons(measure);
        NavigableSet<String> leftIds = new TreeSet<>(left.values(measure).keySet());
        leftIds.addAll(noLeft.keySet());
        NavigableSet<String> rightIds = new TreeSet<>(right.values(measure).keySet());
        rightIds.addAll(noRight.keySet());
        NavigableSet<String> all = new TreeSet<>(leftIds);
        all.addAll(rightIds);
        Map<String, Integer> counts = new TreeMap<>();
        for (String id : all) {
            if (!leftIds.contains(id) || !rightIds.contains(id)) {
                counts.merge("unpaired", 1, Integer::sum);
            } else if (noLeft.containsKey(id) || noRight.containsKey(id)) {
                counts.merge(reason(noLeft.get(id), noRight.get(id)), 1, Integer::sum);
            }
        }
        return counts;
    }

    private static String reason(@Nullable MissingReason left, @Nullable MissingReason right) {
        if (left != null && right != null) {
            return left == right ? left.label() + " on both sides" : "missing on both sides";
        }
        return left != null
                ? left.label() + " on the left"
                : Objects.requireNonNull(right).label() + " on the right";
    }
}
