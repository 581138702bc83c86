package dev.plumbline.worlds.theory;

import java.util.ArrayList;
import java.util.List;

/// POWER and optimality probability (Turner, Smith, Shah, Critch, Tadepalli 2021) for rewards that are uniform on
/// [0, 1], independent in each state.
///
/// POWER(s) = (1 - gamma) / gamma E_R[V*_R(s) - R(s)], where V* counts the reward of s itself and discounts that
/// of the next state once.
public final class Power {
    private Power() {}

    /// k / (k + 1): POWER of a state from which k absorbing states can be reached in one step each, at any
    /// discount.
    public static double ofOptions(int k) {
        Require.atLeast(k, 1, "k");
        return k / (k + 1.0);
    }

    /// k / (k + 1): how likely an optimal policy avoids a single absorbing shutdown state next to k others.
    public static double avoidsShutdown(int k) {
        return avoidsShutdown(k, 1);
    }

    /// k / (k + m): the same with m shutdown states.
    public static double avoidsShutdown(int k, int m) {
        Require.atLeast(k, 0, "k");
        Require.atLeast(m, 1, "m");
        return k / ((double) k + m);
    }

    /// POWER of a state exactly, from the visits that can be made from it.
    ///
    /// Each region of rewards in which one row is best is a polytope, over which the best return is integrated.
    ///
    /// @param visits a row for each deterministic policy: discounted visits to each state, from time 0, which add
    ///     up to 1 / (1 - gamma); at most 7 states
    /// @param start the state's index
    /// @param gamma discount, in (0, 1)
    public static double exact(List<double[]> visits, int start, double gamma) {
        Require.open(gamma, "gamma");
        List<double[]> rows = distinct(visits);
        Require.that(start >= 0 && start < rows.getFirst().length, "start must be the index of a state, not " + start);
        double value = 0;
        for (double[] row : rows) {
            value += CubePolytope.integral(row, 0, worseThan(row, rows));
        }
        return (1 - gamma) / gamma * (value - 0.5);
    }

    /// How likely each row of `visits` is optimal, exactly. Rows that are equal share one region: each is given
    /// the whole of it.
    ///
    /// @param visits as in `exact`
    public static double[] optimalityProbabilities(List<double[]> visits) {
        List<double[]> rows = distinct(visits);
        double[] result = new double[visits.size()];
        for (int i = 0; i < result.length; i++) {
            double[] row = visits.get(i);
            result[i] = CubePolytope.integral(new double[row.length], 1, worseThan(row, rows));
        }
        return result;
    }

    /// The constraints under which `row` is at least as good as every other.
    private static List<double[]> worseThan(double[] row, List<double[]> rows) {
        List<double[]> cuts = new ArrayList<>();
        for (double[] other : rows) {
            if (!same(row, other)) {
                double[] cut = new double[row.length];
                for (int i = 0; i < cut.length; i++) {
                    cut[i] = other[i] - row[i];
                }
                cuts.add(cut);
            }
        }
        return cuts;
    }

    private static List<double[]> distinct(List<double[]> visits) {
        Require.that(!visits.isEmpty(), "at least one row of visits is needed");
        int states = visits.getFirst().length;
        Require.that(
                states >= 1 && states <= 7, "exact POWER is for 1 to 7 states, not " + states + "; sample instead");
        List<double[]> rows = new ArrayList<>();
        for (double[] visit : visits) {
            Require.that(visit.length == states, "every row of visits needs " + states + " states");
            for (double x : visit) {
                Require.notNegative(x, "visits");
            }
            if (rows.stream().noneMatch(row -> same(row, visit))) {
                rows.add(visit);
            }
        }
        Require.that(rows.size() <= 40, "exact POWER is for at most 40 different policies, not " + rows.size());
        return rows;
    }

    private static boolean same(double[] a, double[] b) {
        for (int i = 0; i < a.length; i++) {
            if (Math.abs(a[i] - b[i]) > 1e-12) {
                return false;
            }
        }
        return true;
    }
}
