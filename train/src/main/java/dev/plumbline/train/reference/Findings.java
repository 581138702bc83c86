package dev.plumbline.train.reference;

import dev.plumbline.core.ReferenceCase;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// The comparisons of one recording. Of each quantity the one that comes closest to its tolerance, or passes it
/// furthest, is reported.
final class Findings {
    private record Place(String quantity, String at) {}

    /// @param rounding how far rounding alone was seen to move what was found; 0 where nobody looked
    private record Comparison(double found, double expected, double tolerance, double rounding) {
        double difference() {
            if (found == expected || (Double.isNaN(found) && Double.isNaN(expected))) {
                return 0;
            }
            double difference = Math.abs(found - expected);
            return Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference;
        }

        double ratio() {
            return difference() == 0 ? 0 : difference() / tolerance;
        }
    }

    private final String name;
    private final Map<Place, Comparison> comparisons = new LinkedHashMap<>();
    private final Map<String, String> absent = new LinkedHashMap<>();

    Findings(String name) {
        this.name = name;
    }

    /// Holds two numbers against each other: |found - expected| <= absolute + relative |expected|.
    void compare(String quantity, String place, double found, double expected, double absolute, double relative) {
        double tolerance = absolute + relative * Math.abs(expected);
        comparisons.put(new Place(quantity, place), new Comparison(found, expected, tolerance, 0));
    }

    /// Holds lists against each other, element by element.
    void compare(String quantity, String place, double[] found, double[] expected, double absolute) {
        if (found.length != expected.length) {
            absent(quantity, place + ": found " + found.length + " values, recorded " + expected.length);
            return;
        }
        for (int i = 0; i < found.length; i++) {
            compare(quantity, place + "[" + i + "]", found[i], expected[i], absolute, 0);
        }
    }

    /// Something that was recorded is not there.
    void absent(String quantity, String what) {
        absent.put(quantity, what);
    }

    /// Whether everything is within its tolerance.
    boolean passed() {
        return absent.isEmpty() && comparisons.values().stream().allMatch(one -> one.ratio() <= 1);
    }

    /// Notes how far the same run moves when its first weights are moved by one unit in their last place. That
    /// changes no verdict: it tells a reader whether a difference may be rounding, the recorded run's included.
    ///
    /// @param nudged the same comparisons of runs whose weights were moved
    void noteRounding(List<Findings> nudged) {
        comparisons.replaceAll((place, one) -> {
            double rounding = 0;
            for (Findings other : nudged) {
                Comparison moved = other.comparisons.get(place);
                double by = moved == null ? 0 : Math.abs(one.found() - moved.found());
                rounding = Double.isFinite(by) ? Math.max(rounding, by) : rounding;
            }
            return new Comparison(one.found(), one.expected(), one.tolerance(), rounding);
        });
    }

    /// Reports a verdict per quantity.
    void report(Consumer<ReferenceCase> report) {
        worst().forEach((quantity, place) -> {
            Comparison one = comparison(place);
            boolean passed = one.ratio() <= 1;
            String note = passed ? "" : place.at() + ": found " + one.found() + ", recorded " + one.expected();
            if (!passed && one.rounding() > 0) {
                note += "; moving the first weights by one unit in the last place moves this by " + one.rounding();
            }
            report.accept(new ReferenceCase(
                    name + "/" + quantity,
                    quantity,
                    one.difference(),
                    one.tolerance(),
                    passed ? ReferenceCase.Result.PASS : ReferenceCase.Result.FAIL,
                    note));
        });
        absent.forEach((quantity, what) -> report.accept(ReferenceCase.failed(name + "/" + quantity, quantity, what)));
    }

    /// Reports every quantity as one that is not to be imitated, with its difference.
    void reportNotImitated(String why, Consumer<ReferenceCase> report) {
        worst().forEach((quantity, place) -> report.accept(new ReferenceCase(
                name + "/" + quantity,
                quantity,
                comparison(place).difference(),
                comparison(place).tolerance(),
                ReferenceCase.Result.NOT_IMITATED,
                why)));
    }

    private Comparison comparison(Place place) {
        return java.util.Objects.requireNonNull(comparisons.get(place));
    }

    private Map<String, Place> worst() {
        Map<String, Place> worst = new LinkedHashMap<>();
        comparisons.forEach((place, one) -> worst.merge(
                place.quantity(),
                place,
                (old, fresh) -> one.ratio() > comparison(old).ratio() ? fresh : old));
        return worst;
    }
}
