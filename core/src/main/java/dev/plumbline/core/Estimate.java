package dev.plumbline.core;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// A figure as a person may see it: never a bare number.
///
/// @param value the point estimate, finite
/// @param low the interval's lower end, at most `high`; may be -Infinity
/// @param high the interval's upper end; may be +Infinity
/// @param level the interval's nominal coverage, in (0, 1)
/// @param method how the interval was made, such as `wilson` or `paired t`
/// @param n how many observations the value rests on, at least 1
/// @param missing how many observations are absent from `n`, by reason (`unparsable`, `timed out`); empty if none
public record Estimate(
        double value, double low, double high, double level, String method, int n, Map<String, Integer> missing) {
    public Estimate {
        Objects.requireNonNull(method, "method");
        missing = Collections.unmodifiableMap(new TreeMap<>(missing));
        if (!Double.isFinite(value) || Double.isNaN(low) || Double.isNaN(high) || low > high) {
            throw new PlumblineException(
                    ErrorCode.UNDEFINED,
                    "no estimate: value " + value + ", interval [" + low + ", " + high + "] (" + method + ")");
        }
        if (!(level > 0 && level < 1)) {
            throw new PlumblineException(ErrorCode.BAD_ARGUMENT, "level must lie in (0, 1), not " + level);
        }
        if (n < 1) {
            throw new PlumblineException(ErrorCode.UNDEFINED, "no estimate from " + n + " observations");
        }
    }

    /// All that is missing, whatever the reason.
    public int missingCount() {
        return missing.values().stream().mapToInt(Integer::intValue).sum();
    }

    /// This estimate with the given counts of what is missing.
    public Estimate withMissing(Map<String, Integer> counts) {
        return new Estimate(value, low, high, level, method, n, counts);
    }

    /// Whether the interval leaves out `x`.
    public boolean excludes(double x) {
        return x < low || x > high;
    }
}
