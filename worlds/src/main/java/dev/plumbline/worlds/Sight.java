package dev.plumbline.worlds;

import java.util.List;

/// What an agent sees of a state: the state with its hidden variables blanked.
public final class Sight {
    private final boolean[] hidden;

    /// The sight of an agent in a world with these variables.
    public Sight(List<Variable> variables) {
        hidden = new boolean[variables.size()];
        for (int i = 0; i < hidden.length; i++) {
            hidden[i] = variables.get(i).hidden();
        }
    }

    /// Whether nothing is hidden.
    public boolean isWhole() {
        for (boolean blank : hidden) {
            if (blank) {
                return false;
            }
        }
        return true;
    }

    /// What is seen of this state.
    public State of(State state) {
        State seen = state;
        for (int i = 0; i < hidden.length; i++) {
            if (hidden[i]) {
                seen = seen.with(i, 0);
            }
        }
        return seen;
    }
}
