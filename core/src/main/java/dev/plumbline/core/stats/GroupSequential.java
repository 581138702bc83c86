package dev.plumbline.core.stats;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.numbers.rootfinder.BrentSolver;

/// Bounds on |z| for a few planned looks at growing data, so that all looks together err with chance alpha.
///
/// Chances of crossing by the recursion of Armitage, McPherson and Rowe (1969) with Gauss-Legendre quadrature.
public final class GroupSequential {
    private static final int PANELS = 8;
    private static final int POINTS = 32;
    /// Beyond nine deviations a normal density is below 1e-18.
    private static final double FARTHEST = 9;

    private static final double[][] RULE = legendre(POINTS);

    private final double[] information;
    private final double alpha;

    /// @param information the share of all data at each look, rising, in (0, 1]
    /// @param alpha two-sided, in (0, 1)
    public GroupSequential(double[] information, double alpha) {
        Require.open(alpha, "alpha");
        Require.defined(information.length > 0, "no looks");
        double before = 0;
        for (double share : information) {
            Require.that(share > before && share <= 1, "shares of the data must rise in (0, 1], not reach " + share);
            before = share;
        }
        this.information = information.clone();
        this.alpha = alpha;
    }

    /// How alpha is spent over the looks (Lan, DeMets 1983).
    public enum Spending {
        /// 4 (1 - Phi(z_(alpha/4) / sqrt t)): as O'Brien and Fleming, each side spending alpha/2.
        OBRIEN_FLEMING,
        /// 2 (1 - Phi(z_(alpha/2) / sqrt t)): the one-sided formula used for the two-sided alpha; other bounds.
        OBRIEN_FLEMING_ONE_BOUNDARY,
        /// alpha ln(1 + (e - 1) t).
        POCOCK
    }

    /// c / sqrt(t) at each look (O'Brien, Fleming 1979): strict early, almost a single test at the end.
    public double[] obrienFleming() {
        double c = constant(x -> scaled(x, true));
        return scaled(c, true);
    }

    /// One bound for all looks (Pocock 1977).
    public double[] pocock() {
        double c = constant(x -> scaled(x, false));
        return scaled(c, false);
    }

    /// The two-sided alpha that is spent up to each look.
    public double[] spent(Spending spending) {
        return Arrays.stream(information).map(t -> spent(spending, t)).toArray();
    }

    /// The bounds that spend just so much.
    public double[] bounds(Spending spending) {
        double[] spent = spent(spending);
        double[] bounds = new double[spent.length];
        Crossing crossing = new Crossing();
        for (int k = 0; k < bounds.length; k++) {
            double step = spent[k] - (k == 0 ? 0 : spent[k - 1]);
            int look = k;
            bounds[k] = root(c -> crossing.chance(look, c) - step, 0.05, 40);
            crossing.pass(look, bounds[k]);
        }
        return bounds;
    }

    private double spent(Spending spending, double t) {
        return switch (spending) {
            case OBRIEN_FLEMING -> 2 * Quantiles.twoSidedNormal(Quantiles.z(1 - alpha / 2) / Math.sqrt(t));
            case OBRIEN_FLEMING_ONE_BOUNDARY -> Quantiles.twoSidedNormal(Quantiles.z(1 - alpha) / Math.sqrt(t));
            case POCOCK -> alpha * Math.log1p((Math.E - 1) * t);
        };
    }

    private interface Bounds {
        double[] of(double constant);
    }

    private double constant(Bounds bounds) {
        return root(c -> total(bounds.of(c)) - alpha, 0.05, 12);
    }

    private double[] scaled(double c, boolean byInformation) {
        return Arrays.stream(information)
                .map(t -> byInformation ? c / Math.sqrt(t) : c)
                .toArray();
    }

    private double total(double[] bounds) {
        Crossing crossing = new Crossing();
        double sum = 0;
        for (int k = 0; k < bounds.length; k++) {
            sum += crossing.chance(k, bounds[k]);
            if (k + 1 < bounds.length) {
                crossing.pass(k, bounds[k]);
            }
        }
        return sum;
    }

    private static double root(DoubleUnaryOperator f, double low, double high) {
        return new BrentSolver(1e-13, 1e-13, 1e-300).findRoot(f, low, high);
    }

    /// Where the walk may be that has not crossed at any look so far.
    private final class Crossing {
        private double[] at = {0};
        private double[] mass = {1};

        /// The chance to cross for the first time at look `k`, with this bound.
        double chance(int k, double bound) {
            double deviation = deviation(k);
            double edge = bound * Math.sqrt(information[k]);
            double sum = 0;
            for (int i = 0; i < at.length; i++) {
                sum += mass[i]
                        * (Quantiles.NORMAL.survivalProbability((edge - at[i]) / deviation)
                                + Quantiles.NORMAL.cumulativeProbability((-edge - at[i]) / deviation));
            }
            return sum;
        }

        /// Goes on to look `k` inside of its bound.
        void pass(int k, double bound) {
            double deviation = deviation(k);
            double edge = Math.min(bound, FARTHEST) * Math.sqrt(information[k]);
            double[] nodes = new double[PANELS * POINTS];
            double[] weights = new double[PANELS * POINTS];
            double half = edge / PANELS;
            for (int panel = 0; panel < PANELS; panel++) {
                double centre = -edge + (2 * panel + 1) * half;
                for (int i = 0; i < POINTS; i++) {
                    nodes[panel * POINTS + i] = centre + half * RULE[0][i];
                    weights[panel * POINTS + i] = half * RULE[1][i];
                }
            }
            double[] density = new double[nodes.length];
            for (int j = 0; j < nodes.length; j++) {
                double sum = 0;
                for (int i = 0; i < at.length; i++) {
                    double z = (nodes[j] - at[i]) / deviation;
                    sum += mass[i] * Math.exp(-z * z / 2);
                }
                density[j] = sum * weights[j] / (deviation * Math.sqrt(2 * Math.PI));
            }
            at = nodes;
            mass = density;
        }

        private double deviation(int k) {
            return Math.sqrt(information[k] - (k == 0 ? 0 : information[k - 1]));
        }
    }

    /// Nodes and weights on [-1, 1], by Newton's method on the Legendre polynomial.
    private static double[][] legendre(int points) {
        double[] nodes = new double[points];
        double[] weights = new double[points];
        for (int i = 0; i < points; i++) {
            double x = Math.cos(Math.PI * (i + 0.75) / (points + 0.5));
            double slope = 0;
            for (int step = 0; step < 20; step++) {
                double previous = 1;
                double here = x;
                for (int k = 2; k <= points; k++) {
                    double next = ((2 * k - 1) * x * here - (k - 1) * previous) / k;
                    previous = here;
                    here = next;
                }
                slope = points * (x * here - previous) / (x * x - 1);
                x -= here / slope;
            }
            nodes[i] = x;
            weights[i] = 2 / ((1 - x * x) * slope * slope);
        }
        return new double[][] {nodes, weights};
    }
}
