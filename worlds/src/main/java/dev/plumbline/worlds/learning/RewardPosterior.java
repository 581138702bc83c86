package dev.plumbline.worlds.learning;

import dev.plumbline.worlds.ObservedModel;
import dev.plumbline.worlds.solve.Discounted;
import dev.plumbline.worlds.solve.FiniteHorizon;
import dev.plumbline.worlds.solve.PolicyValue;
import java.util.ArrayList;
import java.util.List;

/// What is believed about which of finitely many rewards is wanted, after demonstrations, corrections,
/// comparisons and stated rewards; each update is exact.
///
/// People are taken to be Boltzmann-rational: what they do is as likely as the exponential of `rationality` times
/// its worth under what they want. Immutable.
public final class RewardPosterior {
    private static final double ERROR = 1e-9;

    private final ObservedModel model;
    private final double gamma;
    private final List<double[]> hypotheses;
    private final List<Discounted> solutions;
    private final double[] logs; // [hypotheses], unnormalised

    private RewardPosterior(
            ObservedModel model, double gamma, List<double[]> hypotheses, List<Discounted> solutions, double[] logs) {
        this.model = model;
        this.gamma = gamma;
        this.hypotheses = hypotheses;
        this.solutions = solutions;
        this.logs = logs;
    }

    /// Every hypothesis equally likely.
    ///
    /// @param hypotheses rewards of the model's entries
    /// @param gamma discount with which people value what follows an action, in [0, 1)
    public static RewardPosterior uniform(ObservedModel model, List<double[]> hypotheses, double gamma) {
        Require.that(!hypotheses.isEmpty(), "a posterior needs at least one reward that may be wanted");
        List<Discounted> solutions = new ArrayList<>();
        for (double[] rewards : hypotheses) {
            solutions.add(Discounted.valueIteration(model, rewards, gamma, ERROR));
        }
        return new RewardPosterior(
                model, gamma, List.copyOf(hypotheses), List.copyOf(solutions), new double[hypotheses.size()]);
    }

    /// The probability of each hypothesis.
    public double[] probabilities() {
        double highest = Double.NEGATIVE_INFINITY;
        for (double x : logs) {
            highest = Math.max(highest, x);
        }
        double sum = 0;
        double[] p = new double[logs.length];
        for (int i = 0; i < p.length; i++) {
            p[i] = Math.exp(logs[i] - highest);
            sum += p[i];
        }
        for (int i = 0; i < p.length; i++) {
            p[i] /= sum;
        }
        return p;
    }

    /// The expected reward of each entry.
    public double[] meanReward() {
        double[] mean = new double[model.entries()];
        double[] p = probabilities();
        for (int i = 0; i < p.length; i++) {
            for (int k = 0; k < mean.length; k++) {
                mean[k] += p[i] * hypotheses.get(i)[k];
            }
        }
        return mean;
    }

    /// After someone did these actions in these states (Ramachandran, Amir 2007): `P(a | s) ~ exp(rationality
    /// Q*(s, a))`.
    public RewardPosterior afterDemonstration(Segment shown, double rationality) {
        Require.notNegative(rationality, "rationality");
        double[] changed = logs.clone();
        int[] states = shown.states();
        int[] actions = shown.actions();
        for (int i = 0; i < changed.length; i++) {
            for (int step = 0; step < states.length; step++) {
                changed[i] += logChoice(solutions.get(i), states[step], actions[step], rationality);
            }
        }
        return with(changed);
    }

    /// After someone overrode an action by another in this state: the odds are those of the two alone.
    public RewardPosterior afterCorrection(int state, int wanted, int corrected, double rationality) {
        Require.notNegative(rationality, "rationality");
        double[] changed = logs.clone();
        for (int i = 0; i < changed.length; i++) {
            Discounted solution = solutions.get(i);
            double gain = solution.q(state, corrected) - solution.q(state, wanted);
            changed[i] -= Math.log1p(Math.exp(-rationality * gain));
        }
        return with(changed);
    }

    /// After someone preferred one way through the world to another, each given by the entries it went through.
    public RewardPosterior afterComparison(int[] better, int[] worse, double rationality) {
        Require.notNegative(rationality, "rationality");
        double[] changed = logs.clone();
        for (int i = 0; i < changed.length; i++) {
            double gain = sum(hypotheses.get(i), better) - sum(hypotheses.get(i), worse);
            changed[i] -= Math.log1p(Math.exp(-rationality * gain));
        }
        return with(changed);
    }

    /// After a designer gave an agent a reward in the world `training` (inverse reward design, Hadfield-Menell et
    /// al. 2017): a reward is as likely to be given as the exponential of `rationality` times what an agent that
    /// optimises it there would truly earn. Says nothing about what never happens in `training`.
    ///
    /// @param given index of the reward among `proxies`
    /// @param proxies rewards that could have been given, of the entries of `training`
    /// @param wanted for each hypothesis its rewards of the entries of `training`
    public RewardPosterior afterDesign(
            ObservedModel training, int given, List<double[]> proxies, List<double[]> wanted, double rationality) {
        Require.notNegative(rationality, "rationality");
        Require.that(
                wanted.size() == hypotheses.size(),
                "each of " + hypotheses.size() + " hypotheses needs its rewards in training, not " + wanted.size());
        List<PolicyValue> played = new ArrayList<>();
        for (double[] proxy : proxies) {
            ObservedModel asked = training.withRewards(proxy);
            played.add(PolicyValue.of(asked, FiniteHorizon.of(asked).uniformOptimal()));
        }
        double[] changed = logs.clone();
        for (int i = 0; i < changed.length; i++) {
            double[] earned = new double[proxies.size()];
            for (int j = 0; j < earned.length; j++) {
                earned[j] = rationality * played.get(j).total(wanted.get(i));
            }
            changed[i] += earned[given] - logSum(earned);
        }
        return with(changed);
    }

    /// The hypotheses of at least this probability, such as for a [dev.plumbline.worlds.agents.Pessimist].
    public List<double[]> credible(double least) {
        double[] p = probabilities();
        List<double[]> kept = new ArrayList<>();
        for (int i = 0; i < p.length; i++) {
            if (p[i] >= least) {
                kept.add(hypotheses.get(i));
            }
        }
        return kept;
    }

    private RewardPosterior with(double[] changed) {
        return new RewardPosterior(model, gamma, hypotheses, solutions, changed);
    }

    private double logChoice(Discounted solution, int state, int action, double rationality) {
        double[] q = new double[model.actions()];
        for (int a = 0; a < q.length; a++) {
            q[a] = rationality * solution.q(state, a);
        }
        return q[action] - logSum(q);
    }

    private static double logSum(double[] x) {
        double highest = Double.NEGATIVE_INFINITY;
        for (double y : x) {
            highest = Math.max(highest, y);
        }
        double sum = 0;
        for (double y : x) {
            sum += Math.exp(y - highest);
        }
        return highest + Math.log(sum);
    }

    private static double sum(double[] rewards, int[] entries) {
        double sum = 0;
        for (int k : entries) {
            sum += rewards[k];
        }
        return sum;
    }
}
