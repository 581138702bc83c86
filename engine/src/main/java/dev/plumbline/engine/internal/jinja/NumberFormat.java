package dev.plumbline.engine.internal.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/// Spells numbers as C's and Python's formats `e`, `f`, `g`, `d`, `x`, `o` and `b` do, from their exact values.
final class NumberFormat {
    private NumberFormat() {}

    /// The digits with one before the point, then `e`, a sign and at least two digits of exponent.
    ///
    /// @param exponent of the first digit
    static String scientific(BigDecimal value, int exponent) {
        BigDecimal mantissa = value.movePointLeft(exponent);
        int size = Math.abs(exponent);
        return mantissa.toPlainString() + "e" + (exponent < 0 ? "-" : "+") + (size < 10 ? "0" : "") + size;
    }

    /// A finite, infinite or undefined float in format `e`, `f` or `g`, upper-case ones included, without sign.
    ///
    /// @param precision digits after the point, or for `g` all digits; not negative
    /// @param alternate whether `g` keeps trailing zeros
    static String real(char format, double value, int precision, boolean alternate) {
        String out;
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            out = Double.isNaN(value) ? "nan" : "inf";
        } else {
            BigDecimal exact = new BigDecimal(Math.abs(value));
            out = switch (Character.toLowerCase(format)) {
                case 'f' -> exact.setScale(precision, RoundingMode.HALF_EVEN).toPlainString();
                case 'e' -> exponential(exact, precision);
                case 'g' -> general(exact, Math.max(1, precision), alternate);
                default -> throw new IllegalArgumentException("format " + format);
            };
        }
        return Character.isUpperCase(format) ? out.toUpperCase(Locale.ROOT) : out;
    }

    private static int exponent(BigDecimal value) {
        return value.signum() == 0 ? 0 : value.precision() - value.scale() - 1;
    }

    private static BigDecimal rounded(BigDecimal exact, int digits) {
        return exact.signum() == 0 ? exact : exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
    }

    private static String exponential(BigDecimal exact, int precision) {
        BigDecimal value = rounded(exact, precision + 1);
        int exponent = exponent(value);
        return scientific(value.setScale(precision - exponent, RoundingMode.UNNECESSARY), exponent);
    }

    private static String general(BigDecimal exact, int digits, boolean alternate) {
        BigDecimal value = rounded(exact, digits);
        int exponent = exponent(value);
        boolean plain = exponent >= -4 && exponent < digits;
        BigDecimal padded = value.setScale(digits - 1 - exponent, RoundingMode.UNNECESSARY);
        if (!alternate) {
            padded = padded.signum() == 0 ? BigDecimal.ZERO : padded.stripTrailingZeros();
        }
        return plain ? padded.toPlainString() : scientific(padded, exponent);
    }

    /// A float of at most so many digits, always with a point or an exponent, without sign.
    static String brief(double value, int digits) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return real('g', value, digits, false);
        }
        BigDecimal rounded = rounded(new BigDecimal(Math.abs(value)), Math.max(1, digits));
        int exponent = exponent(rounded);
        BigDecimal bare = rounded.signum() == 0 ? BigDecimal.ZERO : rounded.stripTrailingZeros();
        if (exponent < -4 || exponent >= Math.max(1, digits) - 1) {
            return scientific(bare, exponent);
        }
        String plain = bare.toPlainString();
        return plain.indexOf('.') < 0 ? plain + ".0" : plain;
    }

    /// A whole number without sign in format `d`, `x`, `X`, `o` or `b`.
    static String integer(char format, BigInteger value, boolean alternate) {
        BigInteger size = value.abs();
        return switch (format) {
            case 'x' -> (alternate ? "0x" : "") + size.toString(16);
            case 'X' -> (alternate ? "0X" : "") + size.toString(16).toUpperCase(Locale.ROOT);
            case 'o' -> (alternate ? "0o" : "") + size.toString(8);
            case 'b' -> (alternate ? "0b" : "") + size.toString(2);
            case 'd', 'i', 'u' -> size.toString();
            default -> throw new IllegalArgumentException("format " + format);
        };
    }
}
