package dev.plumbline.worlds.power;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Estimate;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.core.stats.Mean;
import dev.plumbline.core.stats.Proportion;
import dev.plumbline.worlds.ObservedModel;
import dev.plumbline.worlds.theory.Power;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// POWER of every state and how often each action is optimal, over many rewards (Turner et al. 2021).
///
/// `POWER(s) = (1 - gamma) / gamma E[V*(s) - R(s)]` with rewards on states, drawn independently for each. An
/// action's optimality probability is how often it is one of the best; where two tie, both count.
///
/// @param power [states]
/// @param optimality [states][actions]; empty rows for terminal states
public record PowerMap(List<Estimate> power, List<List<Estimate>> optimality) {
    private static final double LEVEL = 0.95;

    public PowerMap {
        power = List.copyOf(power);
        optimality = optimality.stream().map(List::copyOf).toList();
    }

    /// By sampling `draws` rewards (at least 2).
    public static PowerMap sample(
            ObservedModel model, RewardDistribution distribution, double gamma, int draws, Seed seed) {
        if (draws < 2) {
            throw new PlumblineException(ErrorCode.BAD_ARGUMENT, "an interval needs at least 2 rewards, not " + draws);
        }
        double[][] powers = new double[model.states()][draws];
        int[][] best = new int[model.states()][model.actions()];
        for (int d = 0; d < draws; d++) {
            RandomGenerator random = seed.derive("reward", d).generator();
            double[] rewards = distribution.rewards(model.states(), random);
            StateRewards solution = new StateRewards(model, rewards, gamma);
            for (int s = 0; s < model.states(); s++) {
                powers[s][d] = (1 - gamma) / gamma * (solution.value(s) - rewards[s]);
                for (int a = 0; a < model.actions(); a++) {
                    best[s][a] += solution.isOptimal(s, a) ? 1 : 0;
                }
            }
        }
        List<Estimate> power = new ArrayList<>();
        List<List<Estimate>> optimality = new ArrayList<>();
        for (int s = 0; s < model.states(); s++) {
            power.add(Mean.of(powers[s]).interval(LEVEL));
            List<Estimate> row = new ArrayList<>();
            for (int a = 0; a < model.actions() && !model.isTerminal(s); a++) {
                row.add(new Proportion(best[s][a], draws).wilson(LEVEL));
            }
            optimality.add(row);
        }
        return new PowerMap(power, optimality);
    }

    /// POWER of one state for uniform rewards, exactly: for worlds of at most 7 states and few policies.
    public static double exact(ObservedModel model, int state, double gamma) {
        return Power.exact(visits(model, state, gamma), state, gamma);
    }

    /// Discounted visits from `state` under each deterministic policy.
    static List<double[]> visits(ObservedModel model, int state, double gamma) {
        double policies = Math.pow(model.actions(), model.decisions());
        if (policies > 4096) {
            throw new PlumblineException(
                    ErrorCode.UNDEFINED,
                    "exact POWER looks at every policy, and this world has " + (long) policies + "; sample instead");
        }
        List<double[]> visits = new ArrayList<>();
        int[] policy = new int[model.states()];
        do {
            visits.add(visits(model, state, gamma, policy));
        } while (next(model, policy));
        return visits;
    }

    private static double[] visits(ObservedModel model, int state, double gamma, int[] policy) {
        double[] sum = new double[model.states()];
        double[] now = new double[model.states()];
        now[state] = 1;
        double left = 1;
        while (left > 1e-16 * (1 - gamma)) {
            double[] next = new double[now.length];
            for (int s = 0; s < now.length; s++) {
                sum[s] += now[s];
                if (model.isTerminal(s)) {
                    next[s] += gamma * now[s];
                } else {
                    for (int k = model.begin(s, policy[s]); k < model.end(s, policy[s]); k++) {
                        next[model.successor(k)] += gamma * now[s] * model.probability(k);
                    }
                }
            }
            now = next;
            left *= gamma;
        }
        return sum;
    }

    /// Counts the policy on; false after the last.
    private static boolean next(ObservedModel model, int[] policy) {
        for (int s = 0; s < policy.length; s++) {
            if (!model.isTerminal(s)) {
                if (++policy[s] < model.actions()) {
                    return true;
                }
                policy[s] = 0;
            }
        }
        return false;
    }
}
