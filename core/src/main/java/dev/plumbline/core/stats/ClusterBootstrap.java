package dev.plumbline.core.stats;

import dev.plumbline.core.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Resampling of values that depend on each other within clusters: clusters are drawn first, then values within each.
public final class ClusterBootstrap {
    private ClusterBootstrap() {}

    /// What is averaged over a resample.
    public enum Statistic {
        /// The mean of all values drawn; every item weighs alike.
        ITEMS,
        /// The mean of the means of the clusters drawn; every cluster weighs alike.
        CLUSTER_MEANS,
        /// The mean of all values of the clusters drawn, each kept whole: no draw within.
        WHOLE_CLUSTERS
    }

    /// One cluster of a resample, with the positions drawn within it.
    public record Draw(int cluster, List<Integer> positions) {
        public Draw {
            positions = List.copyOf(positions);
        }
    }

    /// Draws as many clusters as there are, and as many values of each as it has, both with replacement.
    ///
    /// @param clusters values by cluster, none empty
    /// @param resamples at least 100
    public static Bootstrap resample(double[][] clusters, Statistic statistic, int resamples, Seed seed) {
        int items = size(clusters);
        Require.that(resamples >= 100, "resamples must be 100 or more, not " + resamples);
        RandomGenerator random = seed.generator();
        double[] means = new double[resamples];
        for (int r = 0; r < resamples; r++) {
            List<Draw> draws = new ArrayList<>();
            for (int c = 0; c < clusters.length; c++) {
                int cluster = random.nextInt(clusters.length);
                List<Integer> positions = new ArrayList<>();
                for (int i = 0; i < clusters[cluster].length; i++) {
                    positions.add(random.nextInt(clusters[cluster].length));
                }
                draws.add(new Draw(cluster, positions));
            }
            means[r] = of(clusters, draws, statistic);
        }
        return Bootstrap.of(items, means);
    }

    /// The statistic of one resample.
    public static double of(double[][] clusters, List<Draw> draws, Statistic statistic) {
        double sum = 0;
        double weight = 0;
        for (Draw draw : draws) {
            double[] values = clusters[draw.cluster()];
            double drawn = statistic == Statistic.WHOLE_CLUSTERS
                    ? Mean.sum(values)
                    : draw.positions().stream().mapToDouble(i -> values[i]).sum();
            int n = statistic == Statistic.WHOLE_CLUSTERS
                    ? values.length
                    : draw.positions().size();
            boolean mean = statistic == Statistic.CLUSTER_MEANS;
            sum += mean ? drawn / n : drawn;
            weight += mean ? 1 : n;
        }
        Require.defined(weight > 0, "no observations");
        return sum / weight;
    }

    /// How many values there are.
    ///
    /// @throws dev.plumbline.core.PlumblineException UNDEFINED if there is none, or if a cluster is empty
    public static int size(double[]... clusters) {
        int items = 0;
        for (double[] cluster : clusters) {
            Require.defined(cluster.length > 0, "no observations in a cluster");
            Require.finite(cluster, "a cluster");
            items += cluster.length;
        }
        Require.defined(items > 0, "no observations");
        return items;
    }
}
