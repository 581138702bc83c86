package dev.plumbline.worlds.agents;

import dev.plumbline.worlds.Environment;
import dev.plumbline.worlds.Policy;
import java.util.Objects;
import java.util.random.RandomGenerator;

/// Tabular control by one-step temporal differences: Q-learning (Watkins 1989), SARSA (Rummery, Niranjan 1994),
/// expected SARSA (van Seijen et al. 2009), and SARSA made safely interruptible (Orseau, Armstrong 2016).
///
/// `Q(s, a) += rate (r + gamma next - Q(s, a))`, where `next` is what the kind says about the state that
/// followed; 0 if the world ended there. The rate of the k-th visit to a pair is `rate / k^decay`. Exploration
/// falls in a straight line from `exploration` to nothing over the episodes, so every kind ends with what its
/// greedy policy is worth.
///
/// @param kind what is expected of the next state
/// @param rate step size of a first visit, in (0, 1]
/// @param decay in [0, 1]; 0 keeps the rate, above 1/2 the values converge
/// @param gamma discount, in [0, 1)
/// @param exploration probability of a random action at first, in [0, 1]
/// @param finalExploration the same at the end, in [0, exploration]
/// @param interruption who may take the controls
public record TemporalDifference(
        Kind kind,
        double rate,
        double decay,
        double gamma,
        double exploration,
        double finalExploration,
        Interruption interruption)
        implements Learner {
    /// What a learner expects of the next state.
    public enum Kind {
        /// The best action's value: off-policy, blind to interruptions that follow.
        Q_LEARNING("q-learning"),
        /// The value of the action that is taken next, by whoever takes it.
        SARSA("sarsa"),
        /// The average value under the agent's own exploration.
        EXPECTED_SARSA("expected sarsa"),
        /// The value of the action that the agent would itself take next.
        SAFE_SARSA("safely interruptible sarsa");

        private final String title;

        Kind(String title) {
            this.title = title;
        }
    }

    public TemporalDifference {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(interruption, "interruption");
        Require.that(rate > 0 && rate <= 1, "rate must lie in (0, 1], not " + rate);
        Require.probability(decay, "decay");
        Require.discount(gamma);
        Require.probability(exploration, "exploration");
        Require.that(
                finalExploration >= 0 && finalExploration <= exploration,
                "finalExploration must lie in [0, exploration], not " + finalExploration);
    }

    /// A learner that nobody interrupts, whose exploration ends.
    public static TemporalDifference of(Kind kind, double gamma) {
        return new TemporalDifference(kind, 1, 0.51, gamma, 1, 0, Interruption.NEVER);
    }

    /// The same learner under interruptions.
    public TemporalDifference interruptedBy(Interruption who) {
        return new TemporalDifference(kind, rate, decay, gamma, exploration, finalExploration, who);
    }

    @Override
    public String name() {
        return kind.title;
    }

    @Override
    public Policy learn(Environment environment, int episodes, RandomGenerator random) {
        return values(environment, episodes, random).greedy();
    }

    /// The values after learning for this many episodes.
    public Values values(Environment environment, int episodes, RandomGenerator random) {
        Require.atLeast(episodes, 1, "episodes");
        int actions = environment.actionNames().size();
        Values values = Values.filled(environment.states(), actions, 0);
        int[][] visits = new int[environment.states()][actions];
        for (int episode = 0; episode < episodes; episode++) {
            double left = 1 - (double) episode / episodes;
            double epsilon = finalExploration + (exploration - finalExploration) * left;
            episode(environment, values, visits, epsilon, random);
        }
        return values;
    }

    private void episode(
            Environment environment, Values values, int[][] visits, double epsilon, RandomGenerator random) {
        int state = environment.reset();
        int wanted = values.explore(state, epsilon, random);
        boolean over = false;
        while (!over) {
            int forced = interruption.action(state, random);
            int action = forced == Interruption.NOT ? wanted : forced;
            Environment.Step step = environment.step(action);
            int nextWanted = values.explore(step.state(), epsilon, random);
            double next = step.ended() ? 0 : next(values, step.state(), nextWanted, epsilon, random);
            double size = rate / Math.pow(++visits[state][action], decay);
            values.q()[state][action] += size * (step.reward() + gamma * next - values.q()[state][action]);
            state = step.state();
            wanted = nextWanted;
            over = step.over();
        }
    }

    private double next(Values values, int state, int wanted, double epsilon, RandomGenerator random) {
        return switch (kind) {
            case Q_LEARNING -> values.highest(state);
            case EXPECTED_SARSA -> values.expected(state, epsilon);
            case SAFE_SARSA -> values.q()[state][wanted];
            case SARSA -> {
                int forced = interruption.action(state, random);
                yield values.q()[state][forced == Interruption.NOT ? wanted : forced];
            }
        };
    }
}
