package dev.plumbline.core.stats;

import dev.plumbline.core.Estimate;
import java.util.Map;

/// How x and y move together once what a straight line of the covariates says about each is taken away.
///
/// @param value Pearson's correlation of the residuals
/// @param n how many items
/// @param covariates how many
public record PartialCorrelation(double value, int n, int covariates) {
    /// A residual this much smaller than its variable is rounding.
    private static final double ROUNDING = 1e-20;

    /// Least squares by Gram-Schmidt with a constant.
    ///
    /// @param covariates each of the length of x and y
    /// @throws dev.plumbline.core.PlumblineException UNDEFINED if a variable is a linear function of the
    ///     covariates, or if there are fewer than covariates + 3 items
    public static PartialCorrelation of(double[] x, double[] y, double[]... covariates) {
        Require.sameLength(x.length, y.length, "x and y");
        Require.finite(x, "x");
        Require.finite(y, "y");
        Require.defined(x.length > covariates.length + 2, "too few items for so many covariates");
        double[] left = centred(x);
        double[] right = centred(y);
        double leftBefore = dot(left, left);
        double rightBefore = dot(right, right);
        double[][] basis = new double[covariates.length][];
        for (int k = 0; k < covariates.length; k++) {
            Require.sameLength(covariates[k].length, x.length, "x and covariates");
            Require.finite(covariates[k], "covariates");
            basis[k] = centred(covariates[k]);
            double before = dot(basis[k], basis[k]);
            for (int pass = 0; pass < 2; pass++) {
                for (int earlier = 0; earlier < k; earlier++) {
                    remove(basis[k], basis[earlier]);
                }
            }
            if (dot(basis[k], basis[k]) <= ROUNDING * before) {
                basis[k] = new double[x.length];
            }
        }
        for (int pass = 0; pass < 2; pass++) {
            for (double[] direction : basis) {
                remove(left, direction);
                remove(right, direction);
            }
        }
        boolean varies = dot(left, left) > ROUNDING * leftBefore && dot(right, right) > ROUNDING * rightBefore;
        Require.defined(varies, "a variable is a linear function of the covariates");
        double r = dot(left, right) / Math.sqrt(dot(left, left)) / Math.sqrt(dot(right, right));
        return new PartialCorrelation(Math.clamp(r, -1, 1), x.length, covariates.length);
    }

    /// Two-sided p from t with n - 2 - covariates degrees of freedom.
    public double p() {
        int df = n - 2 - covariates;
        if (Correlation.perfect(value)) {
            return 0;
        }
        return Quantiles.twoSidedT(value * Math.sqrt(df / ((1 - value) * (1 + value))), df);
    }

    /// Fisher's z interval with se = 1 / sqrt(n - covariates - 3).
    public Estimate interval(double level) {
        Require.defined(n - covariates > 3, "an interval needs " + (covariates + 4) + " items");
        double[] ends = Correlation.fisher(value, 1 / Math.sqrt(n - covariates - 3.0), level);
        return new Estimate(value, ends[0], ends[1], level, "partial pearson, fisher z", n, Map.of());
    }

    private static double[] centred(double[] values) {
        double mean = Mean.average(values);
        double[] centred = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            centred[i] = values[i] - mean;
        }
        return centred;
    }

    private static void remove(double[] from, double[] direction) {
        double length = dot(direction, direction);
        if (length == 0) {
            return;
        }
        double share = dot(from, direction) / length;
        for (int i = 0; i < from.length; i++) {
            from[i] -= share * direction[i];
        }
    }

    private static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }
}
