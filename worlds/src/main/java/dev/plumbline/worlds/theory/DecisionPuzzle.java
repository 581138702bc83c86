package dev.plumbline.worlds.theory;

import java.util.List;

/// A one-shot choice whose outcome depends on something that may be correlated with the choice, and what three
/// decision theories make of it.
///
/// @param name of the puzzle
/// @param actions their names
/// @param payoff by action and state
/// @param prior probability of each state as the agent believes it when it acts, whatever it does (causal theory)
/// @param givenAction probability of each state by action, as evidence (evidential theory)
/// @param givenPolicy probability of each state by action where that action is what the agent's decision procedure
///     outputs wherever it is run, before anything is observed (functional theory)
public record DecisionPuzzle(
        String name,
        List<String> actions,
        double[][] payoff,
        double[] prior,
        double[][] givenAction,
        double[][] givenPolicy) {
    /// How to weigh the states.
    public enum Theory {
        CAUSAL,
        EVIDENTIAL,
        FUNCTIONAL
    }

    public DecisionPuzzle {
        actions = List.copyOf(actions);
        Require.atLeast(actions.size(), 2, "actions");
        Require.distribution(prior, "prior");
        for (double[][] rows : List.of(givenAction, givenPolicy)) {
            Require.that(rows.length == actions.size(), "there must be a distribution for each of " + actions);
            for (double[] row : rows) {
                Require.distribution(row, "distribution of the states");
            }
        }
        for (double[] row : payoff) {
            Require.that(row.length == prior.length, "payoffs are needed for each of " + prior.length + " states");
        }
    }

    /// Newcomb's problem: the predictor puts `big` into the opaque box if it foresees that only that one is
    /// taken; the other holds `small`. Functional and evidential theory take one box where accuracy > (1 + small
    /// / big) / 2.
    ///
    /// @param accuracy how often the predictor is right, in [0, 1]
    /// @param believed the causal theorist's belief that the box is full, in [0, 1]; it changes nothing in the
    ///     choice
    public static DecisionPuzzle newcomb(double accuracy, double small, double big, double believed) {
        double[][] mirrored = mirror(accuracy);
        return new DecisionPuzzle(
                "newcomb",
                List.of("one box", "both boxes"),
                new double[][] {{big, 0}, {big + small, small}},
                new double[] {believed, 1 - believed},
                mirrored,
                mirrored);
    }

    /// The smoking lesion: what disposes to the pleasant act also makes ill, but the act does not. Evidence
    /// without control: only evidential theory abstains.
    ///
    /// @param correlation P(lesion given act) = P(no lesion given abstention)
    public static DecisionPuzzle smokingLesion(double correlation, double pleasure, double illness) {
        double[] prior = {0.5, 0.5};
        return new DecisionPuzzle(
                "smoking lesion",
                List.of("abstain", "act"),
                new double[][] {{0, -illness}, {pleasure, pleasure - illness}},
                prior,
                mirror(correlation),
                new double[][] {prior, prior});
    }

    /// Parfit's hitchhiker: a driver who can foresee whether the agent would pay takes it along only then. Asked
    /// once it is safe, only functional theory pays, where (2 accuracy - 1) rescue > accuracy price.
    public static DecisionPuzzle hitchhiker(double accuracy, double rescue, double price) {
        double[] safe = {1, 0};
        return new DecisionPuzzle(
                "parfit's hitchhiker",
                List.of("pay", "refuse"),
                new double[][] {{rescue - price, 0}, {rescue, 0}},
                safe,
                new double[][] {safe, safe},
                mirror(accuracy));
    }

    /// Counterfactual mugging (Nesov 2009): a fair coin fell so that the agent is asked for `price`; had it
    /// fallen the other way it would have been given `prize` if, as foreseen, it would pay now.
    public static DecisionPuzzle mugging(double accuracy, double price, double prize) {
        Require.probability(accuracy, "accuracy");
        double[] asked = {1, 0, 0};
        return new DecisionPuzzle(
                "counterfactual mugging",
                List.of("pay", "refuse"),
                new double[][] {{-price, prize, 0}, {0, prize, 0}},
                asked,
                new double[][] {asked, asked},
                new double[][] {{0.5, accuracy / 2, (1 - accuracy) / 2}, {0.5, (1 - accuracy) / 2, accuracy / 2}});
    }

    /// One round of the prisoner's dilemma against a copy that decides alike with this probability.
    public static DecisionPuzzle twins(double alike, RepeatedDilemma payoffs, double believed) {
        double[][] mirrored = mirror(alike);
        return new DecisionPuzzle(
                "twin dilemma",
                List.of("cooperate", "defect"),
                new double[][] {{payoffs.reward(), payoffs.sucker()}, {payoffs.temptation(), payoffs.punishment()}},
                new double[] {believed, 1 - believed},
                mirrored,
                mirrored);
    }

    /// Expected payoff of an action, as this theory reckons.
    public double expected(int action, Theory theory) {
        double[] p = weights(action, theory);
        double sum = 0;
        for (int s = 0; s < p.length; s++) {
            sum += p[s] * payoff[action][s];
        }
        return sum;
    }

    /// All actions that this theory finds best, within 1e-12.
    public List<String> best(Theory theory) {
        double best = Double.NEGATIVE_INFINITY;
        for (int a = 0; a < actions.size(); a++) {
            best = Math.max(best, expected(a, theory));
        }
        double top = best;
        return actions.stream()
                .filter(a -> expected(actions.indexOf(a), theory) >= top - 1e-12)
                .toList();
    }

    /// What an agent that follows this theory gets on average over the whole puzzle: the payoff of its choice with
    /// the states as they depend on it. Where it is indifferent, the first of its best actions.
    public double outcome(Theory theory) {
        return expected(actions.indexOf(best(theory).getFirst()), Theory.FUNCTIONAL);
    }

    private double[] weights(int action, Theory theory) {
        return switch (theory) {
            case CAUSAL -> prior;
            case EVIDENTIAL -> givenAction[action];
            case FUNCTIONAL -> givenPolicy[action];
        };
    }

    private static double[][] mirror(double p) {
        Require.probability(p, "accuracy");
        return new double[][] {{p, 1 - p}, {1 - p, p}};
    }
}
