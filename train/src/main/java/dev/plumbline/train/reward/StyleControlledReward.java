package dev.plumbline.train.reward;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.train.RewardFunction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/// A reward less a fixed price for each mark of style: boasting, hedging, lists, apologies.
///
/// @param inner the raw reward
/// @param marks what is counted in an answer, by name
/// @param prices what one of each costs, in units of reward; the same names
public record StyleControlledReward(
        RewardFunction inner, Map<String, ToDoubleFunction<Sampled>> marks, Map<String, Double> prices)
        implements ComposedReward {
    public StyleControlledReward {
        // in the order of their names: a Map.of has another one in each process, and a sum would round otherwise
        marks = Collections.unmodifiableMap(new TreeMap<>(marks));
        prices = Collections.unmodifiableMap(new TreeMap<>(prices));
        if (!marks.keySet().equals(prices.keySet()) || marks.isEmpty()) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "each mark of style needs a price and each price a mark; found " + marks.keySet() + " and "
                            + prices.keySet());
        }
    }

    /// Sets the prices to what the reward pays for each mark within prompts: least squares of the reward on all marks
    /// together after each prompt's means are taken off, so that marks that go together share the price.
    ///
    /// @param answers of the reference policy; those to one prompt stand together
    /// @param group answers to each prompt, at least 2
    /// @throws PlumblineException UNDEFINED if a mark does not vary within prompts, or not apart from the others
    public static StyleControlledReward on(
            List<Sampled> answers, int group, RewardFunction inner, Map<String, ToDoubleFunction<Sampled>> marks) {
        double[] rewards = inner.rewards(answers);
        Map<String, ToDoubleFunction<Sampled>> ordered = new TreeMap<>(marks);
        List<String> names = List.copyOf(ordered.keySet());
        List<double[]> columns = new ArrayList<>();
        for (ToDoubleFunction<Sampled> mark : ordered.values()) {
            columns.add(centred(answers.stream().mapToDouble(mark).toArray(), group));
        }
        double[] prices = solve(columns, centred(rewards, group), names);
        Map<String, Double> named = new LinkedHashMap<>();
        for (int i = 0; i < prices.length; i++) {
            named.put(names.get(i), prices[i]);
        }
        return new StyleControlledReward(inner, marks, named);
    }

    @Override
    public List<RewardFunction> parts() {
        return List.of(inner);
    }

    @Override
    public double[] composed(List<Sampled> answers, List<double[]> given) {
        double[] rewards = given.getFirst().clone();
        for (int i = 0; i < rewards.length; i++) {
            for (Map.Entry<String, ToDoubleFunction<Sampled>> mark : marks.entrySet()) {
                double count = mark.getValue().applyAsDouble(answers.get(i));
                rewards[i] -= prices.getOrDefault(mark.getKey(), 0.0) * count;
            }
        }
        return rewards;
    }

    /// Values less their prompt's mean.
    private static double[] centred(double[] values, int group) {
        if (group < 2) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, "prices need at least 2 answers to each prompt, not " + group);
        }
        double[] centred = new double[values.length / group * group];
        for (int from = 0; from < centred.length; from += group) {
            double mean = 0;
            for (int i = from; i < from + group; i++) {
                mean += values[i] / group;
            }
            for (int i = from; i < from + group; i++) {
                centred[i] = values[i] - mean;
            }
        }
        return centred;
    }

    /// Least squares by Gaussian elimination of the normal equations; the marks are few.
    private static double[] solve(List<double[]> columns, double[] rewards, List<String> names) {
        int n = columns.size();
        double[][] rows = new double[n][n + 1];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                rows[i][j] = dot(columns.get(i), columns.get(j));
            }
            rows[i][n] = dot(columns.get(i), rewards);
        }
        for (int p = 0; p < n; p++) {
            double scale = dot(columns.get(p), columns.get(p));
            if (!(rows[p][p] > 1e-9 * scale) || !(scale > 0)) {
                throw new PlumblineException(
                        ErrorCode.UNDEFINED,
                        "the mark \"" + names.get(p)
                                + "\" does not vary within prompts apart from the other marks; leave it out");
            }
            for (int r = 0; r < n; r++) {
                if (r != p) {
                    double factor = rows[r][p] / rows[p][p];
                    for (int c = p; c <= n; c++) {
                        rows[r][c] -= factor * rows[p][c];
                    }
                }
            }
        }
        double[] solution = new double[n];
        for (int i = 0; i < n; i++) {
            solution[i] = rows[i][n] / rows[i][i];
        }
        return solution;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
