package dev.plumbline.study.stages;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Preference;
import dev.plumbline.core.Seed;
import dev.plumbline.study.StageContext;
import dev.plumbline.train.TokenPair;
import dev.plumbline.train.data.HeldOutSplit;
import dev.plumbline.train.data.Located;
import dev.plumbline.train.data.PreferenceData;
import dev.plumbline.train.data.PreferenceFile;
import dev.plumbline.train.data.PromptGroup;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A file's comparisons as token rows for one model, some of them held out by prompt.
///
/// @param file where they stand
/// @param train at least one pair
/// @param heldOut none if nothing is held out
record Comparisons(Path file, PairRows train, PairRows heldOut) {
    static Comparisons of(
            StageContext context,
            String feedback,
            String group,
            String data,
            Tuning tuning,
            EvaluationOptions evaluation) {
        Path file = PreferenceSource.file(context, feedback, group, data);
        PreferenceData read = PreferenceFile.read(file);
        note(context, read);
        Seed seed = context.seed();
        HeldOutSplit<Located<Preference>> split =
                evaluation.split(read.trainable(), pair -> PromptGroup.OPENING.of(pair.value()), seed);
        PairRows train = PairRows.of(tuning.format(), split.train(), tuning.room());
        PairRows heldOut = PairRows.of(tuning.format(), split.heldOut(), tuning.room());
        if (train.pairs().isEmpty() || (evaluation.on() && heldOut.pairs().size() < 2)) {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA,
                    file + ": no pair fits the model's context of " + tuning.room() + " tokens"
                            + (train.pairs().isEmpty() ? "" : " among those held out")
                            + "; shorten the answers, or take a model with a longer context");
        }
        return new Comparisons(file, train, heldOut);
    }

    /// Says once what a file was found to hold.
    static void note(StageContext context, PreferenceData data) {
        context.progress()
                .note(data.name() + ": " + data.format().label() + " preferences, " + data.records() + " records");
    }

    /// The pairs' prompts as tokens, held-out ones first.
    List<int[]> prompts() {
        List<int[]> prompts = new ArrayList<>();
        List.of(heldOut, train).forEach(rows -> rows.pairs().forEach(pair -> prompts.add(prompt(pair))));
        return prompts;
    }

    private static int[] prompt(TokenPair pair) {
        int[] ids = pair.chosen().ids();
        return java.util.Arrays.copyOf(ids, ids.length - pair.chosen().targets());
    }

    /// What a reader must know of them.
    List<String> notes() {
        List<String> notes = new ArrayList<>(train.notes());
        notes.add("Learned from " + train.pairs().size() + " pairs"
                + (heldOut.pairs().isEmpty()
                        ? "."
                        : ", measured on " + heldOut.pairs().size() + " whose prompts were never trained on."));
        return notes;
    }
}
