package dev.plumbline.core.stats;

/// Agreement of two raters who rated every item, under two other ideas of chance than Cohen's.
///
/// @param observed share of items with equal ratings
/// @param pooled chance agreement if both drew from their pooled margins
/// @param categories how many, at least 2
public record ChanceAgreement(double observed, double pooled, int categories) {
    /// Compares the only two raters.
    public static ChanceAgreement of(Ratings ratings) {
        Require.that(ratings.raters() == 2, "two raters are compared, not " + ratings.raters());
        Require.that(ratings.categories() > 1, "at least two categories are needed");
        Proportion agreement = ratings.agreement(0, 1);
        Require.that(agreement.n() == ratings.items(), "every item must be rated by both; use kappa or alpha");
        double[] totals = new double[ratings.categories()];
        for (double[] item : ratings.counts()) {
            for (int c = 0; c < totals.length; c++) {
                totals[c] += item[c];
            }
        }
        double pooled = 0;
        for (double total : totals) {
            double share = total / (2.0 * ratings.items());
            pooled += share * share;
        }
        return new ChanceAgreement(agreement.value(), pooled, totals.length);
    }

    /// Scott's pi (1955): chance from the pooled margins.
    public double scottPi() {
        Require.defined(1 - pooled > 1e-15, "one category only");
        return (observed - pooled) / (1 - pooled);
    }

    /// Bennett, Alpert and Goldstein's S (1954): all categories equally likely by chance.
    public double bennettS() {
        double chance = 1.0 / categories;
        return (observed - chance) / (1 - chance);
    }
}
