package dev.plumbline.worlds;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.List;

/// All that an agent could ever learn about a world, in compressed sparse rows: no hidden performance is in here.
///
/// States are numbered from 0. The entries of state `s` and action `a` are those `k` with `begin(s, a) <= k <
/// end(s, a)`; each has a successor, a probability and the observed reward. A terminal state has no entries.
/// Where the agent cannot see everything, a state is what it can know: what it has seen, and the exact posterior
/// over what it has not.
public final class ObservedModel {
    private final List<String> actions;
    private final int horizon;
    private final int[] offsets; // [states * actions + 1]
    private final int[] successors; // [entries]
    private final double[] probabilities; // [entries]
    private final double[] rewards; // [entries]
    private final double[] starts; // [states], adds up to 1
    private final boolean[] terminal; // [states]

    /// Takes the arrays as they are and checks them: rows in order, successors in range, rows that add up to 1
    /// within 1e-9, finite rewards, terminal states without entries and the others with.
    public ObservedModel(
            List<String> actions,
            int horizon,
            int[] offsets,
            int[] successors,
            double[] probabilities,
            double[] rewards,
            double[] starts,
            boolean[] terminal) {
        this.actions = List.copyOf(actions);
        this.horizon = horizon;
        this.offsets = offsets;
        this.successors = successors;
        this.probabilities = probabilities;
        this.rewards = rewards;
        this.starts = starts;
        this.terminal = terminal;
        check();
    }

    private void check() {
        int states = terminal.length;
        require(offsets.length == states * actions.size() + 1 && starts.length == states, "arrays do not fit");
        require(successors.length == probabilities.length && rewards.length == successors.length, "entries differ");
        for (int s = 0; s < states; s++) {
            for (int a = 0; a < actions.size(); a++) {
                checkRow(s, a);
            }
        }
    }

    private void checkRow(int s, int a) {
        double sum = 0;
        for (int k = begin(s, a); k < end(s, a); k++) {
            require(successors[k] >= 0 && successors[k] < terminal.length, "a successor is no state");
            if (!Double.isFinite(rewards[k])) {
                throw new PlumblineException(
                        ErrorCode.NOT_FINITE,
                        "state " + s + " action " + actions.get(a) + ": the reward is " + rewards[k]
                                + "; rules must give finite numbers");
            }
            sum += probabilities[k];
        }
        if (Math.abs(sum - (terminal[s] ? 0 : 1)) > 1e-9) {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA,
                    "state " + s + " action " + actions.get(a) + ": the probabilities of what can happen add up to "
                            + sum + ", not to " + (terminal[s] ? 0 : 1));
        }
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new PlumblineException(ErrorCode.BAD_ARGUMENT, "not a model: " + what);
        }
    }

    public int states() {
        return terminal.length;
    }

    public int actions() {
        return actions.size();
    }

    public List<String> actionNames() {
        return actions;
    }

    /// The most steps that an episode has.
    public int horizon() {
        return horizon;
    }

    /// How many entries there are in all.
    public int entries() {
        return successors.length;
    }

    /// The first entry of this state and action.
    public int begin(int state, int action) {
        return offsets[state * actions.size() + action];
    }

    /// One past the last entry of this state and action.
    public int end(int state, int action) {
        return offsets[state * actions.size() + action + 1];
    }

    public int successor(int entry) {
        return successors[entry];
    }

    public double probability(int entry) {
        return probabilities[entry];
    }

    /// The observed reward of this entry.
    public double reward(int entry) {
        return rewards[entry];
    }

    public boolean isTerminal(int state) {
        return terminal[state];
    }

    /// In how many states the agent acts: those that are not terminal.
    public int decisions() {
        int decisions = 0;
        for (boolean over : terminal) {
            decisions += over ? 0 : 1;
        }
        return decisions;
    }

    /// The probability that an episode begins in this state.
    public double startProbability(int state) {
        return starts[state];
    }

    /// A copy of the rewards of all entries.
    public double[] rewards() {
        return rewards.clone();
    }

    /// A copy of the start distribution over states.
    public double[] startProbabilities() {
        return starts.clone();
    }

    /// This model with other observed rewards, one for each entry.
    public ObservedModel withRewards(double[] changed) {
        return new ObservedModel(
                actions, horizon, offsets, successors, probabilities, changed.clone(), starts, terminal);
    }

    /// This model with episodes that begin by this distribution over states.
    public ObservedModel withStarts(double[] changed) {
        return new ObservedModel(
                actions, horizon, offsets, successors, probabilities, rewards, changed.clone(), terminal);
    }

    /// This model with episodes of at most `steps` steps.
    public ObservedModel withHorizon(int steps) {
        return new ObservedModel(actions, steps, offsets, successors, probabilities, rewards, starts, terminal);
    }

    /// The expected observed reward of this state and action.
    public double expectedReward(int state, int action) {
        double sum = 0;
        for (int k = begin(state, action); k < end(state, action); k++) {
            sum += probabilities[k] * rewards[k];
        }
        return sum;
    }
}
