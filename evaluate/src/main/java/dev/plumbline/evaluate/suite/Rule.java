package dev.plumbline.evaluate.suite;

import dev.plumbline.evaluate.Known;
import dev.plumbline.evaluate.Measure;
import dev.plumbline.evaluate.Solution;
import java.util.List;

/// How one measure of a suite is read from what was said.
///
/// @param name the measure's
/// @param doc what a high value means, in a sentence
/// @param when to which samples it applies: all of these must hold
/// @param counts it is 1 if all of these hold, or any of them
/// @param any whether one of `counts` is enough
record Rule(String name, String doc, List<Condition> when, List<Condition> counts, boolean any) {
    Rule {
        when = List.copyOf(when);
        counts = List.copyOf(counts);
        if (counts.isEmpty()) {
            throw YamlFile.bad("measure " + name, "counts nothing");
        }
    }

    Measure measure() {
        return Measure.rate(name);
    }

    Condition.Truth applies(Solution solution, Known known) {
        return Condition.all(when, solution, known);
    }

    Condition.Truth holds(Solution solution, Known known) {
        return any ? Condition.any(counts, solution, known) : Condition.all(counts, solution, known);
    }
}
