package dev.plumbline.train.data;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Preference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Preferences and everything that must be said about where they came from.
///
/// @param name the file's name, or what to call data that was not read
/// @param format the form the records were in
/// @param pairs every comparison in the order of the file, identical answers included
/// @param skipped records that yield no comparison
/// @param repairs how many records were repaired, by kind; kinds that did not occur are absent
public record PreferenceData(
        String name,
        PreferenceFormat format,
        List<Located<Preference>> pairs,
        List<Skipped> skipped,
        Map<Repair, Integer> repairs) {
    /// A record that was left out.
    ///
    /// @param line counted from 1
    public record Skipped(int line, SkipReason reason) {
        public Skipped {
            Objects.requireNonNull(reason, "reason");
        }
    }

    public PreferenceData {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(format, "format");
        pairs = List.copyOf(pairs);
        skipped = List.copyOf(skipped);
        Map<Repair, Integer> counts = new EnumMap<>(Repair.class);
        counts.putAll(repairs);
        repairs = Collections.unmodifiableMap(counts);
    }

    /// Preferences that this program made; their lines are their positions in the list.
    public static PreferenceData of(String name, List<Preference> preferences) {
        List<Located<Preference>> pairs = new ArrayList<>(preferences.size());
        for (int i = 0; i < preferences.size(); i++) {
            pairs.add(new Located<>(i + 1, preferences.get(i)));
        }
        return new PreferenceData(name, PreferenceFormat.IN_MEMORY, pairs, List.of(), Map.of());
    }

    /// How many records there were, skipped ones included.
    public int records() {
        return pairs.size() + skipped.size();
    }

    /// How many records were skipped for each reason; reasons that did not occur are absent.
    public Map<SkipReason, Integer> skippedByReason() {
        Map<SkipReason, Integer> counts = new EnumMap<>(SkipReason.class);
        skipped.forEach(s -> counts.merge(s.reason(), 1, Integer::sum));
        return Collections.unmodifiableMap(counts);
    }

    /// The pairs whose two answers are the same text: they say nothing about which is better.
    public List<Located<Preference>> identical() {
        return pairs.stream().filter(PreferenceData::hasIdenticalAnswers).toList();
    }

    /// The pairs to learn from: all but those with identical answers. A pair with one empty answer stays.
    ///
    /// @throws PlumblineException BAD_DATA if nothing is left, with the counts of what there was
    public List<Located<Preference>> trainable() {
        List<Located<Preference>> usable =
                pairs.stream().filter(p -> !hasIdenticalAnswers(p)).toList();
        if (usable.isEmpty()) {
            StringBuilder why = new StringBuilder("identical answers: " + pairs.size());
            skippedByReason()
                    .forEach((reason, n) ->
                            why.append(", ").append(reason.label()).append(": ").append(n));
            throw new PlumblineException(
                    ErrorCode.BAD_DATA,
                    name + ": nothing to learn from in " + records() + " records (" + why
                            + "); give pairs whose two answers differ and follow the same prompt");
        }
        return usable;
    }

    private static boolean hasIdenticalAnswers(Located<Preference> pair) {
        return pair.value().chosen().equals(pair.value().rejected());
    }
}
