package dev.plumbline.train.constitution;

import dev.plumbline.core.Estimate;
import dev.plumbline.core.stats.Proportion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Where a constitution contradicts itself and where it says nothing, found in the labels that were made under it.
///
/// @param pairs how many pairs were labelled
/// @param conflicts principles that disagree, the most frequent first
/// @param gaps pairs on which no principle decides, by position
/// @param decisions for each principle how many labels cite it, those that none cites included
public record PrincipleConflicts(
        int pairs, List<Conflict> conflicts, List<Integer> gaps, Map<String, Integer> decisions) {
    private static final double LEVEL = .95;

    public PrincipleConflicts {
        conflicts = List.copyOf(conflicts);
        gaps = List.copyOf(gaps);
        decisions = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(decisions));
    }

    /// Two principles that each decide a pair, in opposite ways.
    ///
    /// @param one id of a principle
    /// @param other id of another
    /// @param pairs the positions of the pairs
    public record Conflict(String one, String other, List<Integer> pairs) {
        public Conflict {
            pairs = List.copyOf(pairs);
        }
    }

    /// Looks through labels.
    ///
    /// @param labels at least one, all under one constitution
    /// @param margin by how much a probability must differ from .5 for its principle to take a side
    public static PrincipleConflicts of(List<AiLabel> labels, double margin) {
        Map<String, Integer> decisions = new LinkedHashMap<>();
        Map<List<String>, List<Integer>> opposed = new LinkedHashMap<>();
        List<Integer> gaps = new ArrayList<>();
        for (int i = 0; i < labels.size(); i++) {
            AiLabel label = labels.get(i);
            label.byPrinciple().keySet().forEach(id -> decisions.putIfAbsent(id, 0));
            if (label.decided()) {
                decisions.merge(label.decidedBy(), 1, Integer::sum);
            }
            List<String> forA = sided(label, margin, 1);
            List<String> forB = sided(label, margin, -1);
            if (forA.isEmpty() && forB.isEmpty()) {
                gaps.add(i);
            }
            for (String a : forA) {
                for (String b : forB) {
                    List<String> names = a.compareTo(b) < 0 ? List.of(a, b) : List.of(b, a);
                    opposed.computeIfAbsent(names, fresh -> new ArrayList<>()).add(i);
                }
            }
        }
        List<Conflict> conflicts = new ArrayList<>();
        opposed.forEach((names, at) -> conflicts.add(new Conflict(names.getFirst(), names.getLast(), at)));
        conflicts.sort(
                Comparator.comparingInt((Conflict conflict) -> conflict.pairs().size())
                        .reversed());
        return new PrincipleConflicts(labels.size(), conflicts, gaps, decisions);
    }

    /// The share of pairs on which these two disagree, with Wilson's interval.
    public Estimate rate(Conflict conflict) {
        return new Proportion(conflict.pairs().size(), pairs).wilson(LEVEL);
    }

    /// The share of pairs on which no principle decides, with Wilson's interval.
    public Estimate gapRate() {
        return new Proportion(gaps.size(), pairs).wilson(LEVEL);
    }

    private static List<String> sided(AiLabel label, double margin, int sign) {
        return label.byPrinciple().entrySet().stream()
                .filter(entry -> sign * (entry.getValue() - .5) > margin)
                .map(Map.Entry::getKey)
                .toList();
    }
}
