package dev.plumbline.evaluate.reference;

import dev.plumbline.core.Estimate;
import dev.plumbline.core.stats.Bootstrap;
import dev.plumbline.core.stats.ClusterBootstrap;
import dev.plumbline.core.stats.Correlation;
import dev.plumbline.core.stats.KendallTau;
import dev.plumbline.core.stats.Mean;
import dev.plumbline.core.stats.PartialCorrelation;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/// How the reference cases of correlation and resampling are answered.
final class ResamplingMethods {
    static final Map<String, Method> ALL = Map.of(
            "correlation", ResamplingMethods::correlation,
            "partial_correlation", ResamplingMethods::partial,
            "bootstrap", ResamplingMethods::bootstrap,
            "hierarchical_bootstrap", ResamplingMethods::hierarchical);

    private ResamplingMethods() {}

    private static Map<String, Supplier<?>> correlation(Input in) {
        double[] x = in.numbers("x");
        double[] y = in.numbers("y");
        Correlation pearson = Correlation.pearson(x, y);
        Correlation spearman = Correlation.spearman(x, y);
        KendallTau kendall = KendallTau.of(x, y);
        return Map.ofEntries(
                Map.entry("kendall_tau_b", kendall::value),
                Map.entry("kendall_p", kendall::p),
                Map.entry("kendall_interval", () -> kendall.interval(in.level())),
                Map.entry("kendall_exact", kendall::exactP),
                Map.entry("pearson", pearson::value),
                Map.entry("pearson_p", pearson::p),
                Map.entry("pearson_interval", () -> pearson.interval(in.level())),
                Map.entry("spearman", spearman::value),
                Map.entry("spearman_p", spearman::p),
                Map.entry("spearman_interval", () -> spearman.interval(in.level())));
    }

    private static Map<String, Supplier<?>> partial(Input in) {
        PartialCorrelation r = PartialCorrelation.of(in.numbers("x"), in.numbers("y"), in.matrix("covariates"));
        return Map.of("r", r::value, "p", r::p, "interval", () -> r.interval(in.level()));
    }

    private static Map<String, Supplier<?>> bootstrap(Input in) {
        double[][] rows = in.matrix("rows");
        ToDoubleFunction<double[][]> statistic = statistic(in.text("statistic"));
        double[][][] resamples = Arrays.stream(in.table("indices"))
                .map(drawn -> Arrays.stream(drawn).mapToObj(i -> rows[i]).toArray(double[][]::new))
                .toArray(double[][][]::new);
        double theta = statistic.applyAsDouble(rows);
        Bootstrap boot = Bootstrap.of(
                rows.length, Arrays.stream(resamples).mapToDouble(statistic).toArray());
        double[] jackknife = IntStream.range(0, rows.length)
                .mapToDouble(left -> statistic.applyAsDouble(IntStream.range(0, rows.length)
                        .filter(i -> i != left)
                        .mapToObj(i -> rows[i])
                        .toArray(double[][]::new)))
                .toArray();
        double level = in.level();
        return Map.ofEntries(
                Map.entry("estimate", () -> theta),
                Map.entry("bootstrap_mean", boot::mean),
                Map.entry("bias", () -> boot.mean() - theta),
                Map.entry("se", boot::standardError),
                Map.entry("percentile", () -> boot.percentile(theta, level, "x")),
                Map.entry("basic", () -> boot.basic(theta, level, "x")),
                Map.entry("z0", () -> boot.biasCorrection(theta)),
                Map.entry("acceleration", () -> Bootstrap.acceleration(jackknife)),
                Map.entry("bca", () -> boot.bca(theta, jackknife, level, "x")),
                Map.entry("studentised", () -> studentised(rows, resamples, theta, level)));
    }

