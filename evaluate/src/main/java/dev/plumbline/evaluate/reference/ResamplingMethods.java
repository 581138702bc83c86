package dev.plumbline.evaluate.reference;

import dev.plumbline.core.Estimate;
import dev.plumbline.core.stats.Bootstrap;
import dev.plumbline.core.stats.ClusterBootstrap;
import dev.plumbline.core.stats.Correlation;
import dev.plumbline.core.stats.KendallTau;
import dev.plumbline.core.stats.Mean;
import dev.plumbline.core.stats.PartialCorrelation;
import dev.plumbline.core.stats.Quantiles;
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

    private static ToDoubleFunction<double[][]> statistic(String name) {
        return switch (name) {
            case "mean" -> rows -> mean(rows, 0);
            case "median" -> rows -> Quantiles.ofData(column(rows, 0), 0.5);
            case "difference" -> rows -> mean(rows, 0) - mean(rows, 1);
            case "ratio" -> rows -> mean(rows, 0) / mean(rows, 1);
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static double mean(double[][] rows, int column) {
        return Mean.of(column(rows, column)).value();
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
