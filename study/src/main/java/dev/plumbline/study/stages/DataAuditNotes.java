package dev.plumbline.study.stages;

import dev.plumbline.core.Estimate;
import dev.plumbline.train.data.PreferenceAudit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What an audit of a person's own comparisons found, in sentences for the report.
final class DataAuditNotes {
    private static final double LEVEL = .95;

    private DataAuditNotes() {}

    static List<String> of(PreferenceAudit audit) {
        List<String> notes = new ArrayList<>();
        notes.add("Data: " + audit.name() + " in the " + audit.format().label() + " form, " + audit.records()
                + " records, " + audit.pairs() + " comparisons, " + audit.usable() + " of them usable; left out "
                + audit.skipped() + ", repaired " + audit.repairs() + ".");
        notes.add("Data: " + audit.answers().identicalLines().size()
                + " comparisons of identical answers (ties, not trained"
                + " on), " + audit.answers().emptyChosen() + " empty chosen and "
                + audit.answers().emptyRejected()
                + " empty rejected answers.");
        notes.add("Data: " + audit.repeats().superfluous() + " exact duplicates, "
                + audit.repeats().conflicts().size() + " comparisons whose label another one contradicts, "
                + audit.nearPairs().groups().size() + " groups of near-duplicate comparisons and "
                + audit.nearPrompts().groups().size() + " of near-duplicate prompts.");
        notes.add(lengthBias(audit));
        notes.add("Data: characters of a chosen answer " + audit.chosenLength() + ", of a rejected one "
                + audit.rejectedLength() + ", of a prompt " + audit.promptLength() + ".");
        return notes;
    }

    private static String lengthBias(PreferenceAudit audit) {
        int unequal = audit.length().longerChosen() + audit.length().shorterChosen();
        if (unequal == 0) {
            return "Data: all answers of a comparison are of one length, so there is no length bias to measure.";
        }
        Estimate share = audit.length().share(LEVEL);
        return String.format(
                Locale.ROOT,
                "Data: the longer answer was chosen in %.1f %% [%.1f, %.1f] of %d comparisons of unequal length (%d equal).",
                100 * share.value(),
                100 * share.low(),
                100 * share.high(),
                unequal,
                audit.length().equal());
    }
}
