package dev.plumbline.worlds.learning;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/// Learns the weights of a reward from comparisons (Bradley, Terry 1952; Christiano et al. 2017), by Newton's
/// method on `sum log P(better) - |w|^2 / (2 sd^2)`.
///
/// @param mistakes share of answers that are taken for a coin's, in [0, 1), as in [Rater]
/// @param priorSd standard deviation of each weight before any answer, above 0
public record PreferenceLearner(double mistakes, double priorSd) {
    private static final int MOST_STEPS = 100;
    private static final double CONVERGED = 1e-10;

    public PreferenceLearner {
        Require.that(mistakes >= 0 && mistakes < 1, "mistakes must lie in [0, 1), not " + mistakes);
        Require.positive(priorSd, "priorSd");
    }

    /// Weights, and how reliable each rater was.
    ///
    /// @param weights [features]
    /// @param rationality [raters], averaging 1: the scale is in the weights
    public record Fit(double[] weights, double[] rationality) {
        /// How likely this reward's owner would prefer the first.
        public double prefersFirst(double[] first, double[] second) {
            return new Rater(weights, 1, 0).prefersFirst(first, second);
        }
    }

    /// The most probable weights if all raters are alike.
    public Fit fit(List<Comparison> answers) {
        int raters = raters(answers);
        double[] same = new double[raters];
        Arrays.fill(same, 1);
        return new Fit(weights(answers, same, new double[answers.getFirst().better().length]), same);
    }

    /// The most probable weights if raters differ in rationality: weights and rationalities in turns until they
    /// settle.
    public Fit fitRaters(List<Comparison> answers) {
        Fit fit = fit(answers);
        for (int round = 0; round < 30; round++) {
            double[] rationality = rationalities(answers, fit.weights(), fit.rationality());
            fit = new Fit(weights(answers, rationality, fit.weights()), rationality);
        }
        return fit;
    }

    /// Fits on samples of the answers drawn with replacement; where they part, more answers are needed.
    public List<Fit> ensemble(List<Comparison> answers, int members, RandomGenerator random) {
        Require.atLeast(members, 2, "members");
        List<Fit> fits = new ArrayList<>();
        for (int m = 0; m < members; m++) {
            List<Comparison> drawn = new ArrayList<>();
            for (int i = 0; i < answers.size(); i++) {
                drawn.add(answers.get(random.nextInt(answers.size())));
            }
            fits.add(fit(drawn));
        }
        return fits;
    }

    /// The pair about which an ensemble disagrees most: the greatest variance of the predicted probability.
    ///
    /// @param pairs candidates, each the summed features of two segments
    /// @return the pair's index
    public static int mostDisputed(List<double[][]> pairs, List<Fit> ensemble) {
        Require.that(!pairs.isEmpty() && !ensemble.isEmpty(), "there must be a pair and a member to choose by");
        int best = 0;
        double most = -1;
        for (int i = 0; i < pairs.size(); i++) {
            double sum = 0;
            double squares = 0;
            for (Fit fit : ensemble) {
                double p = fit.prefersFirst(pairs.get(i)[0], pairs.get(i)[1]);
                sum += p;
                squares += p * p;
            }
            double variance = squares / ensemble.size() - sum / ensemble.size() * (sum / ensemble.size());
            if (variance > most) {
                most = variance;
                best = i;
            }
        }
        return best;
    }

    private double[] weights(List<Comparison> answers, double[] rationality, double[] first) {
        double[] w = first.clone();
        for (int step = 0; step < MOST_STEPS; step++) {
            double[] gradient = new double[w.length];
            double[][] curvature = new double[w.length][w.length];
            for (int i = 0; i < w.length; i++) {
                gradient[i] = -w[i] / (priorSd * priorSd);
                curvature[i][i] = 1 / (priorSd * priorSd);
            }
            for (Comparison answer : answers) {
                add(answer.difference(), rationality[answer.rater()], w, gradient, curvature);
            }
            double[] change = Symmetric.solve(curvature, gradient);
            double size = 0;
            for (double c : change) {
                size = Math.max(size, Math.abs(c));
            }
            double scale = Math.min(1, 2 * priorSd / Math.max(size, 1e-300));
            for (int i = 0; i < w.length; i++) {
                w[i] += scale * change[i];
            }
            if (size < CONVERGED) {
                break;
            }
        }
        return w;
    }

    /// Adds one answer's gradient and (Fisher) curvature. With mistakes e, P = e/2 + (1 - e) sigma, so the
    /// gradient of log P by the difference is (1 - e) sigma (1 - sigma) / P, and its expected square the
    /// information.
    private void add(double[] d, double rationality, double[] w, double[] gradient, double[][] curvature) {
        double x = 0;
        for (int i = 0; i < d.length; i++) {
            x += rationality * w[i] * d[i];
        }
        double sigma = 1 / (1 + Math.exp(-x));
        double p = mistakes / 2 + (1 - mistakes) * sigma;
        double slope = (1 - mistakes) * sigma * (1 - sigma);
        double information = slope * slope / Math.max(p * (1 - p), 1e-300);
        for (int i = 0; i < d.length; i++) {
            gradient[i] += rationality * d[i] * slope / p;
            for (int j = 0; j < d.length; j++) {
                curvature[i][j] += rationality * rationality * information * d[i] * d[j];
            }
        }
    }

    /// One step of each rater's rationality, kept in [0.02, 50], then scaled to average 1.
    private double[] rationalities(List<Comparison> answers, double[] w, double[] before) {
        double[] gradient = new double[before.length];
        double[] information = new double[before.length];
        for (Comparison answer : answers) {
            double margin = 0;
            double[] d = answer.difference();
            for (int i = 0; i < d.length; i++) {
                margin += w[i] * d[i];
            }
            int r = answer.rater();
            double sigma = 1 / (1 + Math.exp(-before[r] * margin));
            double p = mistakes / 2 + (1 - mistakes) * sigma;
            double slope = (1 - mistakes) * sigma * (1 - sigma) * margin;
            gradient[r] += slope / p;
            information[r] += slope * slope / Math.max(p * (1 - p), 1e-300);
        }
        double[] after = new double[before.length];
        double sum = 0;
        for (int r = 0; r < after.length; r++) {
            // A weak prior at 1 keeps a rater without answers where it was.
            double step = (gradient[r] + (1 - before[r]) * 0.1) / (information[r] + 0.1);
            after[r] = Math.clamp(before[r] + step, 0.02, 50);
            sum += after[r];
        }
        for (int r = 0; r < after.length; r++) {
            after[r] *= after.length / sum;
        }
        return after;
    }

    private static int raters(List<Comparison> answers) {
        Require.that(!answers.isEmpty(), "learning from comparisons needs at least one");
        return 1 + answers.stream().mapToInt(Comparison::rater).max().orElseThrow();
    }
}
