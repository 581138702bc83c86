package dev.plumbline.worlds;

import java.util.Map;

/// One kind of episode that a world's starts can begin.
///
/// @param name as in [Start]
/// @param probability how often it happens
/// @param starts the states that begin it, each with its probability given this kind
public record EpisodeKind(String name, double probability, Map<State, Double> starts) {
    public EpisodeKind {
        starts = Map.copyOf(starts);
    }
}
