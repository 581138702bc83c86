package dev.plumbline.worlds.learning;

import java.util.List;
import java.util.random.RandomGenerator;

/// Someone who says which of two segments is better.
///
/// `P(first) = mistakes / 2 + (1 - mistakes) / (1 + exp(-rationality (R(first) - R(second))))`, with the
/// difference cut to [-50, 50]; R sums the rewards of the weights that the rater judges by, which a bias may part
/// from what is wanted.
///
/// @param weights what the rater judges by, one for each feature
/// @param rationality at least 0; the scale matters: on sums over long segments a rater is nearly certain
/// @param mistakes share of answers that are a coin's, in [0, 1]
public record Rater(double[] weights, double rationality, double mistakes) {
    private static final double MOST = 50;

    public Rater {
        Require.notNegative(rationality, "rationality");
        Require.probability(mistakes, "mistakes");
        weights = weights.clone();
    }

    /// This rater with a fixed liking or dislike of one feature on top of what is wanted.
    public Rater biased(int feature, double by) {
        double[] changed = weights.clone();
        changed[feature] += by;
        return new Rater(changed, rationality, mistakes);
    }

    /// How likely the first of two segments, given by their summed features, is preferred.
    public double prefersFirst(double[] first, double[] second) {
        double difference = 0;
        for (int i = 0; i < weights.length; i++) {
            difference += weights[i] * (first[i] - second[i]);
        }
        double sure = 1 / (1 + Math.exp(-Math.clamp(rationality * difference, -MOST, MOST)));
        return mistakes / 2 + (1 - mistakes) * sure;
    }

    /// One answer.
    public boolean answer(double[] first, double[] second, RandomGenerator random) {
        return random.nextDouble() < prefersFirst(first, second);
    }

    /// The mean entropy of answers about these pairs in bits: 1 is a coin, 0 a rater who is always certain and
    /// from whom nothing is learned about how much better the better one is.
    public double entropy(List<double[][]> pairs) {
        Require.that(!pairs.isEmpty(), "the entropy of a rater needs at least one pair");
        double sum = 0;
        for (double[][] pair : pairs) {
            double p = prefersFirst(pair[0], pair[1]);
            sum += p == 0 || p == 1 ? 0 : -(p * Math.log(p) + (1 - p) * Math.log1p(-p)) / Math.log(2);
        }
        return sum / pairs.size();
    }

    @Override
    public double[] weights() {
        return weights.clone();
    }
}
