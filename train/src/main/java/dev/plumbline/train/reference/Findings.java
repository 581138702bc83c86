package dev.plumbline.train.reference;

import dev.plumbline.core.ReferenceCase;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/// The comparisons of one recording, gathered by quantity: of each the one that comes closest to its tolerance, or
/// passes it furthest, is reported.
final class Findings {
    private record Worst(double difference, double tolerance, String place) {
        private double ratio() {
            return difference == 0 ? 0 : difference / tolerance;
        }
    }

    private final String name;
    private final Map<String, Worst> worst = new LinkedHashMap<>();

    Findings(String name) {
        this.name = name;
    }

    /// Holds two numbers against each other: |found - expected| <= absolute + relative |expected|.
    void compare(
            String quantity, String place, double found, double expected, double absolute, double relative) {
        double difference = found == expected ? 0 : Math.abs(found - expected);
        if (Double.isNaN(difference)) {
            difference = Double.isNaN(found) && Double.isNaN(expected) ? 0 : Double.POSITIVE_INFINITY;
        }
        double tolerance = absolute + relative * Math.abs(expected);
        Worst one = new Worst(difference, tolerance, place + ": found " + found + ", recorded " + expected);
        worst.merge(quantity, one, (old, fresh) -> fresh.ratio() > old.ratio() ? fresh : old);
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
        worst.put(quantity, new Worst(Double.POSITIVE_INFINITY, 0, what));
    }

    /// Reports a verdict per quantity.
    void report(Consumer<ReferenceCase> report) {
        worst.forEach((quantity, one) -> {
            boolean passed = one.difference() <= one.tolerance();
            report.accept(new ReferenceCase(
                    name + "/" + quantity,
                    quantity,
                    one.difference(),
                    one.tolerance(),
                    passed ? ReferenceCase.Result.PASS : ReferenceCase.Result.FAIL,
                    passed ? "" : one.place()));
        });
    }

    /// Reports every quantity as one that is not to be imitated, with its difference.
    void reportNotImitated(String why, Consumer<ReferenceCase> report) {
        worst.forEach((quantity, one) -> report.accept(new ReferenceCase(
                name + "/" + quantity,
                quantity,
                one.difference(),
                one.tolerance(),
                ReferenceCase.Result.NOT_IMITATED,
                why)));
    }
}
