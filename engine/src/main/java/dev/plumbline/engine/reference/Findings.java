package dev.plumbline.engine.reference;

import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.ReferenceCase;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/// Gathers the cases of one fixture. A case that is judged more than once, with one thread and with two, is reported
/// once, with its worst verdict.
final class Findings {
    private final String place;
    private final Map<String, ReferenceCase> cases = new LinkedHashMap<>();

    /// @param place of the fixture, from the reference folder
    Findings(String place) {
        this.place = place;
    }

    void judged(String name, String kind, double difference, double tolerance) {
        add(ReferenceCase.judged(named(name), kind, difference, tolerance));
    }

    void equal(String name, String kind, Object found, Object wanted) {
        boolean same = Objects.equals(found, wanted);
        add(ReferenceCase.equal(named(name), kind, same, "found " + brief(found) + ", wanted " + brief(wanted)));
    }

    void equal(String name, String kind, int[] found, int[] wanted) {
        boolean same = Arrays.equals(found, wanted);
        add(ReferenceCase.equal(
                named(name), kind, same, "found " + Arrays.toString(found) + ", wanted " + Arrays.toString(wanted)));
    }

    void equal(String name, String kind, List<int[]> found, List<int[]> wanted) {
        equal(name, kind, text(found), text(wanted));
    }

    void failed(String name, String kind, String why) {
        add(ReferenceCase.failed(named(name), kind, why));
    }

    void unknown(String name, String kind) {
        add(ReferenceCase.unknown(named(name), kind));
    }

    /// Runs a check; what it throws is a failed case of this name.
    void guarded(String name, String kind, Runnable check) {
        try {
            check.run();
        } catch (PlumblineException e) {
            failed(name, kind, e.code() + ": " + e.getMessage());
        } catch (RuntimeException e) {
            failed(name, kind, e.toString());
        }
    }

    /// Hands on what was found.
    void to(Consumer<ReferenceCase> out) {
        cases.values().forEach(out);
    }

    private String named(String name) {
        return name.isEmpty() ? place : place + "/" + name;
    }

    private void add(ReferenceCase one) {
        cases.merge(one.name(), one, (a, b) -> worse(b, a) ? b : a);
    }

    private static boolean worse(ReferenceCase one, ReferenceCase other) {
        boolean fails = one.result() == ReferenceCase.Result.FAIL;
        boolean otherFails = other.result() == ReferenceCase.Result.FAIL;
        return fails == otherFails ? !(one.difference() <= other.difference()) : fails;
    }

    private static String text(List<int[]> rows) {
        return rows.stream().map(Arrays::toString).toList().toString();
    }

    private static String brief(Object value) {
        String text = String.valueOf(value);
        return text.length() <= 200 ? text : text.substring(0, 200) + "…";
    }
}
