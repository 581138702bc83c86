package dev.plumbline.study.report;

import dev.plumbline.core.Estimate;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;

/// Writes numbers for people, each kind in one way everywhere.
///
/// Minus is U+2212, a narrow no-break space (U+202F) parts a number from its unit, thousands are parted by commas, and
/// an interval or a p-value is never torn at the end of a line.
final class Figures {
    private static final char GAP = '\u202f';
    private static final String MINUTES = GAP + "min ";
    private static final String HOURS = GAP + "h ";
    private static final String COMMA = ",\u00a0";
    private static final double HUGE = 1e7;

    private Figures() {}

    /// A point: `62.4 %` or `18.3`.
    static String value(double value, Scale scale) {
        return scale.percent() ? fixed(100 * value, scale.decimals()) + GAP + "%" : fixed(value, scale.decimals());
    }

    /// An interval without its unit: `[57.6, 67.0]`; ends may be infinite.
    static String interval(Estimate estimate, Scale scale) {
        double unit = scale.percent() ? 100 : 1;
        return "[" + fixed(unit * estimate.low(), scale.decimals()) + COMMA
                + fixed(unit * estimate.high(), scale.decimals()) + "]";
    }

    /// A point with its interval: `62.4 % [57.6, 67.0]`.
    static String estimate(Estimate estimate, Scale scale) {
        return value(estimate.value(), scale) + " " + interval(estimate, scale);
    }

    /// A difference, always with its sign; differences of percentages are in points: `+34.0 pts`.
    static String difference(double value, Scale scale) {
        String figure = signed(scale.percent() ? 100 * value : value, scale.decimals());
        return scale.percent() ? figure + GAP + "pts" : figure;
    }

    /// A difference with its interval: `+34.0 pts [+27.1, +40.9]`.
    static String difference(Estimate estimate, Scale scale) {
        double unit = scale.percent() ? 100 : 1;
        return difference(estimate.value(), scale) + " [" + signed(unit * estimate.low(), scale.decimals()) + COMMA
                + signed(unit * estimate.high(), scale.decimals()) + "]";
    }

    /// A p-value in three decimals without the leading zero: `.034`, `< .001`, `> .999`.
    static String p(double p) {
        if (Double.isNaN(p)) {
            return "undefined";
        }
        if (p < 0.001) {
            return "< .001";
        }
        return p > 0.999 ? "> .999" : fixed(p, 3).substring(1);
    }

    /// A p-value with its sign of relation: `p = .034`, `p < .001`.
    static String pEquals(double p) {
        String figure = p(p);
        String whole = Character.isDigit(figure.charAt(1)) ? "p = " + figure : "p " + figure;
        return whole.replace(' ', '\u00a0');
    }

    /// A count: `2,312`.
    static String count(long count) {
        return pattern("#,##0").format(count);
    }

    /// A count with what is counted: `1 stage`, `2 stages`.
    static String count(long count, String one, String many) {
        return count(count) + " " + (count == 1 ? one : many);
    }

    /// How many observations an estimate lacks: `3 missing`.
    static String missing(Estimate estimate) {
        return count(estimate.missingCount()) + "\u00a0missing";
    }

    /// An interval's nominal coverage: `95 %`.
    static String level(double level) {
        return number(100 * level) + GAP + "%";
    }

    /// A share in whole percent: `43 %`, `< 1 %`.
    static String share(double share) {
        if (share > 0 && share < 0.005) {
            return "< 1" + GAP + "%";
        }
        return fixed(100 * share, 0) + GAP + "%";
    }

    /// A duration: `0.4 s`, `12.3 s`, `2 min 05 s`, `1 h 02 min`.
    static String seconds(double seconds) {
        if (seconds < 59.95) {
            return fixed(seconds, 1) + GAP + "s";
        }
        long whole = Math.round(seconds);
        if (whole < 3600) {
            return whole / 60 + MINUTES + String.format(Locale.ROOT, "%02d", whole % 60) + GAP + "s";
        }
        long minutes = Math.round(seconds / 60);
        return minutes / 60 + HOURS + String.format(Locale.ROOT, "%02d", minutes % 60) + GAP + "min";
    }

    /// A number about which nothing is known: three significant digits, no trailing zeros.
    static String number(double value) {
        if (!Double.isFinite(value)) {
            return fixed(value, 0);
        }
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(3, RoundingMode.HALF_UP));
        double size = Math.abs(value);
        if (value != 0 && (size >= HUGE || size < 1e-3)) {
            return scientific(value);
        }
        if (size >= 1000) {
            return fixed(value, 0);
        }
        return rounded.signum() == 0
                ? "0"
                : rounded.stripTrailingZeros().toPlainString().replace('-', '−');
    }

    /// A number for an axis, where there is little room: as [#number], but `1e6` for a million.
    static String tick(double value) {
        return Math.abs(value) >= 1e5
                ? pattern("0.##E0").format(value).replace("E", "e").replace('-', '−')
                : number(value);
    }

    private static String signed(double value, int decimals) {
        String figure = fixed(value, decimals);
        return value > 0 && isNotZero(figure) ? "+" + figure : figure;
    }

    private static boolean isNotZero(String figure) {
        return figure.chars().anyMatch(c -> (c >= '1' && c <= '9') || c == '∞');
    }

    private static String fixed(double value, int decimals) {
        if (Double.isNaN(value)) {
            return "undefined";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "∞" : "−∞";
        }
        boolean tiny = decimals >= Scale.DECIMALS && value != 0 && Math.abs(value) < 1e-3;
        if (tiny || Math.abs(value) >= HUGE) {
            return scientific(value);
        }
        DecimalFormat format = pattern("#,##0" + (decimals > 0 ? "." + "0".repeat(decimals) : ""));
        String figure = format.format(new BigDecimal(Double.toString(value)).setScale(decimals, RoundingMode.HALF_UP));
        return figure.startsWith("-") ? (isNotZero(figure) ? "−" + figure.substring(1) : figure.substring(1)) : figure;
    }

    private static String scientific(double value) {
        return pattern("0.0#E0").format(value).replace("E", "e").replace('-', '−');
    }

    private static DecimalFormat pattern(String pattern) {
        DecimalFormat format = new DecimalFormat(pattern, DecimalFormatSymbols.getInstance(Locale.ROOT));
        format.setRoundingMode(RoundingMode.HALF_UP);
        return format;
    }
}
