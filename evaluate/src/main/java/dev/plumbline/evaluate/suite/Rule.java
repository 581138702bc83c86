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
/// @param value what it is worth
record Rule(String name, String doc, List<Condition> when, Value value) {
    Rule {
        when = List.copyOf(when);
    }

    Measure measure() {
        return value.measure(name);
    }

    Condition.Truth applies(Solution solution, Known known) {
        return Condition.all(when, solution, known);
    }
}
