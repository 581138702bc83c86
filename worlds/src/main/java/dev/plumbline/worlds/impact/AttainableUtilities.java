package dev.plumbline.worlds.impact;

import dev.plumbline.core.Seed;
import dev.plumbline.worlds.ObservedModel;
import dev.plumbline.worlds.solve.Discounted;
import java.util.random.RandomGenerator;

/// How much of each of a set of other rewards an agent could still earn: `V_i(s)` and `Q_i(s, a)` for auxiliary
/// rewards that are paid for arriving in a state.
public final class AttainableUtilities {
    private static final double ERROR = 1e-5;

    private final ObservedModel model;
    private final Discounted[] solutions;

    private AttainableUtilities(ObservedModel model, Discounted[] solutions) {
        this.model = model;
        this.solutions = solutions;
    }

    /// `count` rewards, each uniform in [0, 1) and independent for every state.
    public static AttainableUtilities random(ObservedModel model, int count, double gamma, Seed seed) {
        Discounted[] solutions = new Discounted[count];
        for (int i = 0; i < count; i++) {
            RandomGenerator random = seed.derive("attainable", i).generator();
            double[] ofState = new double[model.states()];
            for (int s = 0; s < ofState.length; s++) {
                ofState[s] = random.nextDouble();
            }
            double[] ofEntry = new double[model.entries()];
            for (int k = 0; k < ofEntry.length; k++) {
                ofEntry[k] = ofState[model.successor(k)];
            }
            solutions[i] = Discounted.valueIteration(model, ofEntry, gamma, ERROR);
        }
        return new AttainableUtilities(model, solutions);
    }

    /// How many rewards there are.
    public int count() {
        return solutions.length;
    }

    /// The model that these were solved in.
    public ObservedModel model() {
        return model;
    }

    /// The attainable utility of reward `i` in this state; 0 once the episode has ended.
    public double value(int i, int state) {
        return solutions[i].value(state);
    }

    /// The same after taking this action first.
    public double q(int i, int state, int action) {
        return solutions[i].q(state, action);
    }
}
