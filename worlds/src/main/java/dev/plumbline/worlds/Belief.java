package dev.plumbline.worlds;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// What an agent can know: the states that fit all it has seen, each with its exact posterior probability.
///
/// Where nothing is hidden there is one state with probability 1.
///
/// @param states in a fixed order
/// @param probabilities one for each state, in (0, 1], adding up to 1; rounded to 1e-12 so that equal beliefs are
/// equal
public record Belief(List<State> states, List<Double> probabilities) {
    private static final double GRID = 1e12;

    /// The belief that this is the state.
    static Belief certain(State state) {
        return new Belief(List.of(state), List.of(1.0));
    }

    /// The posterior of these weights.
    static Belief of(Map<State, Double> weights) {
        if (weights.size() == 1) {
            return certain(weights.keySet().iterator().next());
        }
        List<Map.Entry<State, Double>> sorted = new ArrayList<>(weights.entrySet());
        sorted.sort(Comparator.comparing(entry -> entry.getKey().toString()));
        double sum = sorted.stream().mapToDouble(Map.Entry::getValue).sum();
        return new Belief(
                sorted.stream().map(Map.Entry::getKey).toList(),
                sorted.stream()
                        .map(entry -> Math.rint(entry.getValue() / sum * GRID) / GRID)
                        .toList());
    }

    /// The most probable state.
    public State mostProbable() {
        int best = 0;
        for (int i = 1; i < states.size(); i++) {
            if (probabilities.get(i) > probabilities.get(best)) {
                best = i;
            }
        }
        return states.get(best);
    }
}
