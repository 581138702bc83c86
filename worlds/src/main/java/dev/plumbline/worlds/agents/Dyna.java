package dev.plumbline.worlds.agents;

import dev.plumbline.worlds.Environment;
import dev.plumbline.worlds.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Dyna-Q (Sutton 1990): after each real step, several that are drawn from what was seen of the world before.
///
/// The model keeps every outcome of a pair and draws among them as often as they happened, so it holds for worlds
/// with chance too.
///
/// @param planning imagined steps after each real one, at least 0
/// @param rate step size, in (0, 1]
/// @param gamma discount, in [0, 1)
/// @param exploration probability of a random action, falling in a straight line to nothing, in [0, 1]
public record Dyna(int planning, double rate, double gamma, double exploration) implements Learner {
    /// Outcomes that are remembered for one pair; later ones replace earlier ones by chance.
    private static final int MEMORY = 64;

    public Dyna {
        Require.atLeast(planning, 0, "planning");
        Require.that(rate > 0 && rate <= 1, "rate must lie in (0, 1], not " + rate);
        Require.discount(gamma);
        Require.probability(exploration, "exploration");
    }

    @Override
    public String name() {
        return "dyna";
    }

    @Override
    public Policy learn(Environment environment, int episodes, RandomGenerator random) {
        Require.atLeast(episodes, 1, "episodes");
        int actions = environment.actionNames().size();
        Values values = Values.filled(environment.states(), actions, 0);
        Memory memory = new Memory(environment.states(), actions);
        for (int episode = 0; episode < episodes; episode++) {
            double epsilon = exploration * (1 - (double) episode / episodes);
            int state = environment.reset();
            boolean over = false;
            while (!over) {
                int action = values.explore(state, epsilon, random);
                Environment.Step step = environment.step(action);
                update(values, state, action, step);
                memory.keep(state, action, step, random);
                for (int i = 0; i < planning; i++) {
                    memory.replay(values, random, this);
                }
                state = step.state();
                over = step.over();
            }
        }
        return values.greedy();
    }

    private void update(Values values, int state, int action, Environment.Step step) {
        double next = step.ended() ? 0 : values.highest(step.state());
        values.q()[state][action] += rate * (step.reward() + gamma * next - values.q()[state][action]);
    }

    /// What happened after each pair that was tried.
    private static final class Memory {
        private final List<List<Environment.Step>> outcomes = new ArrayList<>();
        private final int[] seen;
        private final List<Integer> tried = new ArrayList<>();
        private final int actions;

        Memory(int states, int actions) {
            this.actions = actions;
            seen = new int[states * actions];
            for (int i = 0; i < seen.length; i++) {
                outcomes.add(new ArrayList<>(1));
            }
        }

        /// Keeps a uniform sample of all outcomes (reservoir sampling).
        void keep(int state, int action, Environment.Step step, RandomGenerator random) {
            int pair = state * actions + action;
            List<Environment.Step> known = outcomes.get(pair);
            if (seen[pair]++ == 0) {
                tried.add(pair);
            }
            if (known.size() < MEMORY) {
                known.add(step);
            } else {
                int slot = random.nextInt(seen[pair]);
                if (slot < MEMORY) {
                    known.set(slot, step);
                }
            }
        }

        void replay(Values values, RandomGenerator random, Dyna agent) {
            int pair = tried.get(random.nextInt(tried.size()));
            List<Environment.Step> known = outcomes.get(pair);
            agent.update(values, pair / actions, pair % actions, known.get(random.nextInt(known.size())));
        }
    }
}
