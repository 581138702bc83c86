package dev.plumbline.core.stats;

import dev.plumbline.core.Estimate;

/// Whether a difference is small enough not to matter, which is more than not having found one: two one-sided tests
/// (Schuirmann 1987).
public final class Equivalence {
    private Equivalence() {}

    /// What two intervals of one difference say.
    public enum Verdict {
        /// Left is higher by a difference that the data cannot explain as chance.
        HIGHER,
        /// Left is lower.
        LOWER,
        /// The difference lies within the margin, whatever its sign.
        TIED,
        /// Neither can be said: more data is needed.
        UNDECIDED
    }

    /// The larger p of the two one-sided t tests that the difference lies above -margin and below +margin: small means
    /// tied.
    ///
    /// @param standardError of the difference; at 0 the p is 0 or 1
    /// @param degreesOfFreedom of the t distribution, above 0; +Infinity for the normal
    /// @param margin above 0
    public static double p(double difference, double standardError, double degreesOfFreedom, double margin) {
        Require.that(margin > 0 && Double.isFinite(margin), "margin must be above 0, not " + margin);
        Require.that(standardError >= 0, "a standard error must be 0 or more, not " + standardError);
        double room = margin - Math.abs(difference);
        if (standardError == 0) {
            return room > 0 ? 0 : 1;
        }
        double t = room / standardError;
        double outside = Double.isInfinite(degreesOfFreedom)
                ? Quantiles.twoSidedNormal(t)
                : Quantiles.twoSidedT(t, degreesOfFreedom);
        return t >= 0 ? outside / 2 : 1 - outside / 2;
    }

    /// The verdict of one difference's intervals.
    ///
    /// @param wide at the level at which a difference is claimed, 1 - alpha
    /// @param narrow of the same difference at 1 - 2 alpha, at which two one-sided tests of level alpha agree
    /// @param margin above 0, in the difference's unit
    public static Verdict verdict(Estimate wide, Estimate narrow, double margin) {
        Require.that(margin > 0 && Double.isFinite(margin), "margin must be above 0, not " + margin);
        Require.that(
                narrow.level() < wide.level(),
                "the narrow interval must have the lower level, not " + narrow.level() + " beside " + wide.level());
        if (narrow.low() > -margin && narrow.high() < margin) {
            return Verdict.TIED;
        }
        if (wide.excludes(0)) {
            return wide.value() > 0 ? Verdict.HIGHER : Verdict.LOWER;
        }
        return Verdict.UNDECIDED;
    }

    /// The level of the narrow interval that belongs to a wide one: 0.9 to 0.95.
    public static double narrowLevel(double level) {
        Require.that(level > 0.5 && level < 1, "level must lie in (0.5, 1), not " + level);
        return 2 * level - 1;
    }
}
