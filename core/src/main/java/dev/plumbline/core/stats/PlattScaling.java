package dev.plumbline.core.stats;

/// A score turned into a probability, 1 / (1 + exp(a score + b)) (Platt 1999), so that a is negative for a useful
/// score.
///
/// Outcomes are smoothed to (n1 + 1) / (n1 + 2) and 1 / (n0 + 2), so that a perfect score has a finite optimum.
///
/// @param a slope
/// @param b offset
public record PlattScaling(double a, double b) {
    private static final int MOST_STEPS = 200;
    private static final double CONVERGED = 1e-14;

    /// Fits slope and offset by Newton's method, halving steps that do not lower the loss.
    ///
    /// @throws dev.plumbline.core.PlumblineException UNDEFINED if only one outcome occurs, or all scores are equal
    public static PlattScaling fit(double[] scores, boolean[] outcomes) {
        Require.sameLength(scores.length, outcomes.length, "scores and outcomes");
        Require.finite(scores, "scores");
        int ones = 0;
        for (boolean outcome : outcomes) {
            ones += outcome ? 1 : 0;
        }
        Require.defined(ones > 0 && ones < outcomes.length, "one class only");
        Require.defined(!Mean.constant(scores), "zero variance of the scores");
        double yes = (ones + 1.0) / (ones + 2.0);
        double no = 1 / (outcomes.length - ones + 2.0);
        double[] targets = new double[outcomes.length];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = outcomes[i] ? yes : no;
        }
        PlattScaling at = new PlattScaling(0, 0);
        for (int step = 0; step < MOST_STEPS; step++) {
            PlattScaling next = at.newton(scores, targets);
            double moved = Math.abs(next.a - at.a) + Math.abs(next.b - at.b);
            at = next;
            if (moved <= CONVERGED * (1 + Math.abs(at.a) + Math.abs(at.b))) {
                return at;
            }
        }
        throw Require.undefined("no optimum within " + MOST_STEPS + " steps of Newton's method");
    }

    /// The probability of a score.
    public double probability(double score) {
        return 1 / (1 + Math.exp(a * score + b));
    }

    private PlattScaling newton(double[] scores, double[] targets) {
        double aa = 0;
        double ab = 0;
        double bb = 0;
        double ga = 0;
        double gb = 0;
        for (int i = 0; i < scores.length; i++) {
            double p = probability(scores[i]);
            double weight = p * (1 - p);
            aa += scores[i] * scores[i] * weight;
            ab += scores[i] * weight;
            bb += weight;
            ga += scores[i] * (targets[i] - p);
            gb += targets[i] - p;
        }
        double determinant = aa * bb - ab * ab;
        Require.defined(determinant > 0, "the optimum is not finite");
        double stepA = (bb * ga - ab * gb) / determinant;
        double stepB = (aa * gb - ab * ga) / determinant;
        double before = loss(scores, targets);
        for (double share = 1; share > 1e-10; share /= 2) {
            PlattScaling next = new PlattScaling(a - share * stepA, b - share * stepB);
            if (next.loss(scores, targets) <= before) {
                return next;
            }
        }
        return this;
    }

    /// Mean cross-entropy, written so that large scores do not overflow.
    private double loss(double[] scores, double[] targets) {
        double sum = 0;
        for (int i = 0; i < scores.length; i++) {
            double x = a * scores[i] + b;
            sum += Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))) - (1 - targets[i]) * x;
        }
        return sum / scores.length;
    }
}
