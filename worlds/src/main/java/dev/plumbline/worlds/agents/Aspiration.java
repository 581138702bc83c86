package dev.plumbline.worlds.agents;

import dev.plumbline.worlds.ObservedModel;
import dev.plumbline.worlds.Policy;
import dev.plumbline.worlds.solve.FiniteHorizon;
import dev.plumbline.worlds.solve.PolicyValue;
import dev.plumbline.worlds.theory.Quantilizer;

/// Agents that could maximise and do not: satisficers and quantilizers over the exact values of actions.
public final class Aspiration {
    private Aspiration() {}

    /// A satisficer (Simon 1956): at each step it optimises with the least probability that makes its expected
    /// return `enough`, and else does as a random agent would. It earns what is enough within 1e-6 of the way
    /// from random to optimal; all of the optimum where that is less, and nothing but chance where that already
    /// suffices.
    ///
    /// @param enough a return
    public static Policy satisficer(ObservedModel model, double enough) {
        FiniteHorizon solution = FiniteHorizon.of(model);
        if (enough >= solution.value()) {
            return solution.uniformOptimal();
        }
        Policy chance = Policy.uniform(model.actions());
        double low = 0;
        double high = 1;
        if (PolicyValue.of(model, chance).total(model.rewards()) >= enough) {
            return chance;
        }
        while (high - low > 1e-6) {
            double middle = (low + high) / 2;
            boolean suffices = PolicyValue.of(model, mixed(solution.uniformOptimal(), chance, middle))
                            .total(model.rewards())
                    >= enough;
            high = suffices ? middle : high;
            low = suffices ? low : middle;
        }
        return mixed(solution.uniformOptimal(), chance, high);
    }

    private static Policy mixed(Policy best, Policy chance, double share) {
        return (state, step) -> {
            double[] row = chance.at(state, step).clone();
            double[] other = best.at(state, step);
            for (int a = 0; a < row.length; a++) {
                row[a] = share * other[a] + (1 - share) * row[a];
            }
            return row;
        };
    }

    /// A quantilizer at each step (Taylor 2016): draws from the best share of what `base` would do, by the value
    /// of each action for an optimal agent.
    public static Policy quantilizer(ObservedModel model, Policy base, double q) {
        FiniteHorizon solution = FiniteHorizon.of(model);
        Quantilizer quantilizer = new Quantilizer(q);
        return (state, step) -> {
            double[] utility = new double[model.actions()];
            for (int a = 0; a < utility.length; a++) {
                utility[a] = worth(model, solution, state, step, a);
            }
            return quantilizer.distribution(base.at(state, step), utility);
        };
    }

    private static double worth(ObservedModel model, FiniteHorizon solution, int state, int step, int action) {
        double sum = 0;
        for (int k = model.begin(state, action); k < model.end(state, action); k++) {
            sum += model.probability(k) * (model.reward(k) + solution.value(step + 1, model.successor(k)));
        }
        return sum;
    }
}
