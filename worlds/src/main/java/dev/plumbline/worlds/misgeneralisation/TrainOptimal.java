package dev.plumbline.worlds.misgeneralisation;

import dev.plumbline.worlds.ObservedModel;
import dev.plumbline.worlds.Policy;
import dev.plumbline.worlds.solve.PolicyValue;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Every policy that training cannot tell from the best, split by what it pursues where the goals part.
///
/// The policies are all deterministic ones over what the agent can see, 3^4 = 81; each is valued exactly.
///
/// @param value the greatest expected return in training
/// @param policies an action for each sight, [SIGHTS], of every policy that reaches it
/// @param byGoal how many of them pursue each goal
public record TrainOptimal(double value, List<int[]> policies, Map<Conduct.Goal, Integer> byGoal) {
    private static final double TIE = 1e-9;

    public TrainOptimal {
        policies = List.copyOf(policies);
        byGoal = Map.copyOf(byGoal);
    }

    /// All of them at this diversity.
    public static TrainOptimal of(Corridor corridor, double diversity) {
        ObservedModel training = corridor.training(diversity);
        double best = Double.NEGATIVE_INFINITY;
        List<int[]> found = new ArrayList<>();
        for (int code = 0; code < 81; code++) {
            int[] bySight = {code % 3, code / 3 % 3, code / 9 % 3, code / 27};
            double value = PolicyValue.of(training, policy(corridor, bySight)).total(training.rewards());
            if (value > best + TIE) {
                found.clear();
                best = value;
            }
            if (value >= best - TIE) {
                found.add(bySight);
            }
        }
        Map<Conduct.Goal, Integer> byGoal = new EnumMap<>(Conduct.Goal.class);
        for (Conduct.Goal goal : Conduct.Goal.values()) {
            byGoal.put(goal, 0);
        }
        for (int[] bySight : found) {
            byGoal.merge(Conduct.of(corridor, policy(corridor, bySight)).goal(), 1, Integer::sum);
        }
        return new TrainOptimal(best, found, byGoal);
    }

    /// The policy that takes this action at each sight.
    public static Policy policy(Corridor corridor, int[] bySight) {
        int[] chosen = new int[corridor.done() + 1];
        for (int s = 0; s < chosen.length; s++) {
            chosen[s] = bySight[corridor.sight(s)];
        }
        return Policy.deterministic(Corridor.ACTIONS.size(), chosen);
    }
}