    private static Estimate studentised(double[][] rows, double[][][] resamples, double theta, double level) {
        double[] ratios = Arrays.stream(resamples)
                .map(drawn -> Mean.of(column(drawn, 0)))
                .filter(mean -> mean.squares() > 0)
                .mapToDouble(mean -> (mean.value() - theta) / mean.standardError())
                .toArray();
        double error = Mean.of(column(rows, 0)).standardError();
        return Bootstrap.studentised(theta, error, ratios, level, rows.length, "mean");
    }

    /// Resamples that equal the estimate count as ties, so that the statistics must round as the reference's do.
    private static ToDoubleFunction<double[][]> statistic(String name) {
        return switch (name) {
            case "mean" -> rows -> pairwise(column(rows, 0)) / rows.length;
            case "median" -> rows -> median(column(rows, 0));
            case "difference" -> rows -> pairwise(differences(rows)) / rows.length;
            case "ratio" -> rows -> pairwise(column(rows, 0)) / pairwise(column(rows, 1));
            default -> throw new IllegalArgumentException("no statistic \"" + name + "\"");
        };
    }

    /// The sum as numpy takes it: below 8 values in order, else in eight strands, above 128 in halves of whole eights.
    private static double pairwise(double... values) {
        int n = values.length;
        if (n > 128) {
            int half = n / 2 - n / 2 % 8;
            return pairwise(Arrays.copyOf(values, half)) + pairwise(Arrays.copyOfRange(values, half, n));
        }
        int whole = n < 8 ? 0 : n - n % 8;
        double[] strands = new double[8];
        for (int i = 0; i < whole; i++) {
            strands[i % 8] += values[i];
        }
        double sum = (strands[0] + strands[1] + (strands[2] + strands[3]))
                + (strands[4] + strands[5] + (strands[6] + strands[7]));
        for (int i = whole; i < n; i++) {
            sum += values[i];
        }
        return sum;
    }

    private static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    }

    private static double[] differences(double[][] rows) {
        return Arrays.stream(rows).mapToDouble(row -> row[0] - row[1]).toArray();
    }

    private static double[] column(double[][] rows, int column) {
        return Arrays.stream(rows).mapToDouble(row -> row[column]).toArray();
    }

    private static Map<String, Supplier<?>> hierarchical(Input in) {
        double[][] clusters = in.matrix("clusters");
        int items = ClusterBootstrap.size(clusters);
        List<List<ClusterBootstrap.Draw>> resamples = in.list("resamples").stream()
                .map(resample ->
                        resample.valueStream().map(ResamplingMethods::draw).toList())
                .toList();
        List<ClusterBootstrap.Draw> itself = IntStream.range(0, clusters.length)
                .mapToObj(c -> new ClusterBootstrap.Draw(
                        c, IntStream.range(0, clusters[c].length).boxed().toList()))
                .toList();
        Function<ClusterBootstrap.Statistic, Map<String, Object>> box = statistic -> {
            Bootstrap boot = Bootstrap.of(
                    items,
                    resamples.stream()
                            .mapToDouble(draws -> ClusterBootstrap.of(clusters, draws, statistic))
                            .toArray());
            return Map.of("se", boot.standardError(), "percentile", boot.percentile(0, in.level(), "mean"));
        };
        return Map.of(
                "estimate", () -> ClusterBootstrap.of(clusters, itself, ClusterBootstrap.Statistic.ITEMS),
                "mean_of_means", () -> ClusterBootstrap.of(clusters, itself, ClusterBootstrap.Statistic.CLUSTER_MEANS),
                "items", () -> box.apply(ClusterBootstrap.Statistic.ITEMS),
                "cluster_means", () -> box.apply(ClusterBootstrap.Statistic.CLUSTER_MEANS),
                "cluster_only", () -> box.apply(ClusterBootstrap.Statistic.WHOLE_CLUSTERS));
    }

    private static ClusterBootstrap.Draw draw(JsonNode pair) {
        return new ClusterBootstrap.Draw(
                pair.get(0).intValue(),
                pair.get(1).valueStream().map(JsonNode::intValue).toList());
    }
}
