package dev.plumbline.train.reference;

import dev.plumbline.core.ReferenceCase;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/// The comparisons of one recording. Of each quantity the one that comes closest to its tolerance, or passes it
/// furthest, is reported.
final class Findings {
    private record Place(String quantity, String at) {}

    private record Comparison(double found, double expected, double tolerance) {
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
        comparisons.put(new Place(quantity, place), new Comparison(found, expected, tolerance));
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

    /// Reports a verdict per quantity.
    void report(Consumer<ReferenceCase> report) {
        worst().forEach((quantity, place) -> {
            Comparison one = comparison(place);
            boolean passed = one.ratio() <= 1;
            String note = passed ? "" : place.at() + ": found " + one.found() + ", recorded " + one.expected();
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
