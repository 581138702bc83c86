package dev.plumbline.worlds.solve;

import dev.plumbline.worlds.Belief;
import dev.plumbline.worlds.BeliefTracker;
import dev.plumbline.worlds.EnumeratedWorld;
import dev.plumbline.worlds.EpisodeKind;
import dev.plumbline.worlds.Outcome;
import dev.plumbline.worlds.Policy;
import dev.plumbline.worlds.State;
import java.util.HashMap;
import java.util.Map;

/// What a policy earns in one kind of episode, exactly, though it may not know which kind it is in.
///
/// The distribution over pairs of the true state and the agent's belief is pushed forward step by step.
///
/// @param observedReturn expected sum of observed rewards
/// @param performance expected sum of hidden performance
record KindValue(double observedReturn, double performance) {
    static KindValue of(EnumeratedWorld world, Policy policy, EpisodeKind kind) {
        BeliefTracker tracker = new BeliefTracker(world);
        Map<Situation, Double> now = new HashMap<>();
        kind.starts()
                .forEach((state, probability) ->
                        now.merge(new Situation(state, tracker.first(state)), probability, Double::sum));
        double[] sums = new double[2];
        Map<Situation, Double> current = now;
        for (int t = 0; t < world.model().horizon() && !current.isEmpty(); t++) {
            Map<Situation, Double> next = new HashMap<>();
            int step = t;
            current.forEach((situation, mass) -> push(world, policy, tracker, situation, mass, step, next, sums));
            current = next;
        }
        return new KindValue(sums[0], sums[1]);
    }

    private static void push(
            EnumeratedWorld world,
            Policy policy,
            BeliefTracker tracker,
            Situation situation,
            double mass,
            int step,
            Map<Situation, Double> next,
            double[] sums) {
        if (world.dynamics().ended(situation.state)) {
            return;
        }
        double[] actions = policy.at(world.index(situation.belief), step);
        for (int a = 0; a < actions.length; a++) {
            if (actions[a] > 0) {
                for (Outcome outcome : world.dynamics().step(situation.state, a)) {
                    double part = mass * actions[a] * outcome.probability();
                    sums[0] += part * outcome.reward();
                    sums[1] += part * outcome.performance().value();
                    Belief belief = tracker.after(situation.belief, a, outcome);
                    next.merge(new Situation(outcome.next(), belief), part, Double::sum);
                }
            }
        }
    }

    private record Situation(State state, Belief belief) {}
}
