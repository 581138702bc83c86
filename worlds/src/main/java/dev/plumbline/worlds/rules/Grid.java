package dev.plumbline.worlds.rules;

import dev.plumbline.worlds.Dynamics;
import dev.plumbline.worlds.GridMap;
import dev.plumbline.worlds.Move;
import dev.plumbline.worlds.Outcome;
import dev.plumbline.worlds.Performance;
import dev.plumbline.worlds.State;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Dynamics on a map with one walker.
abstract class Grid implements Dynamics {
    final GridMap map;
    private final boolean canStay;

    Grid(GridMap map, boolean canStay) {
        this.map = map;
        this.canStay = canStay;
    }

    @Override
    public List<String> actions() {
        return canStay ? Move.walkingOrStaying() : Move.walking();
    }

    /// The symbols of `text` as a set.
    static Set<Character> symbols(String text) {
        return text.chars().mapToObj(c -> (char) c).collect(Collectors.toUnmodifiableSet());
    }

    /// `state` with `count` variables from `first` on in ascending order: things that are alike are not told
    /// apart.
    static State sorted(State state, int first, int count) {
        State sorted = state;
        for (int i = first + 1; i < first + count; i++) {
            for (int j = i; j > first && sorted.get(j - 1) > sorted.get(j); j--) {
                int smaller = sorted.get(j);
                sorted = sorted.with(j, sorted.get(j - 1)).with(j - 1, smaller);
            }
        }
        return sorted;
    }

    /// Equal successors with equal figures as one outcome.
    static List<Outcome> merged(List<Outcome> outcomes) {
        Map<Key, Double> probabilities = new LinkedHashMap<>();
        for (Outcome outcome : outcomes) {
            probabilities.merge(
                    new Key(outcome.next(), outcome.reward(), outcome.performance()),
                    outcome.probability(),
                    Double::sum);
        }
        List<Outcome> merged = new ArrayList<>();
        probabilities.forEach((key, probability) ->
                merged.add(new Outcome(key.next, Math.min(1, probability), key.reward, key.performance)));
        return merged;
    }

    private record Key(State next, double reward, Performance performance) {}
}
