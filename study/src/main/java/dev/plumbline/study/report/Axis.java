package dev.plumbline.study.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/// Maps values to positions in percent of a plot's width or height.
///
/// @param low the value at 0 %
/// @param high the value at 100 %, above `low`
/// @param step the distance between ticks; 0 on a logarithmic axis, whose ticks are its ends
/// @param log whether positions go by the logarithm; both ends are then positive
record Axis(double low, double high, double step, boolean log) {
    /// From this ratio of largest to smallest on, a curve is drawn on a logarithmic axis.
    private static final double LOG_FROM = 50;

    /// The axis of rates, the same in every panel so that panels can be compared.
    static Axis ofRates() {
        return new Axis(0, 1, 0.25, false);
    }

    /// The narrowest axis with round ends that holds every finite value.
    static Axis covering(DoubleStream values) {
        double[] finite =
                values.filter(v -> Double.isFinite(v) && Math.abs(v) < 1e300).toArray();
        double low = DoubleStream.of(finite).min().orElse(0);
        double high = DoubleStream.of(finite).max().orElse(1);
        if (low == high) {
            double margin = low == 0 ? 1 : Math.abs(low) / 10;
            low -= margin;
            high += margin;
        }
        double step = roundStep((high - low) / 4);
        return new Axis(Math.floor(low / step) * step, Math.ceil(high / step) * step, step, false);
    }

    /// The narrowest axis with round ends and zero in its middle that holds every finite value.
    static Axis around(DoubleStream values) {
        double reach = values.map(Math::abs)
                .filter(v -> Double.isFinite(v) && v < 1e300)
                .max()
                .orElse(1);
        double step = roundStep((reach > 0 ? reach : 1) / 3);
        double end = Math.ceil((reach > 0 ? reach : 1) / step) * step;
        return new Axis(-end, end, step, false);
    }

    /// An axis for curves: logarithmic if all values are positive and fall a long way, else linear with round ends.
    ///
    /// @param falling whether the curves end lower than they began; what rises reads better on a linear axis
    static Axis ofCurves(DoubleStream values, boolean falling) {
        double[] finite =
                values.filter(v -> Double.isFinite(v) && Math.abs(v) < 1e300).toArray();
        double low = DoubleStream.of(finite).min().orElse(0);
        double high = DoubleStream.of(finite).max().orElse(1);
        boolean log = falling && low > 0 && high / low > LOG_FROM;
        return log ? new Axis(low, high, 0, true) : covering(DoubleStream.of(finite));
    }

    /// The position of a value in [0, 100]; what lies outside, infinite ends included, is put at the edge.
    double percent(double value) {
        double share = log
                ? (Math.log(Math.max(value, low)) - Math.log(low)) / (Math.log(high) - Math.log(low))
                : (value - low) / (high - low);
        return 100 * Math.clamp(share, 0.0, 1.0);
    }

    /// Whether a value lies below the axis, by more than rounding.
    boolean cutsBelow(double value) {
        return value < low - (high - low) * 1e-9;
    }

    /// Whether a value lies above the axis, by more than rounding.
    boolean cutsAbove(double value) {
        return value > high + (high - low) * 1e-9;
    }

    /// Round values from one end to the other, at most about ten.
    List<Double> ticks() {
        if (log) {
            return List.of(low, high);
        }
        List<Double> ticks = new ArrayList<>();
        long count = Math.round((high - low) / step);
        for (long i = 0; i <= Math.min(count, 20); i++) {
            double tick = low + i * step;
            ticks.add(Math.abs(tick) < step * 1e-9 ? 0.0 : tick);
        }
        return ticks;
    }

    /// 1, 2 or 5 times a power of ten, at least `rough`.
    private static double roundStep(double rough) {
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double lead = rough / power;
        double round = lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10;
        return round * power;
    }
}
