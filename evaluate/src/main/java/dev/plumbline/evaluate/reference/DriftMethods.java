package dev.plumbline.evaluate.reference;

import dev.plumbline.core.stats.AdaptiveWindow;
import dev.plumbline.core.stats.ControlChart;
import dev.plumbline.core.stats.CramerVonMises;
import dev.plumbline.core.stats.DistributionDistance;
import dev.plumbline.core.stats.HistogramDrift;
import dev.plumbline.core.stats.KolmogorovSmirnov;
import dev.plumbline.core.stats.MaximumMeanDiscrepancy;
import dev.plumbline.core.stats.PageHinkley;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// How the reference cases of drift are answered.
final class DriftMethods {
    static final Map<String, Method> ALL = Map.of(
            "histogram_drift", DriftMethods::histogram,
            "two_sample", DriftMethods::twoSample,
            "mmd", DriftMethods::mmd,
            "page_hinkley", DriftMethods::pageHinkley,
            "adwin", DriftMethods::adwin,
            "control_charts", DriftMethods::controlCharts);

    private DriftMethods() {}

    private static Map<String, Supplier<?>> histogram(Input in) {
        HistogramDrift drift = HistogramDrift.of(in.numbers("reference"), in.numbers("current"), in.numbers("edges"));
        return Map.of(
                "reference_share", drift::referenceShares,
                "current_share", drift::currentShares,
                "psi", () -> drift.populationStability(in.number("epsilon")),
                "js", drift::jensenShannon,
                "js_bits", () -> drift.jensenShannon() / Math.log(2),
                "js_distance", () -> Math.sqrt(drift.jensenShannon()),
                "kl", drift::kullbackLeibler,
                "total_variation", drift::totalVariation,
                "hellinger", drift::hellinger);
    }

    private static Map<String, Supplier<?>> twoSample(Input in) {
        double[] x = in.numbers("x");
        double[] y = in.numbers("y");
        KolmogorovSmirnov ks = KolmogorovSmirnov.of(x, y);
        DistributionDistance distance = DistributionDistance.of(x, y);
        return Map.of(
                "ks", ks::d,
                "ks_exact", ks::exactP,
                "ks_asymptotic", ks::asymptoticP,
                "ks_scipy_asymp", ks::effectiveSizeP,
                "wasserstein", distance::wasserstein,
                "energy_distance", distance::energy,
                "cramer_von_mises", () -> CramerVonMises.of(x, y).statistic(),
                "cramer_von_mises_p", () -> CramerVonMises.of(x, y).p());
    }

    private static Map<String, Supplier<?>> mmd(Input in) {
        double[][] x = in.matrix("x");
        double[][] y = in.matrix("y");
        MaximumMeanDiscrepancy mmd = MaximumMeanDiscrepancy.of(x, y, in.number("sigma"));
        return Map.of(
                "biased",
                mmd::biased,
                "unbiased",
                mmd::unbiased,
                "p",
                () -> mmd.p(in.table("permutations")),
                "median_sigma",
                () -> MaximumMeanDiscrepancy.medianDistance(x, y));
    }

    private static Map<String, Supplier<?>> pageHinkley(Input in) {
        PageHinkley detector = new PageHinkley(new PageHinkley.Settings(
                in.integer("min_instances"),
                in.number("delta"),
                in.number("threshold"),
                in.number("alpha"),
                PageHinkley.Direction.valueOf(in.text("mode").toUpperCase(Locale.ROOT))));
        List<Integer> alarms = new ArrayList<>();
        List<Double> up = new ArrayList<>();
        List<Double> down = new ArrayList<>();
        double[] values = in.numbers("values");
        for (int i = 0; i < values.length; i++) {
            if (detector.add(values[i])) {
                alarms.add(i);
            }
            up.add(detector.rise());
            down.add(detector.fall());
        }
        return Map.of("alarms", () -> alarms, "up", () -> up, "down", () -> down);
    }

    private static Map<String, Supplier<?>> adwin(Input in) {
        AdaptiveWindow detector = new AdaptiveWindow(new AdaptiveWindow.Settings(
                in.number("delta"),
                in.integer("clock"),
                in.integer("max_buckets"),
                in.integer("min_window_length"),
                in.integer("grace_period")));
        List<Integer> alarms = new ArrayList<>();
        List<Integer> width = new ArrayList<>();
        List<Double> mean = new ArrayList<>();
        double[] values = in.numbers("values");
        for (int i = 0; i < values.length; i++) {
            if (detector.add(values[i])) {
                alarms.add(i);
            }
            width.add(detector.width());
            mean.add(detector.mean());
        }
        return Map.of("alarms", () -> alarms, "width", () -> width, "mean", () -> mean);
    }

    private static Map<String, Supplier<?>> controlCharts(Input in) {
        ControlChart chart = new ControlChart(new ControlChart.Settings(
                in.number("mean"),
                in.number("sd"),
                in.number("slack"),
                in.number("decision"),
                in.number("lam"),
                in.number("width")));
        List<ControlChart.Point> points = new ArrayList<>();
        for (double value : in.numbers("values")) {
            points.add(chart.add(value));
        }
        return Map.of(
                "cusum_high", () -> column(points, ControlChart.Point::high),
                "cusum_low", () -> column(points, ControlChart.Point::low),
                "ewma", () -> column(points, ControlChart.Point::smoothed),
                "ewma_lower", () -> column(points, ControlChart.Point::lower),
                "ewma_upper", () -> column(points, ControlChart.Point::upper),
                "cusum_alarms", () -> where(points, ControlChart.Point::sumAlarm),
                "ewma_alarms", () -> where(points, ControlChart.Point::meanAlarm));
    }

    private static double[] column(List<ControlChart.Point> points, ToDoubleFunction<ControlChart.Point> value) {
        return points.stream().mapToDouble(value).toArray();
    }

    private static List<Integer> where(List<ControlChart.Point> points, Predicate<ControlChart.Point> alarm) {
        return IntStream.range(0, points.size())
                .filter(i -> alarm.test(points.get(i)))
                .boxed()
                .toList();
    }
}
