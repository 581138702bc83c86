package dev.plumbline.core.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// How far forecasts of a yes/no outcome are from the rates that followed, by bins (Naeini et al. 2015; Guo et al.
/// 2017).
///
/// @param bins all bins in rising order; equal-width ones may be empty
/// @param ece sum over bins of n_b/n |mean forecast - observed rate|
/// @param rmsce root of the weighted mean squared gap
/// @param mce the largest gap
public record CalibrationError(List<Bin> bins, double ece, double rmsce, double mce) {
    public CalibrationError {
        bins = List.copyOf(bins);
    }

    /// Forecasts in (lower, upper] (0 belongs to the first bin).
    ///
    /// @param n how many forecasts; 0 if none, and then there is neither a mean forecast nor a rate
    /// @param forecasts their sum
    /// @param hits how many of the outcomes were yes
    public record Bin(double lower, double upper, int n, double forecasts, int hits) {
        public double meanForecast() {
            Require.defined(n > 0, "an empty bin has no mean forecast");
            return forecasts / n;
        }

        public double observedRate() {
            Require.defined(n > 0, "an empty bin has no rate");
            return (double) hits / n;
        }

        /// The observed rate as a proportion, for its interval.
        public Proportion observed() {
            return new Proportion(hits, n);
        }
    }

    /// Bins (i/B, (i+1)/B], with edges from that one division: 0.3 and 0.30000000000000004 fall in different bins of
    /// ten.
    public static CalibrationError equalWidth(double[] forecasts, boolean[] outcomes, int bins) {
        check(forecasts, outcomes, bins);
        double[] sums = new double[bins];
        int[] counts = new int[bins];
        int[] hits = new int[bins];
        for (int i = 0; i < forecasts.length; i++) {
            int bin = binOf(forecasts[i], bins);
            sums[bin] += forecasts[i];
            counts[bin]++;
            hits[bin] += outcomes[i] ? 1 : 0;
        }
        List<Bin> all = new ArrayList<>();
        for (int b = 0; b < bins; b++) {
            all.add(new Bin((double) b / bins, (b + 1.0) / bins, counts[b], sums[b], hits[b]));
        }
        return summary(all, forecasts.length);
    }

    /// Bins of as equal a number of forecasts as can be, the larger ones first; ties may be split.
    public static CalibrationError equalMass(double[] forecasts, boolean[] outcomes, int bins) {
        check(forecasts, outcomes, bins);
        Integer[] order = Ranks.order(forecasts);
        int n = forecasts.length;
        List<Bin> all = new ArrayList<>();
        int start = 0;
        for (int b = 0; b < bins; b++) {
            int end = start + n / bins + (b < n % bins ? 1 : 0);
            double sum = 0;
            int hits = 0;
            for (int i = start; i < end; i++) {
                sum += forecasts[order[i]];
                hits += outcomes[order[i]] ? 1 : 0;
            }
            if (end > start) {
                all.add(new Bin(forecasts[order[start]], forecasts[order[end - 1]], end - start, sum, hits));
            }
            start = end;
        }
        return summary(all, n);
    }

    /// The equal-width bin of a forecast: the first whose upper edge is not below it.
    static int binOf(double forecast, int bins) {
        int bin = Math.clamp((long) Math.ceil(forecast * bins) - 1, 0, bins - 1);
        while (bin > 0 && forecast <= (double) bin / bins) {
            bin--;
        }
        while (forecast > (bin + 1.0) / bins) {
            bin++;
        }
        return bin;
    }

    static void check(double[] forecasts, boolean[] outcomes, int bins) {
        Require.sameLength(forecasts.length, outcomes.length, "forecasts and outcomes");
        Require.that(bins > 0, "bins must be 1 or more, not " + bins);
        Require.defined(forecasts.length > 0, "no forecasts");
        Arrays.stream(forecasts).forEach(p -> Require.probability(p, "a forecast"));
    }

    private static CalibrationError summary(List<Bin> bins, int n) {
        double ece = 0;
        double squares = 0;
        double mce = 0;
        for (Bin bin : bins) {
            if (bin.n() > 0) {
                double gap = Math.abs(bin.meanForecast() - bin.observedRate());
                ece += gap * bin.n() / n;
                squares += gap * gap * bin.n() / n;
                mce = Math.max(mce, gap);
            }
        }
        return new CalibrationError(bins, ece, Math.sqrt(squares), mce);
    }
}
