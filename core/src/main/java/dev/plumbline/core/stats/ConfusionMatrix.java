package dev.plumbline.core.stats;

/// A detector's calls against the truth. A rate with an empty denominator is undefined, not 0.
///
/// @param truePositives called positive, and are
/// @param falsePositives called positive, and are not
/// @param falseNegatives called negative, but are positive
/// @param trueNegatives called negative, and are
public record ConfusionMatrix(int truePositives, int falsePositives, int falseNegatives, int trueNegatives) {
    public ConfusionMatrix {
        Require.count(truePositives, "truePositives");
        Require.count(falsePositives, "falsePositives");
        Require.count(falseNegatives, "falseNegatives");
        Require.count(trueNegatives, "trueNegatives");
    }

    /// Counts calls against labels; true is positive.
    public static ConfusionMatrix of(boolean[] labels, boolean[] calls) {
        Require.sameLength(labels.length, calls.length, "labels and calls");
        int[] counts = new int[4];
        for (int i = 0; i < labels.length; i++) {
            counts[(labels[i] ? 2 : 0) + (calls[i] ? 1 : 0)]++;
        }
        return new ConfusionMatrix(counts[3], counts[1], counts[2], counts[0]);
    }

    /// Share of right calls, with its counts for an interval.
    public Proportion accuracy() {
        return share(truePositives + trueNegatives, n(), "no items");
    }

    /// Share of positive calls that are right.
    public Proportion precision() {
        return share(truePositives, truePositives + falsePositives, "nothing was called positive");
    }

    /// Share of positives that were called: sensitivity, hit rate, TPR.
    public Proportion recall() {
        return share(truePositives, truePositives + falseNegatives, "no positives");
    }

    /// Share of negatives that were left alone: TNR, 1 - false-alarm rate.
    public Proportion specificity() {
        return share(trueNegatives, trueNegatives + falsePositives, "no negatives");
    }

    /// 2 TP / (2 TP + FP + FN).
    public double f1() {
        double denominator = 2.0 * truePositives + falsePositives + falseNegatives;
        Require.defined(denominator > 0, "no positives and none called");
        return 2.0 * truePositives / denominator;
    }

    /// Matthews' correlation (1975), in [-1, 1].
    public double matthews() {
        double margins =
                Math.sqrt((double) called() * positives()) * Math.sqrt((double) negatives() * (n() - called()));
        Require.defined(margins > 0, "an empty row or column");
        return ((double) truePositives * trueNegatives - (double) falsePositives * falseNegatives) / margins;
    }

    /// Mean of recall and specificity.
    public double balancedAccuracy() {
        return (recall().value() + specificity().value()) / 2;
    }

    /// Recall times specificity.
    public double gMeanSquared() {
        return recall().value() * specificity().value();
    }

    /// Cohen's kappa of calls and truth.
    public double kappa() {
        double n = n();
        Require.defined(n > 0, "no items");
        double expected = ((double) called() * positives() + (n - called()) * negatives()) / (n * n);
        Require.defined(expected < 1, "an empty row or column");
        return (accuracy().value() - expected) / (1 - expected);
    }

    public int n() {
        return truePositives + falsePositives + falseNegatives + trueNegatives;
    }

    private int called() {
        return truePositives + falsePositives;
    }

    private int positives() {
        return truePositives + falseNegatives;
    }

    private int negatives() {
        return trueNegatives + falsePositives;
    }

    private static Proportion share(int part, int whole, String otherwise) {
        Require.defined(whole > 0, otherwise);
        return new Proportion(part, whole);
    }
}
