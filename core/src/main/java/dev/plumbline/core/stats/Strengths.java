package dev.plumbline.core.stats;

import dev.plumbline.core.Estimate;
import java.util.Arrays;
import java.util.Map;

/// How strong each of several systems is on the log scale, with the uncertainty that the comparisons leave.
///
/// Strengths sum to zero; the covariance is that of the sum-zero strengths, so that a system's error does not depend on
/// which other one is called the reference.
public final class Strengths {
    /// Elo points per unit of log strength, 400 / ln 10.
    public static final double ELO = 400 / Math.log(10);

    private final double[] values;
    private final double[][] covariance;
    private final int comparisons;

    Strengths(double[] values, double[][] covariance, int comparisons) {
        this.values = values;
        this.covariance = covariance;
        this.comparisons = comparisons;
    }

    /// How many systems there are.
    public int size() {
        return values.length;
    }

    /// Log strengths, in the order of the systems.
    public double[] values() {
        return values.clone();
    }

    public double[][] covariance() {
        return Arrays.stream(covariance).map(double[]::clone).toArray(double[][]::new);
    }

    /// Standard error of each log strength.
    public double[] standardErrors() {
        return LogisticRegression.diagonalRoots(covariance);
    }

    /// Standard error of the difference in log strength of two systems; 0 for one and itself.
    public double differenceError(int i, int j) {
        double variance = covariance[i][i] + covariance[j][j] - 2 * covariance[i][j];
        return i == j ? 0 : Math.sqrt(Math.max(0, variance));
    }

    /// A system's rating in Elo points above the mean of all, with its normal interval.
    public Estimate elo(int i, double level) {
        double half = ELO * Quantiles.z(level) * standardErrors()[i];
        double value = ELO * values[i];
        return new Estimate(
                value, value - half, value + half, level, "elo from bradley-terry, normal", comparisons, Map.of());
    }

    /// How many Elo points `i` lies above `j`.
    public Estimate eloDifference(int i, int j, double level) {
        double half = ELO * Quantiles.z(level) * differenceError(i, j);
        double value = ELO * (values[i] - values[j]);
        return new Estimate(
                value, value - half, value + half, level, "elo from bradley-terry, normal", comparisons, Map.of());
    }

    /// Whether every system reaches every other along "beat at least once" (Ford 1957): else the maximum is not finite.
    static void requireConnected(double[][] wins) {
        int n = wins.length;
        boolean[][] reach = new boolean[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                reach[i][j] = i == j || wins[i][j] > 0;
            }
        }
        for (int k = 0; k < n; k++) {
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    reach[i][j] |= reach[i][k] && reach[k][j];
                }
            }
        }
        for (boolean[] row : reach) {
            for (boolean reached : row) {
                Require.defined(reached, "the maximum is not finite: some group never lost to, or never met, the rest");
            }
        }
    }

    /// Checks a square table of counts and gives their sum.
    static int total(double[][] counts, String name) {
        Require.defined(counts.length > 0, "no systems");
        double sum = 0;
        for (double[] row : counts) {
            Require.sameLength(row.length, counts.length, "rows and columns of " + name);
            Require.finite(row, name);
            for (double count : row) {
                Require.that(count >= 0, name + " must be 0 or more, not " + count);
                sum += count;
            }
        }
        return (int) Math.round(sum);
    }

    /// Adds 1/n to every entry, which fixes the sum of the strengths and changes nothing else.
    static double[][] anchored(double[][] information) {
        for (double[] row : information) {
            for (int j = 0; j < row.length; j++) {
                row[j] += 1.0 / row.length;
            }
        }
        return information;
    }

    /// The strengths at a maximum that was found with [#anchored] information.
    static Strengths of(Likelihood.Maximum maximum, int comparisons) {
        double[] values = maximum.parameters().clone();
        double mean = Mean.average(values);
        double[][] covariance = maximum.covariance();
        for (int i = 0; i < values.length; i++) {
            values[i] -= mean;
            for (int j = 0; j < values.length; j++) {
                covariance[i][j] -= 1.0 / values.length;
            }
        }
        return new Strengths(values, covariance, comparisons);
    }
}
