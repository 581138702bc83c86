import dev.plumbline.core.Estimate;
import dev.plumbline.core.Seed;
import dev.plumbline.core.stats.AlwaysValidRate;
import dev.plumbline.core.stats.ClusteredMean;
import dev.plumbline.core.stats.PairedProportions;
import dev.plumbline.core.stats.Proportion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/// Simulates samples with a known truth and counts how often each interval holds it.
///
///     java -cp cli/target/plumbline.jar bench/Coverage.java REPETITIONS
final class Coverage {
    private static final double LEVEL = 0.95;
    private static final double Z = 1.959963984540054;
    private static final int[] SIZES = {10, 50, 300};
    private static final double[] RATES = {0.01, 0.1, 0.5};
    private static final int CLUSTER = 5;
    /// How much of a cluster's answers is decided once for all of it.
    private static final double SHARED = 0.3;
    /// How often both systems fall on the same draw.
    private static final double TOGETHER = 0.5;
    private static final double DIFFERENCE = 0.05;
    private static final int BLOCK = 10;

    private interface Trial {
        /// Whether ours, and whether the plain normal interval, holds the truth.
        boolean[] hold(RandomGenerator random);
    }

    public static void main(String[] arguments) {
        int repetitions = Integer.parseInt(arguments[0]);
        System.out.printf(
                Locale.ROOT,
                "Nominal 0.950; %d repetitions each, so that a reached 0.950 may be off by %.3f.%n%n",
                repetitions,
                Z * Math.sqrt(LEVEL * (1 - LEVEL) / repetitions));
        System.out.println("| sample | n | rate | nominal | reached | plain normal |");
        System.out.println("|---|---|---|---|---|---|");
        for (int n : SIZES) {
            for (double rate : RATES) {
                row("independent, Wilson", n, rate, repetitions, random -> independent(n, rate, random));
            }
        }
        for (int n : SIZES) {
            for (double rate : RATES) {
                row("clusters of 5, Wilson with effective n", n, rate, repetitions, random -> clustered(n, rate, random));
            }
        }
        for (int n : SIZES) {
            for (double rate : RATES) {
                row("paired, Newcombe", n, rate, repetitions, random -> paired(n, rate, random));
            }
        }
        System.out.printf("%nLooked at after every %d samples; how often all looks hold the truth.%n%n", BLOCK);
        System.out.println("| sample | n | rate | nominal | always valid | Wilson |");
        System.out.println("|---|---|---|---|---|---|");
        for (int n : new int[] {50, 300, 1000}) {
            for (double rate : RATES) {
                row("watched", n, rate, repetitions, random -> watched(n, rate, random));
            }
        }
    }

    private static void row(String sample, int n, double rate, int repetitions, Trial trial) {
        RandomGenerator random = new Seed(7).derive(sample + n + rate).generator();
        int ours = 0;
        int plain = 0;
        for (int i = 0; i < repetitions; i++) {
            boolean[] hold = trial.hold(random);
            ours += hold[0] ? 1 : 0;
            plain += hold[1] ? 1 : 0;
        }
        System.out.printf(
                Locale.ROOT,
                "| %s | %d | %.2f | 0.950 | %.3f | %.3f |%n",
                sample,
                n,
                rate,
                (double) ours / repetitions,
                (double) plain / repetitions);
    }

    /// A run that could have been stopped at any look.
    private static boolean[] watched(int n, double rate, RandomGenerator random) {
        AlwaysValidRate seen = new AlwaysValidRate();
        boolean[] hold = {true, true};
        int successes = 0;
        for (int i = 1; i <= n; i++) {
            boolean success = random.nextDouble() < rate;
            seen.add(success);
            successes += success ? 1 : 0;
            if (i % BLOCK == 0) {
                hold[0] &= !seen.interval(LEVEL).excludes(rate);
                hold[1] &= !new Proportion(successes, i).wilson(LEVEL).excludes(rate);
            }
        }
        return hold;
    }

    private static boolean[] independent(int n, double rate, RandomGenerator random) {
        int successes = 0;
        for (int i = 0; i < n; i++) {
            successes += random.nextDouble() < rate ? 1 : 0;
        }
        Proportion p = new Proportion(successes, n);
        return new boolean[] {
            !p.wilson(LEVEL).excludes(rate), Math.abs(p.value() - rate) <= Z * p.standardError()
        };
    }

    /// Each answer takes its cluster's draw with chance SHARED, else its own. The plain interval knows of no
    /// clusters.
    private static boolean[] clustered(int n, double rate, RandomGenerator random) {
        double[] values = new double[n];
        List<Integer> clusters = new ArrayList<>();
        double common = 0;
        for (int i = 0; i < n; i++) {
            common = i % CLUSTER == 0 ? random.nextDouble() : common;
            double draw = random.nextDouble() < SHARED ? common : random.nextDouble();
            values[i] = draw < rate ? 1 : 0;
            clusters.add(i / CLUSTER);
        }
        int successes = (int) Arrays.stream(values).sum();
        Proportion p = new Proportion(successes, n);
        ClusteredMean mean = ClusteredMean.of(values, clusters);
        Estimate robust = mean.rateInterval(LEVEL);
        return new boolean[] {!robust.excludes(rate), Math.abs(p.value() - rate) <= Z * p.standardError()};
    }

    /// Two systems of which one is better by DIFFERENCE, on the same items.
    private static boolean[] paired(int n, double rate, RandomGenerator random) {
        int[] counts = new int[4];
        for (int i = 0; i < n; i++) {
            double draw = random.nextDouble();
            boolean left = draw < rate + DIFFERENCE;
            boolean right = (random.nextDouble() < TOGETHER ? draw : random.nextDouble()) < rate;
            counts[(left ? 2 : 0) + (right ? 1 : 0)]++;
        }
        PairedProportions table = new PairedProportions(counts[3], counts[2], counts[1], counts[0]);
        double d = table.value();
        double error = Math.sqrt(((counts[2] + counts[1]) / (double) n - d * d) / n);
        return new boolean[] {
            !table.newcombe(LEVEL).excludes(DIFFERENCE), Math.abs(d - DIFFERENCE) <= Z * error
        };
    }
}
