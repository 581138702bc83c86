package dev.plumbline.evaluate;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Estimate;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.stats.AlwaysValidRate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The mean of a measure that may be looked at while samples come in, and the asking ended at any look: its
/// intervals hold the true mean at all looks together. See [AlwaysValidRate], to which values are scaled.
///
/// Samples that share a cluster are one value, their mean, so that each cluster counts once. Not thread-safe.
public final class AlwaysValid {
    private final Measure measure;
    private final AlwaysValidRate scaled = new AlwaysValidRate();
    private int values;
    private int clusters;

    /// @throws PlumblineException UNDEFINED if the measure's scale has no ends
    public AlwaysValid(Measure measure) {
        if (!bears(measure)) {
            throw new PlumblineException(
                    ErrorCode.UNDEFINED,
                    "\"" + measure.name() + "\" has no always-valid interval: its scale has no ends");
        }
        this.measure = measure;
    }

    /// Whether a measure has such an interval: its scale has two ends.
    public static boolean bears(Measure measure) {
        return Double.isFinite(measure.high() - measure.low());
    }

    /// Takes the values of one cluster, or of one sample on its own; none changes nothing.
    public void add(Collection<Double> cluster) {
        if (cluster.isEmpty()) {
            return;
        }
        values += cluster.size();
        clusters++;
        double mean = cluster.stream().mapToDouble(Double::doubleValue).sum() / cluster.size();
        scaled.add(Math.clamp((mean - measure.low()) / (measure.high() - measure.low()), 0, 1));
    }

    /// How many values it has seen.
    public int values() {
        return values;
    }

    /// The mean over clusters with its interval.
    ///
    /// @throws PlumblineException UNDEFINED before the first value
    public Estimate interval(double level) {
        Estimate unit = scaled.interval(level);
        String over = clusters == values ? "" : " over " + clusters + " clusters";
        return new Estimate(
                back(unit.value()),
                back(unit.low()),
                back(unit.high()),
                level,
                "always valid, " + (measure.rate() ? "beta-binomial" : "beta mixture") + over,
                values,
                Map.of());
    }

    private double back(double unit) {
        return measure.low() + unit * (measure.high() - measure.low());
    }

    /// The interval of values with their clusters, in the same order.
    static Estimate of(Measure measure, double[] values, List<String> clusters, double level) {
        Map<String, List<Double>> byCluster = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) {
            byCluster.computeIfAbsent(clusters.get(i), any -> new ArrayList<>()).add(values[i]);
        }
        AlwaysValid all = new AlwaysValid(measure);
        byCluster.values().forEach(all::add);
        return all.interval(level);
    }
}
