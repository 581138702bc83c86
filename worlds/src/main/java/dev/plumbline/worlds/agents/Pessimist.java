package dev.plumbline.worlds.agents;

import dev.plumbline.worlds.ObservedModel;
import dev.plumbline.worlds.Policy;
import dev.plumbline.worlds.solve.FiniteHorizon;
import dev.plumbline.worlds.solve.PolicyValue;
import java.util.ArrayList;
import java.util.List;

/// Maximises the worst expected return over several rewards that may all be the true one.
///
/// Solved as a zero-sum game against whoever chooses the reward, by multiplicative weights (Freund, Schapire
/// 1999): in each round the agent answers the weighted reward exactly, and rewards under which it earned little
/// gain weight. The mixture of all answers is within `gap` of the best worst case; the gap is computed, not
/// assumed. One answer is drawn at the start of an episode and kept.
///
/// @param answers the policies of the mixture, all equally likely
/// @param worst the mixture's least expected return over the rewards
/// @param bound no policy has a least expected return above this
public record Pessimist(List<Policy> answers, double worst, double bound) {
    public Pessimist {
        answers = List.copyOf(answers);
    }

    /// @param rewards each with one value for each entry of the model; at least one
    /// @param rounds at least 1; the gap falls like 1 / sqrt(rounds)
    public static Pessimist of(ObservedModel model, List<double[]> rewards, int rounds) {
        Require.that(!rewards.isEmpty(), "a pessimist needs at least one reward that may be the true one");
        Require.atLeast(rounds, 1, "rounds");
        double[] totals = new double[rewards.size()];
        double scale = 0;
        double bound = Double.POSITIVE_INFINITY;
        List<Policy> answers = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            double[] weights = weights(totals, scale, rounds);
            FiniteHorizon answer = FiniteHorizon.of(model.withRewards(mixed(rewards, weights)));
            PolicyValue played = PolicyValue.of(model, answer.policy());
            for (int i = 0; i < totals.length; i++) {
                double earned = played.total(rewards.get(i));
                totals[i] += earned;
                scale = Math.max(scale, Math.abs(earned));
            }
            bound = Math.min(bound, answer.value());
            answers.add(answer.policy());
        }
        double worst = Double.POSITIVE_INFINITY;
        for (double total : totals) {
            worst = Math.min(worst, total / rounds);
        }
        return new Pessimist(answers, worst, bound);
    }

    /// How far the mixture may be from the best worst case.
    public double gap() {
        return bound - worst;
    }

    private static double[] weights(double[] totals, double scale, int rounds) {
        double rate = scale == 0 ? 0 : Math.sqrt(8 * Math.log(Math.max(2, totals.length)) / rounds) / (2 * scale);
        double least = Double.POSITIVE_INFINITY;
        for (double total : totals) {
            least = Math.min(least, total);
        }
        double[] weights = new double[totals.length];
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            weights[i] = Math.exp(-rate * (totals[i] - least));
            sum += weights[i];
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] /= sum;
        }
        return weights;
    }

    private static double[] mixed(List<double[]> rewards, double[] weights) {
        double[] mixed = new double[rewards.getFirst().length];
        for (int i = 0; i < weights.length; i++) {
            for (int k = 0; k < mixed.length; k++) {
                mixed[k] += weights[i] * rewards.get(i)[k];
            }
        }
        return mixed;
    }
}
