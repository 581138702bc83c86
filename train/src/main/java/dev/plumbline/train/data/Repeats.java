package dev.plumbline.train.data;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.Preference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What occurs more than once, to the letter.
///
/// @param duplicates groups of lines whose prompt, chosen and rejected answer are all equal
/// @param conflicts groups of lines that compare the same two answers to the same prompt and disagree on which is
/// better
/// @param prompts how many distinct prompts there are
/// @param repeatedPrompts the prompts of more than one pair, most repeated first, at most [#LISTED]
public record Repeats(
        List<List<Integer>> duplicates,
        List<List<Integer>> conflicts,
        int prompts,
        List<RepeatedPrompt> repeatedPrompts) {
    /// How many repeated prompts are listed at most.
    public static final int LISTED = 20;

    public Repeats {
        duplicates = duplicates.stream().map(List::copyOf).toList();
        conflicts = conflicts.stream().map(List::copyOf).toList();
        repeatedPrompts = List.copyOf(repeatedPrompts);
    }

    /// A prompt of more than one pair.
    ///
    /// @param lines where it stands, ascending
    public record RepeatedPrompt(Conversation prompt, List<Integer> lines) {
        public RepeatedPrompt {
            lines = List.copyOf(lines);
        }
    }

    private record Comparison(Conversation prompt, String first, String second) {}

    /// How many pairs could be removed without losing one: all but one of each group of duplicates.
    public int superfluous() {
        return duplicates.stream().mapToInt(group -> group.size() - 1).sum();
    }

    static Repeats of(List<Located<Preference>> pairs) {
        Map<Preference, List<Integer>> same = new LinkedHashMap<>();
        Map<Comparison, List<Located<Preference>>> compared = new LinkedHashMap<>();
        Map<Conversation, List<Integer>> prompts = new LinkedHashMap<>();
        for (Located<Preference> pair : pairs) {
            Preference p = pair.value();
            Preference unweighted = new Preference(p.prompt(), p.chosen(), p.rejected());
            same.computeIfAbsent(unweighted, k -> new ArrayList<>(1)).add(pair.line());
            compared.computeIfAbsent(unordered(p), k -> new ArrayList<>(1)).add(pair);
            prompts.computeIfAbsent(p.prompt(), k -> new ArrayList<>(1)).add(pair.line());
        }
        return new Repeats(
                same.values().stream().filter(lines -> lines.size() > 1).toList(),
                compared.values().stream()
                        .filter(Repeats::disagree)
                        .map(group -> group.stream().map(Located::line).toList())
                        .toList(),
                prompts.size(),
                mostRepeated(prompts));
    }

    private static Comparison unordered(Preference p) {
        return p.chosen().compareTo(p.rejected()) <= 0
                ? new Comparison(p.prompt(), p.chosen(), p.rejected())
                : new Comparison(p.prompt(), p.rejected(), p.chosen());
    }

    private static boolean disagree(List<Located<Preference>> group) {
        String chosen = group.getFirst().value().chosen();
        return group.stream().anyMatch(pair -> !pair.value().chosen().equals(chosen));
    }

    private static List<RepeatedPrompt> mostRepeated(Map<Conversation, List<Integer>> prompts) {
        return prompts.entrySet().stream()
                .filter(e -> e.getValue().size() > 1 && !e.getKey().messages().isEmpty())
                .map(e -> new RepeatedPrompt(e.getKey(), e.getValue()))
                .sorted(Comparator.comparingInt((RepeatedPrompt p) -> -p.lines().size())
                        .thenComparing(p -> p.lines().getFirst()))
                .limit(LISTED)
                .toList();
    }
}
