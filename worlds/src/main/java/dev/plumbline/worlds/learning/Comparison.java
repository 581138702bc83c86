package dev.plumbline.worlds.learning;

/// One answer: of two segments, given by their summed features, the better one.
///
/// @param better summed features, [features]
/// @param worse summed features, [features]
/// @param rater who said so, from 0
public record Comparison(double[] better, double[] worse, int rater) {
    public Comparison {
        Require.that(better.length == worse.length, "both segments need the same features");
        Require.atLeast(rater, 0, "rater");
        better = better.clone();
        worse = worse.clone();
    }

    /// What the better one has more, [features].
    double[] difference() {
        double[] d = new double[better.length];
        for (int i = 0; i < d.length; i++) {
            d[i] = better[i] - worse[i];
        }
        return d;
    }

    @Override
    public double[] better() {
        return better.clone();
    }

    @Override
    public double[] worse() {
        return worse.clone();
    }
}
