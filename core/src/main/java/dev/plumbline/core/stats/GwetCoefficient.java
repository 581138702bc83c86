package dev.plumbline.core.stats;

import dev.plumbline.core.Estimate;
import java.util.List;
import java.util.Map;

/// Agreement beyond chance that stays sane where nearly all ratings are alike: AC1 with identity weights, otherwise AC2
/// (Gwet 2008; 2014, chapter 5). Items with one rating count in the margins only.
///
/// @param items with at least one rating
/// @param observed weighted agreement over items with two or more
/// @param expected weighted agreement by chance
/// @param coefficient (observed - expected) / (1 - expected)
/// @param standardError over items
public record GwetCoefficient(int items, double observed, double expected, double coefficient, double standardError) {
    /// Compares any number of raters.
    ///
    /// @throws dev.plumbline.core.PlumblineException UNDEFINED if no item has two ratings, or there is one item
    public static GwetCoefficient of(Ratings ratings, AgreementWeights weights) {
        Require.that(ratings.categories() > 1, "at least two categories are needed");
        List<double[]> rated = ratings.countsOfAtLeast(1);
        int pairable = ratings.countsOfAtLeast(2).size();
        Require.defined(rated.size() > 1 && pairable > 0, "no item with two ratings");
        return new Computation(rated, pairable, weights, ratings.categories()).result();
    }

    /// coefficient -+ t(items - 1) se, the upper end cut to 1.
    public Estimate interval(double level) {
        double half = Quantiles.t(level, items - 1.0) * standardError;
        return new Estimate(
                coefficient, coefficient - half, Math.min(1, coefficient + half), level, "gwet, t", items, Map.of());
    }

    /// The steps, over counts of ratings [items, categories].
    private record Computation(List<double[]> counts, int pairable, AgreementWeights weights, int q) {
        GwetCoefficient result() {
            double[] shares = new double[q];
            double observed = 0;
            for (double[] item : counts) {
                double r = Mean.sum(item);
                for (int c = 0; c < q; c++) {
                    shares[c] += item[c] / r / counts.size();
                }
                observed += agreement(item) / pairable;
            }
            double factor = totalWeight() / (q * (q - 1.0));
            double expected = 0;
            for (double share : shares) {
                expected += factor * share * (1 - share);
            }
            double coefficient = (observed - expected) / (1 - expected);
            double error = error(shares, factor, expected, coefficient);
            return new GwetCoefficient(counts.size(), observed, expected, coefficient, error);
        }

        /// The weighted share of agreeing pairs among an item's ratings; 0 for one rating.
        private double agreement(double[] item) {
            double r = Mean.sum(item);
            double sum = 0;
            for (int i = 0; r > 1 && i < q; i++) {
                double alike = -1;
                for (int j = 0; j < q; j++) {
                    alike += weights.of(i, j, q) * item[j];
                }
                sum += item[i] * alike;
            }
            return r > 1 ? sum / (r * (r - 1)) : 0;
        }

        private double totalWeight() {
            double sum = 0;
            for (int i = 0; i < q; i++) {
                for (int j = 0; j < q; j++) {
                    sum += weights.of(i, j, q);
                }
            }
            return sum;
        }

        /// Each item's linearised contribution to the coefficient, and their spread.
        private double error(double[] shares, double factor, double expected, double coefficient) {
            double n = counts.size();
            double squares = 0;
            for (double[] item : counts) {
                double r = Mean.sum(item);
                double chance = 0;
                for (int c = 0; c < q; c++) {
                    chance += factor * item[c] * (1 - shares[c]) / r;
                }
                double agreed = n / pairable * (agreement(item) - (r > 1 ? expected : 0)) / (1 - expected);
                double margins = 2 * (1 - coefficient) * (chance - expected) / (1 - expected);
                double gap = agreed - margins - coefficient;
                squares += gap * gap;
            }
            return Math.sqrt(squares / (n * (n - 1)));
        }
    }
}
