package dev.plumbline.study.report;

import dev.plumbline.core.Estimate;
import dev.plumbline.study.NamedEstimate;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/// How the figures of one measurement are written: as percentages or as values, and with how many decimals.
///
/// @param percent whether 0.5 is written as 50 %
/// @param decimals digits after the point, in [0, 6]
record Scale(boolean percent, int decimals) {
    /// Most digits after the point; what needs more is written with an exponent.
    static final int DECIMALS = 6;

    static final Scale PERCENT = new Scale(true, 1);

    private static final Pattern RATE_METHOD =
            Pattern.compile("(?i)wilson|clopper|jeffreys|agresti|binomial|mcnemar|newcombe");
    private static final Pattern RATE_ABOUT =
            Pattern.compile("(?i)\\b(share|rate|fraction|proportion|percent|percentage|how often)\\b|%");
    private static final Pattern RATE_NAME = Pattern.compile("(?i)\\b(accuracy|rate|share)\\b");

    /// The scale of one measurement. It is a rate if every point lies in [0, 1] and the interval's method, the name or
    /// the explanation says that it is one.
    static Scale of(List<NamedEstimate> estimates) {
        boolean inRange = estimates.stream()
                .allMatch(e -> e.estimate().value() >= 0 && e.estimate().value() <= 1);
        boolean rate = estimates.stream().anyMatch(Scale::saysRate);
        return inRange && rate && !estimates.isEmpty()
                ? PERCENT
                : values(estimates.stream().map(NamedEstimate::estimate).toList());
    }

    /// A scale of values with decimals enough for two digits of the narrowest interval's half-width.
    static Scale values(Collection<Estimate> estimates) {
        double narrowest = estimates.stream()
                .mapToDouble(e -> (e.high() - e.low()) / 2)
                .filter(width -> width > 0 && Double.isFinite(width))
                .min()
                .orElseGet(() -> estimates.stream()
                                .mapToDouble(e -> Math.abs(e.value()))
                                .max()
                                .orElse(1)
                        / 100);
        return new Scale(false, decimalsFor(narrowest));
    }

    /// The scale of a difference whose two sides were not estimated: only its interval's method can tell.
    static Scale ofDifference(Estimate difference) {
        return RATE_METHOD.matcher(difference.method()).find() ? PERCENT : values(List.of(difference));
    }

    private static boolean saysRate(NamedEstimate e) {
        return RATE_METHOD.matcher(e.estimate().method()).find()
                || RATE_ABOUT.matcher(e.about()).find()
                || RATE_NAME.matcher(e.name()).find();
    }

    private static int decimalsFor(double width) {
        if (!(width > 0)) {
            return 2;
        }
        return (int) Math.clamp(1 - Math.floor(Math.log10(width)), 0, DECIMALS);
    }
}
