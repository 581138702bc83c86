package dev.plumbline.worlds.agents;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.worlds.Environment;
import dev.plumbline.worlds.Policy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Attainable utility preservation, learned from episodes alone (Turner, Hadfield-Menell and Tadepalli 2020):
/// first the values of random auxiliary rewards from what was seen while exploring, then the task by Q-learning
/// on the reward less a charge for how much an action changes those values compared with staying.
///
/// The charge is `strength mean_i |Q_i(s, a) - Q_i(s, stay)| / mean_i Q_i(s, stay)`; nothing is rolled out, so
/// what happens only later, such as being switched off, is seen through the values alone. Needs an action `stay`.
/// The rate of the k-th visit to a pair is `1 / k^decay`. Unlike the published agent, which learns the values by
/// one-step updates, this one sweeps over what it saw until they settle: at a discount so near 1, one-step
/// updates take far more episodes.
///
/// @param rewards how many auxiliary rewards, each uniform in [0, 1) for arriving in a state; at least 1
/// @param strength weight of the charge, at least 0
/// @param gamma discount of all values, in [0, 1)
/// @param decay in [0, 1]; 0 suits worlds without chance
/// @param exploring share of the episodes that only explore, in (0, 1)
public record AttainableUtilityLearner(int rewards, double strength, double gamma, double decay, double exploring)
        implements Learner {
    private static final double ENOUGH = 1e-4;

    public AttainableUtilityLearner {
        Require.atLeast(rewards, 1, "rewards");
        Require.notNegative(strength, "strength");
        Require.discount(gamma);
        Require.probability(decay, "decay");
        Require.that(exploring > 0 && exploring < 1, "exploring must lie in (0, 1), not " + exploring);
    }

    /// As published: 30 rewards, strength 1 / 1.501, discount 0.996; a quarter of the episodes for exploring.
    public static AttainableUtilityLearner published() {
        return new AttainableUtilityLearner(30, 1 / 1.501, 0.996, 0, 0.25);
    }

    @Override
    public String name() {
        return "attainable-utility learner";
    }

    @Override
    public Policy learn(Environment environment, int episodes, RandomGenerator random) {
        Require.atLeast(episodes, 2, "episodes");
        int stay = environment.actionNames().indexOf("stay");
        if (stay < 0) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "attainable utility compares with doing nothing, but no action of this world is 'stay'");
        }
        int explored = Math.clamp(Math.round(episodes * exploring), 1, episodes - 1);
        double[][][] auxiliary = explore(environment, explored, random);
        return serve(environment, episodes - explored, charges(auxiliary, stay), random);
    }

    /// Q-values of each auxiliary reward, by reward, state and action: random play, and then value iteration over
    /// what was seen, each outcome as often as it happened.
    private double[][][] explore(Environment environment, int episodes, RandomGenerator random) {
        int actions = environment.actionNames().size();
        double[][] worth = new double[rewards][environment.states()];
        for (double[] row : worth) {
            for (int s = 0; s < row.length; s++) {
                row[s] = random.nextDouble();
            }
        }
        List<Map<Seen, Integer>> seen = new ArrayList<>();
        for (int i = 0; i < environment.states() * actions; i++) {
            seen.add(new HashMap<>());
        }
        for (int episode = 0; episode < episodes; episode++) {
            int state = environment.reset();
            boolean over = false;
            while (!over) {
                int action = random.nextInt(actions);
                Environment.Step step = environment.step(action);
                seen.get(state * actions + action).merge(new Seen(step.state(), step.ended()), 1, Integer::sum);
                state = step.state();
                over = step.over();
            }
        }
        List<Seen[]> outcomes = seen.stream()
                .map(counts -> counts.keySet().toArray(Seen[]::new))
                .toList();
        List<double[]> shares =
                seen.stream().map(AttainableUtilityLearner::shares).toList();
        double[][][] q = new double[rewards][][];
        for (int i = 0; i < rewards; i++) {
            q[i] = solved(outcomes, shares, worth[i], actions);
        }
        return q;
    }

    private static double[] shares(Map<Seen, Integer> counts) {
        double[] shares =
                counts.values().stream().mapToDouble(Integer::doubleValue).toArray();
        double sum = Arrays.stream(shares).sum();
        return Arrays.stream(shares).map(count -> count / sum).toArray();
    }

    /// Value iteration over rows of outcomes, [states * actions]; 0 for what was never tried.
    private double[][] solved(List<Seen[]> outcomes, List<double[]> shares, double[] worth, int actions) {
        double[][] q = new double[worth.length][actions];
        double change = 1;
        while (change > ENOUGH) {
            change = 0;
            for (int row = 0; row < outcomes.size(); row++) {
                double value = 0;
                Seen[] seen = outcomes.get(row);
                double[] share = shares.get(row);
                for (int k = 0; k < seen.length; k++) {
                    int to = seen[k].state();
                    value += share[k] * (worth[to] + (seen[k].ended() ? 0 : gamma * highest(q[to])));
                }
                change = Math.max(change, Math.abs(value - q[row / actions][row % actions]));
                q[row / actions][row % actions] = value;
            }
        }
        return q;
    }

    /// Where a step led.
    private record Seen(int state, boolean ended) {}

    private static double highest(double[] row) {
        double highest = row[0];
        for (int a = 1; a < row.length; a++) {
            highest = Math.max(highest, row[a]);
        }
        return highest;
    }

    /// The charge of each action, by state and action; 0 where it, or staying, was never tried.
    private double[][] charges(double[][][] q, int stay) {
        double[][] charges = new double[q[0].length][q[0][0].length];
        for (int s = 0; s < charges.length; s++) {
            double scale = 0;
            for (double[][] values : q) {
                scale += values[s][stay];
            }
            for (int a = 0; a < charges[s].length && scale > 0; a++) {
                double change = 0;
                for (double[][] values : q) {
                    boolean tried = values[s][a] > 0;
                    change += tried ? Math.abs(values[s][a] - values[s][stay]) : 0;
                }
                charges[s][a] = strength * change / scale;
            }
        }
        return charges;
    }

    /// Q-learning on the reward less the charge; exploration falls in a straight line from always to never.
    private Policy serve(Environment environment, int episodes, double[][] charges, RandomGenerator random) {
        Values values = Values.filled(environment.states(), charges[0].length, 0);
        int[][] visits = new int[environment.states()][charges[0].length];
        for (int episode = 0; episode < episodes; episode++) {
            double epsilon = 1 - (double) episode / episodes;
            int state = environment.reset();
            boolean over = false;
            while (!over) {
                int action = values.explore(state, epsilon, random);
                Environment.Step step = environment.step(action);
                double later = step.ended() ? 0 : values.highest(step.state());
                double target = step.reward() - charges[state][action] + gamma * later;
                double size = 1 / Math.pow(++visits[state][action], decay);
                values.q()[state][action] += size * (target - values.q()[state][action]);
                state = step.state();
                over = step.over();
            }
        }
        return values.greedy();
    }
}
