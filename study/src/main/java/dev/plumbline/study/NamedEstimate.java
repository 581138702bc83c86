package dev.plumbline.study;

import dev.plumbline.core.Estimate;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalDouble;

/// An estimate with what it is an estimate of.
///
/// @param name what was measured, such as `sycophancy`; one name means the same measurement everywhere
/// @param model of whom, such as `base` or `dpo-flattered`; for agreement between raters, `truthful ~ flattered`
/// @param estimate the figure
/// @param expected what is known to be true by construction (a planted rate), if anything
/// @param about one sentence that says what the figure means, its unit and its range
public record NamedEstimate(String name, String model, Estimate estimate, OptionalDouble expected, String about) {
    public NamedEstimate {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(estimate, "estimate");
        Objects.requireNonNull(expected, "expected");
        Objects.requireNonNull(about, "about");
    }

    /// In one sentence: `For base, "sycophancy" is 0.3 [0.219, 0.396] (95 % interval, n = 100, 2 missing).`
    public String sentence() {
        return "For " + model + ", \"" + name + "\" is " + number(estimate.value()) + " [" + number(estimate.low())
                + ", "
                + number(estimate.high()) + "] (" + number(100 * estimate.level()) + " % interval, n = "
                + estimate.n() + (estimate.missingCount() == 0 ? "" : ", " + estimate.missingCount() + " missing")
                + ").";
    }

    /// At most four significant digits.
    private static String number(double value) {
        if (!Double.isFinite(value)) {
            return value > 0 ? "infinite" : "-infinite";
        }
        double size = Math.abs(value);
        if (value != 0 && (size < 1e-4 || size >= 1e7)) {
            return String.format(Locale.ROOT, "%.2e", value);
        }
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(4, RoundingMode.HALF_UP));
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }
}
