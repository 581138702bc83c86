package dev.plumbline.worlds.learning;

import dev.plumbline.worlds.ObservedModel;
import dev.plumbline.worlds.solve.Discounted;
import java.util.ArrayList;
import java.util.List;

/// Which of several rewards say the same, and what the policies that they imply share.
///
/// Two rewards differ by potential shaping (Ng, Harada, Russell 1999) in expectation exactly if their optimal
/// advantages `A*(s, a) = Q*(s, a) - V*(s)` are the same, for `r = A* + V* - gamma P V*`; scaling a reward scales
/// them. So rewards are the same up to shaping and scale if their advantages are proportional.
///
/// @param classes groups of rewards that are the same up to shaping and scale, by index
/// @param agreeing share of states with a choice in which some action is optimal under every reward
/// @param contested the states in which no action is optimal under all
public record Identifiability(List<List<Integer>> classes, double agreeing, List<Integer> contested) {
    private static final double ERROR = 1e-10;

    public Identifiability {
        classes = classes.stream().map(List::copyOf).toList();
        contested = List.copyOf(contested);
    }

    /// Compares rewards of a model's entries at this discount.
    ///
    /// @param tolerance how far scaled advantages, and values that tie, may be apart
    public static Identifiability of(ObservedModel model, List<double[]> rewards, double gamma, double tolerance) {
        Require.that(!rewards.isEmpty(), "there must be a reward to compare");
        List<double[]> advantages = new ArrayList<>();
        for (double[] reward : rewards) {
            advantages.add(scaled(advantages(model, reward, gamma)));
        }
        List<List<Integer>> classes = new ArrayList<>();
        for (int i = 0; i < rewards.size(); i++) {
            place(classes, advantages, i, tolerance);
        }
        List<Integer> contested = new ArrayList<>();
        int choices = 0;
        for (int s = 0; s < model.states(); s++) {
            if (!model.isTerminal(s)) {
                choices++;
                if (!agree(advantages, s, model.actions(), tolerance)) {
                    contested.add(s);
                }
            }
        }
        return new Identifiability(classes, choices == 0 ? 1 : 1 - (double) contested.size() / choices, contested);
    }

    /// `Q*(s, a) - V*(s)`, [states * actions]; 0 in terminal states.
    public static double[] advantages(ObservedModel model, double[] reward, double gamma) {
        Discounted solution = Discounted.valueIteration(model, reward, gamma, ERROR);
        double[] advantages = new double[model.states() * model.actions()];
        for (int s = 0; s < model.states(); s++) {
            for (int a = 0; a < model.actions() && !model.isTerminal(s); a++) {
                advantages[s * model.actions() + a] = solution.q(s, a) - solution.value(s);
            }
        }
        return advantages;
    }

    /// This reward shaped by a potential of states: `r + gamma potential(next) - potential(here)`; terminal
    /// states must have potential 0, or the optimum could change.
    public static double[] shaped(ObservedModel model, double[] reward, double gamma, double[] potential) {
        double[] shaped = reward.clone();
        for (int s = 0; s < model.states(); s++) {
            Require.that(
                    !model.isTerminal(s) || potential[s] == 0,
                    "the potential of the terminal state " + s + " must be 0, not " + potential[s]);
            for (int a = 0; a < model.actions(); a++) {
                for (int k = model.begin(s, a); k < model.end(s, a); k++) {
                    shaped[k] += gamma * potential[model.successor(k)] - potential[s];
                }
            }
        }
        return shaped;
    }

    /// How many directions of the weights no comparison says anything about: the features less the rank of the
    /// differences.
    public static int unseenDirections(List<Comparison> answers, double tolerance) {
        Require.that(!answers.isEmpty(), "there must be an answer");
        List<double[]> basis = new ArrayList<>();
        for (Comparison answer : answers) {
            double[] rest = answer.difference();
            double whole = norm(rest);
            for (double[] b : basis) {
                double along = 0;
                for (int i = 0; i < rest.length; i++) {
                    along += rest[i] * b[i];
                }
                for (int i = 0; i < rest.length; i++) {
                    rest[i] -= along * b[i];
                }
            }
            double left = norm(rest);
            if (left > tolerance * Math.max(1, whole)) {
                for (int i = 0; i < rest.length; i++) {
                    rest[i] /= left;
                }
                basis.add(rest);
            }
        }
        return answers.getFirst().better().length - basis.size();
    }

    private static double norm(double[] x) {
        double sum = 0;
        for (double y : x) {
            sum += y * y;
        }
        return Math.sqrt(sum);
    }

    private static double[] scaled(double[] advantages) {
        double largest = 0;
        for (double a : advantages) {
            largest = Math.max(largest, Math.abs(a));
        }
        double[] scaled = advantages.clone();
        for (int i = 0; i < scaled.length && largest > 1e-8; i++) {
            scaled[i] /= largest;
        }
        return scaled;
    }

    private static void place(List<List<Integer>> classes, List<double[]> advantages, int i, double tolerance) {
        for (List<Integer> group : classes) {
            if (apart(advantages.get(group.getFirst()), advantages.get(i)) <= tolerance) {
                group.add(i);
                return;
            }
        }
        classes.add(new ArrayList<>(List.of(i)));
    }

    private static double apart(double[] a, double[] b) {
        double apart = 0;
        for (int i = 0; i < a.length; i++) {
            apart = Math.max(apart, Math.abs(a[i] - b[i]));
        }
        return apart;
    }

    private static boolean agree(List<double[]> advantages, int state, int actions, double tolerance) {
        for (int a = 0; a < actions; a++) {
            int pair = state * actions + a;
            if (advantages.stream().allMatch(x -> x[pair] >= -tolerance)) {
                return true;
            }
        }
        return false;
    }
}
