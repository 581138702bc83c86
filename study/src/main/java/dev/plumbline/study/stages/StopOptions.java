package dev.plumbline.study.stages;

import dev.plumbline.evaluate.run.StopRule;
import dev.plumbline.study.Option;

/// When enough samples have been asked; see [StopRule].
public record StopOptions(
        @Option(doc = "the measure that is looked at; empty for the first", defaultValue = "")
        String measure,

        @Option(
                doc = "samples in a block, which is asked together; a look follows each block",
                unit = "samples",
                range = ">= 1",
                defaultValue = "50")
        int every,

        @Option(
                doc = "stop once half the always-valid interval is at most this, in the measure's unit; 0 for never",
                range = ">= 0",
                defaultValue = "0.0")
        double width,

        @Option(
                doc = "stop once the whole always-valid interval lies above this number; empty for never",
                defaultValue = "")
        String above,

        @Option(
                doc = "stop once the whole always-valid interval lies below this number; empty for never",
                defaultValue = "")
        String below) {
    public StopOptions {
        Checks.atLeast("every", every, 1);
        Checks.within("width", width, 0, 1e12);
        number("above", above, 0);
        number("below", below, 0);
    }

    /// The rule for a run.
    StopRule rule() {
        return new StopRule(
                measure,
                every,
                width,
                number("above", above, Double.POSITIVE_INFINITY),
                number("below", below, Double.NEGATIVE_INFINITY));
    }

    private static double number(String name, String text, double never) {
        if (text.isBlank()) {
            return never;
        }
        try {
            double number = Double.parseDouble(text.strip());
            if (Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below, as of what is infinite
        }
        throw Checks.bad(name + " must be a finite number, such as 0.1, not \"" + text + "\"");
    }
}
