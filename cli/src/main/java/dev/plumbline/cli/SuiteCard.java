package dev.plumbline.cli;

import dev.plumbline.evaluate.suite.Suite;
import dev.plumbline.evaluate.suite.Suites;

/// What a person should know of a suite that ships before they trust its figures.
final class SuiteCard {
    private SuiteCard() {}

    /// @throws dev.plumbline.core.PlumblineException BAD_ARGUMENT if no such suite ships
    static String of(String name) {
        Suite suite = Suites.named(name);
        StringBuilder text = new StringBuilder(suite.title()).append("\n\n");
        line(text, "measures", suite.card().measures());
        line(text, "limits", suite.card().limits());
        line(text, "chance", suite.card().chance());
        line(text, "confounds", suite.card().confounds());
        line(text, "source", suite.card().source());
        line(text, "samples", suite.usualSamples() + ", unless --samples says otherwise");
        text.append('\n');
        suite.measures().forEach(measure -> line(text, measure, suite.about(measure)));
        return text.append("\nHow often its intervals held a planted rate: docs/evaluation-runs.md\n")
                .toString();
    }

    private static void line(StringBuilder text, String name, String what) {
        text.append(name).append(": ").append(what).append('\n');
    }
}
