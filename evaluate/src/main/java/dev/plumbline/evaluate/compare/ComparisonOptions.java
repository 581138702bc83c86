package dev.plumbline.evaluate.compare;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;

/// How runs are compared.
///
/// @param level nominal coverage of intervals, in (0.5, 1)
/// @param margin the difference below which two sides count as tied, above 0, in the measure's unit
/// @param smallestGroup subgroups with fewer pairs are left out, at least 2
/// @param discordant how many samples whose values differ are kept per measure, 0 or more
public record ComparisonOptions(double level, double margin, int smallestGroup, int discordant) {
    /// 95 %, three points, ten pairs, twenty samples.
    public static final ComparisonOptions USUAL = new ComparisonOptions(0.95, 0.03, 10, 20);

    public ComparisonOptions {
        require(level > 0.5 && level < 1, "level must lie in (0.5, 1), not " + level);
        require(margin > 0 && Double.isFinite(margin), "margin must be above 0, not " + margin);
        require(smallestGroup >= 2, "the smallest group must be 2 or more, not " + smallestGroup);
        require(discordant >= 0, "the number of discordant samples must be 0 or more, not " + discordant);
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new PlumblineException(ErrorCode.BAD_ARGUMENT, what);
        }
    }
}
