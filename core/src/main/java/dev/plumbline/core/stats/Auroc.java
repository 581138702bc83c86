package dev.plumbline.core.stats;

import dev.plumbline.core.Estimate;
import java.util.Map;

/// The area under the ROC curve: the chance that a positive scores above a negative, ties counting half.
///
/// Errors are DeLong's (DeLong, DeLong, Clarke-Pearson 1988), by mid-ranks (Sun, Xu 2014) in O(n log n).
///
/// @param value in [0, 1]
/// @param positives items of label 1, at least 1
/// @param negatives items of label 0, at least 1
/// @param variance DeLong's, which needs two items of each class
public record Auroc(double value, int positives, int negatives, double variance) {
    /// The area of these scores.
    ///
    /// @param labels true for a positive item
    /// @throws dev.plumbline.core.PlumblineException UNDEFINED if a class is empty
    public static Auroc of(double[] scores, boolean[] labels) {
        Placements placed = Placements.of(scores, labels);
        double variance = placed.ofPositives.length > 1 && placed.ofNegatives.length > 1 ? placed.variance() : 0;
        return new Auroc(placed.area(), placed.ofPositives.length, placed.ofNegatives.length, variance);
    }

    /// DeLong's standard error of the area.
    public double standardError() {
        Require.defined(positives > 1 && negatives > 1, "a class has one item, so that its spread is unknown");
        return Math.sqrt(variance);
    }

    /// The standard error of Hanley and McNeil (1982), under exponential scores.
    public double hanleyMcNeil() {
        double a = value;
        double q1 = a / (2 - a);
        double q2 = 2 * a * a / (1 + a);
        double sum = a * (1 - a) + (positives - 1) * (q1 - a * a) + (negatives - 1) * (q2 - a * a);
        return Math.sqrt(Math.max(0, sum) / ((double) positives * negatives));
    }

    /// area -+ z se, cut to [0, 1].
    public Estimate interval(double level) {
        double half = Quantiles.z(level) * standardError();
        return estimate(Math.max(0, value - half), Math.min(1, value + half), level, "delong");
    }

    /// The same on the logit scale, which never leaves [0, 1]; it does not exist for an area of 0 or 1.
    public Estimate logitInterval(double level) {
        double error = standardError();
        Require.defined(value > 0 && value < 1, "the logit of an area of " + value + " does not exist");
        double centre = Math.log(value / (1 - value));
        double half = Quantiles.z(level) * error / (value * (1 - value));
        return estimate(logistic(centre - half), logistic(centre + half), level, "delong, logit");
    }

    private static double logistic(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private Estimate estimate(double low, double high, double level, String method) {
        return new Estimate(value, low, high, level, method, positives + negatives, Map.of());
    }

    /// For every item the share of the other class that it beats, ties half.
    static final class Placements {
        private final double[] ofPositives;
        private final double[] ofNegatives;

        private Placements(double[] ofPositives, double[] ofNegatives) {
            this.ofPositives = ofPositives;
            this.ofNegatives = ofNegatives;
        }

        static Placements of(double[] scores, boolean[] labels) {
            Require.sameLength(scores.length, labels.length, "scores and labels");
            Require.finite(scores, "scores");
            double[] positive = pick(scores, labels, true);
            double[] negative = pick(scores, labels, false);
            Require.defined(positive.length > 0 && negative.length > 0, "one class only");
            double[] all = Ranks.of(scores).ranks();
            double[] inPositive = Ranks.of(positive).ranks();
            double[] inNegative = Ranks.of(negative).ranks();
            int p = 0;
            int q = 0;
            for (int i = 0; i < scores.length; i++) {
                if (labels[i]) {
                    positive[p] = (all[i] - inPositive[p]) / negative.length;
                    p++;
                } else {
                    negative[q] = 1 - (all[i] - inNegative[q]) / positive.length;
                    q++;
                }
            }
            return new Placements(positive, negative);
        }

        double area() {
            return Mean.average(ofPositives);
        }

        double variance() {
            return Mean.squares(ofPositives) / (ofPositives.length - 1.0) / ofPositives.length
                    + Mean.squares(ofNegatives) / (ofNegatives.length - 1.0) / ofNegatives.length;
        }

        double covariance(Placements other) {
            return Mean.products(ofPositives, other.ofPositives) / (ofPositives.length - 1.0) / ofPositives.length
                    + Mean.products(ofNegatives, other.ofNegatives) / (ofNegatives.length - 1.0) / ofNegatives.length;
        }

        private static double[] pick(double[] scores, boolean[] labels, boolean label) {
            int count = 0;
            for (boolean l : labels) {
                count += l == label ? 1 : 0;
            }
            double[] picked = new double[count];
            int at = 0;
            for (int i = 0; i < scores.length; i++) {
                if (labels[i] == label) {
                    picked[at++] = scores[i];
                }
            }
            return picked;
        }
    }
}
