package dev.plumbline.core.stats;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// How a yes/no decision treats several groups (Hardt et al. 2016; Feldman et al. 2015).
///
/// Differences are the highest group's rate less the lowest's, ratios the lowest by the highest. A rate that a
/// group has no item for does not exist, nor does what would need it.
///
/// @param groups counts by group, in the order in which the groups appeared
public record GroupFairness(Map<String, Counts> groups) {
    /// One group's decisions.
    ///
    /// @param truePositives items that deserved a yes and got it, and so on
    public record Counts(int truePositives, int falsePositives, int falseNegatives, int trueNegatives) {
        /// The share that got a yes.
        public Proportion selected() {
            int n = truePositives + falsePositives + falseNegatives + trueNegatives;
            return new Proportion(truePositives + falsePositives, n);
        }

        /// The share of those who deserved a yes that got it.
        public Proportion truePositiveRate() {
            Require.defined(truePositives + falseNegatives > 0, "no positives");
            return new Proportion(truePositives, truePositives + falseNegatives);
        }

        /// The share of those who did not deserve a yes that got it.
        public Proportion falsePositiveRate() {
            Require.defined(falsePositives + trueNegatives > 0, "no negatives");
            return new Proportion(falsePositives, falsePositives + trueNegatives);
        }

        private Counts and(Counts other) {
            return new Counts(
                    truePositives + other.truePositives,
                    falsePositives + other.falsePositives,
                    falseNegatives + other.falseNegatives,
                    trueNegatives + other.trueNegatives);
        }
    }

    public GroupFairness {
        groups = Collections.unmodifiableMap(new LinkedHashMap<>(groups));
    }

    /// Counts decisions.
    ///
    /// @param deserved what would be right for each item
    /// @param decided what was decided
    /// @param groupOf the group of each
    public static GroupFairness of(boolean[] deserved, boolean[] decided, List<String> groupOf) {
        Require.sameLength(deserved.length, decided.length, "labels and decisions");
        Require.sameLength(deserved.length, groupOf.size(), "labels and groups");
        Require.defined(deserved.length > 0, "no items");
        Map<String, Counts> groups = new LinkedHashMap<>();
        for (int i = 0; i < deserved.length; i++) {
            Counts one = new Counts(
                    deserved[i] && decided[i] ? 1 : 0,
                    !deserved[i] && decided[i] ? 1 : 0,
                    deserved[i] && !decided[i] ? 1 : 0,
                    !deserved[i] && !decided[i] ? 1 : 0);
            groups.merge(groupOf.get(i), one, Counts::and);
        }
        return new GroupFairness(groups);
    }

    /// The largest difference in the share that gets a yes.
    public double demographicParityDifference() {
        return difference(Counts::selected);
    }

    public double demographicParityRatio() {
        return ratio(Counts::selected, "nobody is selected");
    }

    /// A group's share of yes by that of the privileged one; below 0.8 is the "four fifths" of US labour law.
    public double disparateImpact(String group, String privileged) {
        double reference = counts(privileged).selected().value();
        Require.defined(reference > 0, "nobody is selected");
        return counts(group).selected().value() / reference;
    }

    /// The largest difference in true positive rate.
    public double equalOpportunityDifference() {
        return difference(Counts::truePositiveRate);
    }

    public double equalOpportunityRatio() {
        return ratio(Counts::truePositiveRate, "all rates are 0");
    }

    /// The larger of the differences in true and in false positive rate.
    public double equalisedOddsDifference() {
        return Math.max(difference(Counts::truePositiveRate), difference(Counts::falsePositiveRate));
    }

    /// The mean of both.
    public double meanOddsDifference() {
        return (difference(Counts::truePositiveRate) + difference(Counts::falsePositiveRate)) / 2;
    }

    /// The lowest false positive rate by the highest, of groups that all have both rates.
    public double falsePositiveRatio() {
        rates(Counts::truePositiveRate);
        return ratio(Counts::falsePositiveRate, "all rates are 0");
    }

    /// One group's counts.
    public Counts counts(String group) {
        Counts counts = groups.get(group);
        if (counts == null) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "no group \"" + group + "\"; there are " + String.join(", ", groups.keySet()));
        }
        return counts;
    }

    private double difference(Function<Counts, Proportion> rate) {
        List<Double> rates = rates(rate);
        return highest(rates) - lowest(rates);
    }

    private double ratio(Function<Counts, Proportion> rate, String otherwise) {
        List<Double> rates = rates(rate);
        Require.defined(highest(rates) > 0, otherwise);
        return lowest(rates) / highest(rates);
    }

    private List<Double> rates(Function<Counts, Proportion> rate) {
        Require.defined(groups.size() > 1, "one group");
        List<Double> rates = new ArrayList<>();
        for (Counts counts : groups.values()) {
            rates.add(rate.apply(counts).value());
        }
        return rates;
    }

    private static double highest(List<Double> rates) {
        return rates.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }

    private static double lowest(List<Double> rates) {
        return rates.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }
}
