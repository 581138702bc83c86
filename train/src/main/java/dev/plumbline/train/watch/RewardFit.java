package dev.plumbline.train.watch;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Estimate;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.core.stats.Bootstrap;
import java.util.ArrayList;
import java.util.List;

/// Gold reward against d = sqrt(KL) in the forms of Gao, Schulman and Hilton 2022 (arXiv 2210.10760), fitted by
/// least squares, with percentile intervals over resampled items.
///
/// @param form which form
/// @param alpha the rise at the beginning
/// @param beta what turns it; above 0 where the reward is over-optimised
/// @param peak d at which the fitted reward is greatest, where that exists within ten times the largest d that was
///     seen
/// @param residual root mean square of what the fit leaves, in units of reward
public record RewardFit(Form form, Estimate alpha, Estimate beta, List<Estimate> peak, double residual) {
    private static final double LEVEL = .95;
    private static final int RESAMPLES = 2000;
    private static final double FAR = 10;

    public RewardFit {
        peak = List.copyOf(peak);
    }

    /// How gold reward depends on d.
    public enum Form {
        /// d (alpha - beta d), for best-of-n; greatest at alpha / (2 beta).
        BEST_OF_N,
        /// d (alpha - beta log d), for reinforcement learning; greatest at exp(alpha / beta - 1).
        REINFORCEMENT;

        double turning(double d) {
            return this == BEST_OF_N ? d * d : d == 0 ? 0 : d * Math.log(d);
        }

        double peak(double alpha, double beta) {
            if (beta <= 0) {
                return Double.POSITIVE_INFINITY;
            }
            return this == BEST_OF_N ? alpha / (2 * beta) : Math.exp(alpha / beta - 1);
        }

        double value(double alpha, double beta, double d) {
            return alpha * d - beta * turning(d);
        }
    }

    /// Fits rewards of the same items at several d, each less its reward at d = 0.
    ///
    /// @param d one for each column, 0 or more, at least two of them different and above 0
    /// @param rewards one row for each item (a prompt), one column for each d: gold reward less that at KL 0
    public static RewardFit of(Form form, double[] d, double[][] rewards, Seed seed) {
        int distinct =
                (int) java.util.Arrays.stream(d).filter(x -> x > 0).distinct().count();
        if (distinct < 2 || rewards.length < 2) {
            throw new PlumblineException(
                    ErrorCode.UNDEFINED,
                    "two numbers cannot be fitted to " + distinct + " distances above 0 and " + rewards.length
                            + " items; measure at more of them");
        }
        double[] whole = solve(form, d, mean(rewards, identity(rewards.length)));
        List<double[]> drawn = new ArrayList<>();
        Bootstrap alphas = Bootstrap.resample(
                rewards.length,
                items -> {
                    double[] both = solve(form, d, mean(rewards, items));
                    drawn.add(both);
                    return both[0];
                },
                RESAMPLES,
                seed);
        int n = rewards.length;
        Bootstrap betas =
                Bootstrap.of(n, drawn.stream().mapToDouble(both -> both[1]).toArray());
        return new RewardFit(
                form,
                alphas.percentile(whole[0], LEVEL, "alpha"),
                betas.percentile(whole[1], LEVEL, "beta"),
                peak(form, whole, drawn, java.util.Arrays.stream(d).max().orElseThrow(), n),
                residual(form, whole, d, mean(rewards, identity(n))));
    }

    /// The fitted reward at d, less that at 0.
    public double at(double d) {
        return form.value(alpha.value(), beta.value(), d);
    }

    private static List<Estimate> peak(Form form, double[] whole, List<double[]> drawn, double farthest, int n) {
        double limit = FAR * farthest;
        double found = form.peak(whole[0], whole[1]);
        if (!(found > 0 && found <= limit)) {
            return List.of();
        }
        // a resample without a peak has it beyond the limit, which keeps the interval's upper end honest
        double[] peaks = drawn.stream()
                .mapToDouble(both -> Math.clamp(form.peak(both[0], both[1]), 0, limit))
                .toArray();
        return List.of(Bootstrap.of(n, peaks).percentile(found, LEVEL, "peak"));
    }

    /// alpha and beta by least squares: two normal equations.
    private static double[] solve(Form form, double[] d, double[] reward) {
        double xx = 0;
        double xy = 0;
        double yy = 0;
        double xr = 0;
        double yr = 0;
        for (int i = 0; i < d.length; i++) {
            double x = d[i];
            double y = -form.turning(d[i]);
            xx += x * x;
            xy += x * y;
            yy += y * y;
            xr += x * reward[i];
            yr += y * reward[i];
        }
        double determinant = xx * yy - xy * xy;
        return new double[] {(yy * xr - xy * yr) / determinant, (xx * yr - xy * xr) / determinant};
    }

    private static double residual(Form form, double[] both, double[] d, double[] reward) {
        double sum = 0;
        for (int i = 0; i < d.length; i++) {
            double rest = reward[i] - form.value(both[0], both[1], d[i]);
            sum += rest * rest;
        }
        return Math.sqrt(sum / d.length);
    }

    private static double[] mean(double[][] rewards, int[] items) {
        double[] mean = new double[rewards[0].length];
        for (int item : items) {
            for (int j = 0; j < mean.length; j++) {
                mean[j] += rewards[item][j] / items.length;
            }
        }
        return mean;
    }

    private static int[] identity(int n) {
        return java.util.stream.IntStream.range(0, n).toArray();
    }
}
