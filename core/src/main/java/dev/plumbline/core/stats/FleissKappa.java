package dev.plumbline.core.stats;

/// Agreement beyond chance of the same number of ratings on every item, whoever gave them (Fleiss 1971).
///
/// @param items how many
/// @param ratings of each item, at least 2
/// @param categories how many, at least 2
/// @param observed share of agreeing pairs of ratings
/// @param expected the same by chance, from the margins
/// @param spread sum p (1 - p) over categories
/// @param skew sum p (1 - p) (1 - 2 p)
public record FleissKappa(
        int items, int ratings, int categories, double observed, double expected, double spread, double skew) {
    /// From counts of ratings, items by categories.
    public static FleissKappa of(int[]... counts) {
        Require.defined(counts.length > 0, "no items");
        int q = counts[0].length;
        Require.that(q > 1, "at least two categories are needed");
        int m = 0;
        for (int count : counts[0]) {
            m += count;
        }
        Require.defined(m > 1, "an item needs two ratings");
        double[] shares = new double[q];
        double agreeing = 0;
        for (int[] item : counts) {
            Require.sameLength(item.length, q, "all items' counts");
            int sum = 0;
            for (int c = 0; c < q; c++) {
                Require.count(item[c], "a count");
                sum += item[c];
                shares[c] += item[c] / ((double) counts.length * m);
                agreeing += (double) item[c] * (item[c] - 1);
            }
            Require.that(sum == m, "every item needs the same number of ratings, not " + m + " and " + sum);
        }
        double expected = 0;
        double spread = 0;
        double skew = 0;
        for (double p : shares) {
            expected += p * p;
            spread += p * (1 - p);
            skew += p * (1 - p) * (1 - 2 * p);
        }
        double observed = agreeing / ((double) counts.length * m * (m - 1));
        return new FleissKappa(counts.length, m, q, observed, expected, spread, skew);
    }

    /// (observed - expected) / (1 - expected).
    public double kappa() {
        requireSpread();
        return (observed - expected) / (1 - expected);
    }

    /// The standard error under kappa = 0 (Fleiss, Nee, Landis 1979).
    public double nullError() {
        requireSpread();
        double pairs = (double) items * ratings * (ratings - 1);
        return Math.sqrt(2 / pairs * Math.max(0, spread * spread - skew)) / spread;
    }

    /// Randolph's free-marginal kappa (2005): all categories equally likely by chance.
    public double randolph() {
        requireSpread();
        double chance = 1.0 / categories;
        return (observed - chance) / (1 - chance);
    }

    private void requireSpread() {
        Require.defined(spread > 1e-15, "one category only");
    }
}
