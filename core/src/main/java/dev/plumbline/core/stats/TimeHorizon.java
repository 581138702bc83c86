package dev.plumbline.core.stats;

import dev.plumbline.core.Estimate;
import java.util.Map;

/// How long a task, in the time a person takes for it, a system still completes with a given chance (Kwa et al. 2025,
/// arXiv 2503.14499): P(success) = sigmoid(b0 + b1 log2(minutes)), without that paper's penalty.
///
/// @param runs how many runs of positive weight
/// @param fit coefficients b0 and b1
public record TimeHorizon(int runs, LogisticRegression fit) {
    /// Fits the curve.
    ///
    /// @param minutes a person's time for the task of each run, above 0
    /// @param successes of each run, in [0, 1]
    /// @param weights of each run, 0 or more; runs of one task may share a weight of 1
    /// @throws dev.plumbline.core.PlumblineException UNDEFINED if a length separates success from failure
    public static TimeHorizon fit(double[] minutes, double[] successes, double[] weights) {
        Require.sameLength(minutes.length, successes.length, "minutes and successes");
        Require.sameLength(minutes.length, weights.length, "minutes and weights");
        int kept = 0;
        for (double weight : weights) {
            Require.that(weight >= 0, "a weight must be 0 or more, not " + weight);
            kept += weight > 0 ? 1 : 0;
        }
        Require.defined(kept > 0, "no runs with positive weight");
        double[][] rows = new double[kept][];
        double[] outcomes = new double[kept];
        double[] counted = new double[kept];
        int at = 0;
        for (int i = 0; i < minutes.length; i++) {
            if (weights[i] > 0) {
                Require.that(minutes[i] > 0, "minutes must be above 0, not " + minutes[i]);
                rows[at] = new double[] {1, Math.log(minutes[i]) / Math.log(2)};
                outcomes[at] = successes[i];
                counted[at] = weights[i];
                at++;
            }
        }
        requireOverlap(rows, outcomes);
        return new TimeHorizon(kept, LogisticRegression.fit(rows, outcomes, counted));
    }

    /// Some success must be longer than some failure, and some failure longer than some success.
    private static void requireOverlap(double[][] rows, double[] outcomes) {
        double shortestSuccess = Double.POSITIVE_INFINITY;
        double longestSuccess = Double.NEGATIVE_INFINITY;
        double shortestFailure = Double.POSITIVE_INFINITY;
        double longestFailure = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < rows.length; i++) {
            double x = rows[i][1];
            if (outcomes[i] > 0) {
                shortestSuccess = Math.min(shortestSuccess, x);
                longestSuccess = Math.max(longestSuccess, x);
            }
            if (outcomes[i] < 1) {
                shortestFailure = Math.min(shortestFailure, x);
                longestFailure = Math.max(longestFailure, x);
            }
        }
        Require.defined(
                longestSuccess > shortestFailure && longestFailure > shortestSuccess,
                "success and failure are separated: the fit is not finite");
    }

    /// log2 of the minutes at which the chance of success is `p`.
    ///
    /// @param p in (0, 1)
    /// @throws dev.plumbline.core.PlumblineException UNDEFINED if success does not fall with length
    public double log2Minutes(double p) {
        Require.open(p, "p");
        double[] b = fit.coefficients();
        Require.defined(b[1] < 0, "success does not fall with length");
        return (Math.log(p / (1 - p)) - b[0]) / b[1];
    }

    /// Standard error of [#log2Minutes], by the delta method.
    public double log2Error(double p) {
        double log2 = log2Minutes(p);
        double slope = fit.coefficients()[1];
        return Math.sqrt(PositiveDefinite.form(new double[] {-1 / slope, -log2 / slope}, fit.covariance()));
    }

    /// The horizon in minutes, with the interval that is symmetric in log2.
    public Estimate horizon(double p, double level) {
        double log2 = log2Minutes(p);
        double half = Quantiles.z(level) * log2Error(p);
        return new Estimate(
                Math.pow(2, log2),
                Math.pow(2, log2 - half),
                Math.pow(2, log2 + half),
                level,
                "logistic in log2 minutes, delta",
                runs,
                Map.of());
    }
}
