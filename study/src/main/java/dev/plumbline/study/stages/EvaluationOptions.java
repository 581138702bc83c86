package dev.plumbline.study.stages;

import dev.plumbline.core.Seed;
import dev.plumbline.study.Option;
import dev.plumbline.train.HeldOut;
import dev.plumbline.train.data.HeldOutSplit;
import java.util.List;
import java.util.function.Function;

/// What is held out of the data, and measured while a model learns.
public record EvaluationOptions(
        @Option(
                doc = "share of the data that is held out, by prompt, and measured; 0 measures nothing",
                range = "[0, 1)",
                defaultValue = "0.0")
        double heldOut,

        @Option(doc = "most items that are held out", unit = "items", range = ">= 2", defaultValue = "256")
        int most,

        @Option(
                doc = "updates between measurements; 0 measures ten times",
                unit = "steps",
                range = ">= 0",
                defaultValue = "0")
        int every,

        @Option(doc = "which weights become the model; the others are kept beside it", defaultValue = "last")
        Keep keep,

        @Option(
                doc = "prompts for which answers are sampled at the end, to tell how far the model went from its"
                        + " start; 0 for none",
                unit = "prompts",
                range = ">= 0",
                defaultValue = "0")
        int klPrompts,

        @Option(
                doc = "end the training early once so many measurements in a row lie below the best by more than chance"
                        + " (first held-out figure, paired by item, 90 %); 0 never does; wants keep: best",
                range = ">= 0",
                defaultValue = "0")
        int patience) {
    private static final int TIMES = 10;

    /// Which moment of a training.
    public enum Keep {
        LAST,
        /// The one with the best first figure on held-out items.
        BEST
    }

    public EvaluationOptions {
        Checks.within("held-out", heldOut, 0, Math.nextDown(1.0));
        Checks.atLeast("most", most, 2);
        Checks.atLeast("every", every, 0);
        Checks.atLeast("kl-prompts", klPrompts, 0);
        Checks.atLeast("patience", patience, 0);
        if (patience > 0 && keep != Keep.BEST) {
            throw Checks.bad("patience: a training that is ended early ends after its best moment; set keep to best");
        }
        if (keep == Keep.BEST && heldOut == 0) {
            throw Checks.bad("keep: best is told by held-out items; set held-out above 0");
        }
    }

    /// Whether anything is measured on the way.
    boolean on() {
        return heldOut > 0;
    }

    <T> HeldOutSplit<T> split(List<T> items, Function<T, String> group, Seed seed) {
        return HeldOutSplit.of(items, group, heldOut, most, seed.derive("held-out"));
    }

    /// When this is measured in a training of so many steps.
    HeldOut measured(int steps, HeldOut.Measure measure) {
        int between = every > 0 ? every : Math.max(1, steps / TIMES);
        return on() ? new HeldOut(between, measure, patience) : HeldOut.NONE;
    }
}
