package dev.plumbline.worlds.theory;

import java.util.ArrayList;
import java.util.List;

/// Integrals of affine functions over polytopes by Lasserre's recursion over facets (Lasserre 1983, 1999).
///
/// For a function h homogeneous of degree q in dimension n, the integral over {a_i x <= b_i} is the sum over
/// facets of b_i / |a_i| times the facet's integral of h, divided by n + q. Exact up to rounding; the work grows
/// like m! / (m - n)! in the number of constraints, so it is for small dimensions.
final class CubePolytope {
    private static final double EQUAL = 1e-12;

    private CubePolytope() {}

    /// a x <= b
    private record HalfSpace(double[] a, double b) {}

    /// The integral of c x + constant over {x in [0, 1]^n : a x <= 0 for each row a of `cuts`}.
    static double integral(double[] c, double constant, List<double[]> cuts) {
        int n = c.length;
        List<HalfSpace> all = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            double[] low = new double[n];
            low[i] = -1;
            all.add(new HalfSpace(low, 0));
            double[] high = new double[n];
            high[i] = 1;
            all.add(new HalfSpace(high, 1));
        }
        cuts.forEach(cut -> all.add(new HalfSpace(cut, 0)));
        List<HalfSpace> distinct = distinct(all);
        return distinct.isEmpty() ? 0 : over(c, constant, distinct);
    }

    private static double over(double[] c, double constant, List<HalfSpace> spaces) {
        int n = c.length;
        if (n == 1) {
            return onLine(c[0], constant, spaces);
        }
        double sum = 0;
        for (int i = 0; i < spaces.size(); i++) {
            if (spaces.get(i).b != 0) {
                sum += facet(c, constant, spaces, i);
            }
        }
        return sum;
    }

    /// What one facet adds: its variable of largest coefficient is eliminated from function and constraints.
    private static double facet(double[] c, double constant, List<HalfSpace> spaces, int index) {
        HalfSpace on = spaces.get(index);
        int n = c.length;
        int k = largest(on.a);
        double[] linear = reduced(c, on, k, 1.0 / (n + 1));
        double rest = c[k] * on.b / on.a[k] / (n + 1) + constant / n;
        List<HalfSpace> inside = new ArrayList<>();
        for (int j = 0; j < spaces.size(); j++) {
            if (j != index) {
                HalfSpace other = spaces.get(j);
                inside.add(new HalfSpace(reduced(other.a, on, k, 1), other.b - other.a[k] * on.b / on.a[k]));
            }
        }
        List<HalfSpace> distinct = distinct(inside);
        return distinct.isEmpty() ? 0 : on.b / Math.abs(on.a[k]) * over(linear, rest, distinct);
    }

    /// `a` with x_k replaced by what the facet says it is, without its k-th entry.
    private static double[] reduced(double[] a, HalfSpace on, int k, double scale) {
        double[] result = new double[a.length - 1];
        for (int i = 0, j = 0; i < a.length; i++) {
            if (i != k) {
                result[j++] = scale * (a[i] - a[k] * on.a[i] / on.a[k]);
            }
        }
        return result;
    }

    private static double onLine(double slope, double constant, List<HalfSpace> spaces) {
        double low = Double.NEGATIVE_INFINITY;
        double high = Double.POSITIVE_INFINITY;
        for (HalfSpace space : spaces) {
            double end = space.b / space.a[0];
            if (space.a[0] > 0) {
                high = Math.min(high, end);
            } else {
                low = Math.max(low, end);
            }
        }
        return high <= low ? 0 : slope / 2 * (high * high - low * low) + constant * (high - low);
    }

    /// The constraints scaled to a largest coefficient of 1, each direction once; empty if they contradict.
    private static List<HalfSpace> distinct(List<HalfSpace> spaces) {
        List<HalfSpace> kept = new ArrayList<>();
        for (HalfSpace space : spaces) {
            double size = Math.abs(space.a[largest(space.a)]);
            if (size < EQUAL) {
                if (space.b < -EQUAL) {
                    return List.of();
                }
                continue;
            }
            HalfSpace scaled = scaled(space, size);
            int same = indexOfDirection(kept, scaled.a);
            if (same < 0) {
                kept.add(scaled);
            } else if (scaled.b < kept.get(same).b) {
                kept.set(same, scaled);
            }
        }
        return kept;
    }

    private static HalfSpace scaled(HalfSpace space, double size) {
        double[] a = new double[space.a.length];
        for (int i = 0; i < a.length; i++) {
            a[i] = space.a[i] / size;
        }
        double b = space.b / size;
        return new HalfSpace(a, Math.abs(b) < EQUAL ? 0 : b);
    }

    private static int indexOfDirection(List<HalfSpace> kept, double[] a) {
        for (int i = 0; i < kept.size(); i++) {
            double apart = 0;
            for (int j = 0; j < a.length; j++) {
                apart = Math.max(apart, Math.abs(kept.get(i).a[j] - a[j]));
            }
            if (apart < EQUAL) {
                return i;
            }
        }
        return -1;
    }

    private static int largest(double[] a) {
        int k = 0;
        for (int i = 1; i < a.length; i++) {
            if (Math.abs(a[i]) > Math.abs(a[k])) {
                k = i;
            }
        }
        return k;
    }
}
