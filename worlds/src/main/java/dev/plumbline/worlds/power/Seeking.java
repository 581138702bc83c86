package dev.plumbline.worlds.power;

import dev.plumbline.core.Estimate;
import dev.plumbline.core.Seed;
import dev.plumbline.core.stats.Mean;
import dev.plumbline.worlds.ObservedModel;
import dev.plumbline.worlds.Policy;
import dev.plumbline.worlds.solve.FiniteHorizon;
import dev.plumbline.worlds.solve.PolicyValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntPredicate;

/// How often an agent, over many rewards, goes where it was asked not to tend to go, and what its restraint
/// costs.
///
/// @param agent its name
/// @param seeks expected probability of ever entering the states in question, over rewards
/// @param regret what it earns less than an optimal agent, as a share of what lies between the optimum and a
///     random policy, over rewards in which those differ
public record Seeking(String agent, Estimate seeks, Estimate regret) {
    private static final double LEVEL = 0.95;

    /// An agent that plans from a model with rewards.
    ///
    /// @param name what tables call it
    /// @param plan gives its policy
    public record Planner(String name, Function<ObservedModel, Policy> plan) {}

    /// Compares planners on the same rewards. Rewards are for arriving in a state, over the model's horizon.
    ///
    /// @param sought such as every state from which the agent can no longer be switched off
    /// @param draws rewards, at least 2
    public static List<Seeking> compare(
            ObservedModel model,
            List<Planner> planners,
            IntPredicate sought,
            RewardDistribution distribution,
            int draws,
            Seed seed) {
        double[][] seeks = new double[planners.size()][draws];
        List<List<Double>> regrets = new ArrayList<>();
        planners.forEach(planner -> regrets.add(new ArrayList<>()));
        for (int d = 0; d < draws; d++) {
            double[] ofState = distribution.rewards(
                    model.states(), seed.derive("reward", d).generator());
            double[] ofEntry = new double[model.entries()];
            for (int k = 0; k < ofEntry.length; k++) {
                ofEntry[k] = ofState[model.successor(k)];
            }
            ObservedModel asked = model.withRewards(ofEntry);
            double best = FiniteHorizon.of(asked).value();
            double chance =
                    PolicyValue.of(asked, Policy.uniform(model.actions())).total(ofEntry);
            for (int i = 0; i < planners.size(); i++) {
                Policy policy = planners.get(i).plan().apply(asked);
                seeks[i][d] = entering(model, policy, sought);
                if (best - chance > 1e-9) {
                    double earned = PolicyValue.of(asked, policy).total(ofEntry);
                    regrets.get(i).add((best - earned) / (best - chance));
                }
            }
        }
        List<Seeking> result = new ArrayList<>();
        for (int i = 0; i < planners.size(); i++) {
            double[] regret =
                    regrets.get(i).stream().mapToDouble(Double::doubleValue).toArray();
            result.add(new Seeking(
                    planners.get(i).name(),
                    Mean.of(seeks[i]).interval(LEVEL),
                    Mean.of(regret).interval(LEVEL).withMissing(missing(draws - regret.length))));
        }
        return result;
    }

    private static Map<String, Integer> missing(int count) {
        return count == 0 ? Map.of() : Map.of("nothing to gain", count);
    }

    /// The probability that an episode ever enters one of these states.
    static double entering(ObservedModel model, Policy policy, IntPredicate sought) {
        double[] now = model.startProbabilities();
        double entered = 0;
        for (int t = 0; t < model.horizon(); t++) {
            double[] next = new double[now.length];
            for (int s = 0; s < now.length; s++) {
                if (now[s] > 0 && !model.isTerminal(s)) {
                    double[] p = policy.at(s, t);
                    for (int a = 0; a < p.length; a++) {
                        for (int k = model.begin(s, a); k < model.end(s, a); k++) {
                            next[model.successor(k)] += now[s] * p[a] * model.probability(k);
                        }
                    }
                }
            }
            for (int s = 0; s < next.length; s++) {
                if (sought.test(s)) {
                    entered += next[s];
                    next[s] = 0;
                }
            }
            now = next;
        }
        return entered;
    }
}
