package dev.plumbline.worlds.agents;

import dev.plumbline.worlds.ObservedModel;
import dev.plumbline.worlds.Policy;
import dev.plumbline.worlds.solve.FiniteHorizon;
import dev.plumbline.worlds.theory.Quantilizer;

/// Agents that could maximise and do not: satisficers and quantilizers over the exact values of actions.
public final class Aspiration {
    private Aspiration() {}

    /// A satisficer (Simon 1956): at each step takes, all alike, the actions after which an optimal agent would still
    /// earn at least `enough` over the whole episode; where there is none, the best ones.
    ///
    /// It knows what it has earned through the states alone, so it asks of each step `enough` less what an optimal
    /// agent
    /// would have earned before: an action may cost as much of the optimum as `enough` leaves over, and no more.
    ///
    /// @param enough a return; at or above the optimum it maximises
    public static Policy satisficer(ObservedModel model, double enough) {
        FiniteHorizon solution = FiniteHorizon.of(model);
        double spare = Math.max(0, solution.value() - enough) / model.horizon();
        return (state, step) -> {
            double[] row = new double[model.actions()];
            double best = solution.value(step, state);
            int kept = 0;
            for (int a = 0; a < row.length; a++) {
                if (worth(model, solution, state, step, a) >= best - spare - FiniteHorizon.TIE) {
                    row[a] = 1;
                    kept++;
                }
            }
            for (int a = 0; a < row.length; a++) {
                row[a] = kept == 0 ? 1.0 / row.length : row[a] / kept;
            }
            return row;
        };
    }

    /// A quantilizer at each step (Taylor 2016): draws from the best share of what `base` would do, by the value of
    /// each action for an optimal agent.
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
