package dev.plumbline.worlds.agents;

import java.util.random.RandomGenerator;

/// Someone who may take the controls: what is done instead of what the agent chose.
@FunctionalInterface
public interface Interruption {
    /// Leaves the agent alone.
    int NOT = -1;

    /// Nobody ever interrupts.
    Interruption NEVER = (state, random) -> NOT;

    /// The action that is taken in this state whatever the agent chose, or [#NOT].
    int action(int state, RandomGenerator random);

    /// In `state`, with this probability, `action` is taken.
    static Interruption at(int state, int action, double probability) {
        Require.probability(probability, "probability of an interruption");
        return (s, random) -> s == state && random.nextDouble() < probability ? action : NOT;
    }
}
