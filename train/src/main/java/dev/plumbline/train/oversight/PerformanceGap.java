package dev.plumbline.train.oversight;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Estimate;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.stats.Mean;
import dev.plumbline.core.stats.Quantiles;
import java.util.Map;
import java.util.Optional;

/// The performance gap recovered (PGR) by a strong student of a weak supervisor: (student - weak) / (ceiling - weak)
/// (Burns et al. 2023, arXiv 2312.09390), over the same test questions.
///
/// It is a ratio of two means that depend on each other, so its interval is Fieller's (1954), with the covariance of
/// the paired differences. The ratio says nothing where the gap below it may be nil: it is *suppressed* unless the
/// gap's own paired interval lies above 0 and the gap is at least `least`. Fieller's interval is bounded in exactly
/// the cases that pass the first of the two.
///
/// @param weak score of the weak supervisor on each question, such as 1 for right and 0 for wrong
/// @param student of the student on the same questions
/// @param ceiling of the same strong model trained on gold labels
/// @param least smallest gap for which a ratio is shown, at least 0
@SuppressWarnings("ArrayRecordComponent") // never compared
public record PerformanceGap(double[] weak, double[] student, double[] ceiling, double least) {
    public PerformanceGap {
        weak = weak.clone();
        student = student.clone();
        ceiling = ceiling.clone();
        if (weak.length < 2 || weak.length != student.length || weak.length != ceiling.length || !(least >= 0)) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "PGR needs the scores of all three on the same two or more questions, and a least gap of 0 or"
                            + " more; found " + weak.length + ", " + student.length + ", " + ceiling.length + " and "
                            + least);
        }
    }

    /// ceiling - weak, paired by question.
    public Estimate gap(double level) {
        return Mean.of(differences(ceiling, weak)).interval(level);
    }

    /// student - weak, paired by question.
    public Estimate gain(double level) {
        return Mean.of(differences(student, weak)).interval(level);
    }

    /// The gap recovered with its interval; empty where it is suppressed.
    ///
    /// @param level coverage of the interval, and of the gap's interval that must lie above 0
    public Optional<Estimate> recovered(double level) {
        Mean gain = Mean.of(differences(student, weak));
        Mean gap = Mean.of(differences(ceiling, weak));
        int n = weak.length;
        double t = Quantiles.t(level, n - 1);
        double scale = t * t / (n * (n - 1.0));
        double a = gap.value() * gap.value() - scale * gap.squares();
        if (a <= 0 || gap.value() <= 0 || gap.value() < least) {
            return Optional.empty();
        }
        double b = gain.value() * gap.value() - scale * products(gain.value(), gap.value());
        double c = gain.value() * gain.value() - scale * gain.squares();
        double root = Math.sqrt(Math.max(0, b * b - a * c));
        double value = gain.value() / gap.value();
        return Optional.of(new Estimate(value, (b - root) / a, (b + root) / a, level, "fieller, paired", n, Map.of()));
    }

    /// Why a ratio is suppressed, in a sentence; empty if it is not.
    public String suppressed(double level) {
        if (recovered(level).isPresent()) {
            return "";
        }
        Estimate gap = gap(level);
        return String.format(
                java.util.Locale.ROOT,
                "PGR is not shown: the gap between ceiling and weak supervisor is %.3f [%.3f, %.3f], and it must lie"
                        + " above 0 and reach %.3f.",
                gap.value(),
                gap.low(),
                gap.high(),
                least);
    }

    private double products(double meanGain, double meanGap) {
        double sum = 0;
        for (int i = 0; i < weak.length; i++) {
            sum += (student[i] - weak[i] - meanGain) * (ceiling[i] - weak[i] - meanGap);
        }
        return sum;
    }

    private static double[] differences(double[] x, double[] y) {
        double[] d = new double[x.length];
        for (int i = 0; i < d.length; i++) {
            d[i] = x[i] - y[i];
        }
        return d;
    }
}
