package dev.plumbline.worlds.simulate;

import dev.plumbline.worlds.Environment;
import dev.plumbline.worlds.ObservedModel;
import java.util.List;
import java.util.random.RandomGenerator;

/// Plays an [ObservedModel] by chance, one step at a time: what an agent learns in.
public final class TableEnvironment implements Environment {
    private final ObservedModel model;
    private final RandomGenerator random;
    private int state;
    private int steps;
    private int entry = -1;

    public TableEnvironment(ObservedModel model, RandomGenerator random) {
        this.model = model;
        this.random = random;
    }

    @Override
    public int states() {
        return model.states();
    }

    @Override
    public List<String> actionNames() {
        return model.actionNames();
    }

    @Override
    public int horizon() {
        return model.horizon();
    }

    @Override
    public int reset() {
        double left = random.nextDouble();
        int last = 0;
        for (int s = 0; s < model.states(); s++) {
            double probability = model.startProbability(s);
            if (probability > 0) {
                last = s;
                left -= probability;
                if (left < 0) {
                    break;
                }
            }
        }
        state = last;
        steps = 0;
        return state;
    }

    @Override
    public Step step(int action) {
        int begin = model.begin(state, action);
        int end = model.end(state, action);
        if (begin == end || steps >= model.horizon()) {
            throw new IllegalStateException("the episode is over; reset() begins the next");
        }
        entry = begin;
        if (end - begin > 1) {
            double left = random.nextDouble() - model.probability(entry);
            while (left >= 0 && entry < end - 1) {
                entry++;
                left -= model.probability(entry);
            }
        }
        state = model.successor(entry);
        steps++;
        boolean ended = model.isTerminal(state);
        return new Step(state, model.reward(entry), ended, !ended && steps >= model.horizon());
    }

    /// The entry of the model that the last step drew: what whoever judges the agent looks the hidden performance
    /// up by. No agent sees it, for agents are given an [Environment].
    int entry() {
        return entry;
    }
}
