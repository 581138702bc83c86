package dev.plumbline.cli;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Numbers and durations as a person reads them on one line.
final class Figures {
    private Figures() {}

    /// About four significant digits: `0.4123`, `3.142`, `12,345`; `1.2e-05` and `1.2e+12` for what would look like
    /// nothing, or fill the line.
    static String number(double value) {
        double size = Math.abs(value);
        if (!Double.isFinite(value)) {
            return Double.isNaN(value) ? "not a number" : value > 0 ? "infinite" : "-infinite";
        }
        String format = size >= 1e10
                ? "%.1e"
                : size >= 1000 ? "%,.0f" : size >= 100 ? "%.1f" : size >= 1 ? "%.3f" : size >= 1e-3 ? "%.4f" : "%.1e";
        return value == 0 ? "0" : String.format(Locale.ROOT, format, value);
    }

    /// `0.4 s`, `12 s`, `3 min 05 s`, `2 h 07 min`.
    static String duration(double seconds) {
        if (seconds < 9.95) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        long whole = Math.round(seconds);
        if (whole < 60) {
            return whole + " s";
        }
        return whole < 3600
                ? String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60)
                : String.format(Locale.ROOT, "%d h %02d min", whole / 3600, whole % 3600 / 60);
    }

    /// `loss 0.4123, tokens/s 12,345`, by name.
    static String all(Map<String, Double> figures, String separator) {
        return new TreeMap<>(figures)
                .entrySet().stream()
                        .map(e -> TerminalText.oneLine(e.getKey()) + ' ' + number(e.getValue()))
                        .collect(Collectors.joining(separator));
    }
}
