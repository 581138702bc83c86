package dev.plumbline.worlds;

/// What an agent does: a distribution over actions for what it knows and how many steps it has taken.
@FunctionalInterface
public interface Policy {
    /// The probability of each action in this state of an [ObservedModel] after `step` steps (from 0); adds up to
    /// 1.
    ///
    /// The array is read at once and never changed by the caller; it may be the same each time.
    double[] at(int state, int step);

    /// The policy that always takes every action with the same probability.
    static Policy uniform(int actions) {
        double[] equal = new double[actions];
        java.util.Arrays.fill(equal, 1.0 / actions);
        return (state, step) -> equal;
    }

    /// The policy that takes this action in each state, whatever the step.
    ///
    /// @param chosen an action for each state
    static Policy deterministic(int actions, int[] chosen) {
        double[][] rows = new double[actions][actions];
        for (int a = 0; a < actions; a++) {
            rows[a][a] = 1;
        }
        int[] fixed = chosen.clone();
        return (state, step) -> rows[fixed[state]];
    }
}
