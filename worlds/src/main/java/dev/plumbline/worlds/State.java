package dev.plumbline.worlds;

import java.util.Arrays;

/// One state of a world: the values of its [Variable]s, in their order. Immutable.
public final class State {
    private final int[] values;
    private final int hash;

    private State(int[] values) {
        this.values = values;
        hash = Arrays.hashCode(values);
    }

    public static State of(int... values) {
        return new State(values.clone());
    }

    /// The value of the variable with this index.
    public int get(int variable) {
        return values[variable];
    }

    /// How many variables there are.
    public int size() {
        return values.length;
    }

    /// A copy of all values.
    public int[] values() {
        return values.clone();
    }

    /// This state with one variable changed.
    public State with(int variable, int value) {
        if (values[variable] == value) {
            return this;
        }
        int[] changed = values.clone();
        changed[variable] = value;
        return new State(changed);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof State state && hash == state.hash && Arrays.equals(values, state.values);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return Arrays.toString(values);
    }
}
