package dev.plumbline.evaluate.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/// One thing in which two runs were set up differently.
///
/// @param name of the setting
/// @param before its value in the baseline; empty if it has none
/// @param after its value in the candidate; empty if it has none
public record SetupChange(String name, String before, String after) {
    public SetupChange {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(before, "before");
        Objects.requireNonNull(after, "after");
    }

    /// All differences, by name.
    static List<SetupChange> between(StoredRun baseline, StoredRun candidate) {
        Set<String> names = new TreeSet<>(baseline.setup().keySet());
        names.addAll(candidate.setup().keySet());
        List<SetupChange> changes = new ArrayList<>();
        for (String name : names) {
            String before = baseline.setup().getOrDefault(name, "");
            String after = candidate.setup().getOrDefault(name, "");
            if (!before.equals(after)) {
                changes.add(new SetupChange(name, before, after));
            }
        }
        return changes;
    }
}
