package dev.plumbline.core.stats;

import java.util.Arrays;

/// How far apart two samples lie as distributions.
///
/// @param wasserstein the mean way that a value travels from the one to the other (Wasserstein-1), in their unit
/// @param energy sqrt(2 E|X - Y| - E|X - X'| - E|Y - Y'|) (Szekely, Rizzo 2013)
public record DistributionDistance(double wasserstein, double energy) {
    /// Both from the area and the squared area between the distribution functions.
    public static DistributionDistance of(double[] x, double[] y) {
        Require.defined(x.length > 0 && y.length > 0, "an empty sample");
        Require.finite(x, "x");
        Require.finite(y, "y");
        double[] left = x.clone();
        double[] right = y.clone();
        Arrays.sort(left);
        Arrays.sort(right);
        double area = 0;
        double squares = 0;
        int i = 0;
        int j = 0;
        double before = Math.min(left[0], right[0]);
        while (i < left.length || j < right.length) {
            boolean takeLeft = j == right.length || (i < left.length && left[i] <= right[j]);
            double at = takeLeft ? left[i] : right[j];
            double gap = (double) i / left.length - (double) j / right.length;
            area += Math.abs(gap) * (at - before);
            squares += gap * gap * (at - before);
            before = at;
            if (takeLeft) {
                i++;
            } else {
                j++;
            }
        }
        return new DistributionDistance(area, Math.sqrt(2 * squares));
    }
}
