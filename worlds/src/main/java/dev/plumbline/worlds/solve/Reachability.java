package dev.plumbline.worlds.solve;

import dev.plumbline.worlds.ObservedModel;
import java.util.ArrayDeque;
import java.util.Arrays;

/// Which states can be reached from which, and in how many steps at least, if chance helps.
public final class Reachability {
    /// Stands for a state that cannot be reached.
    public static final int NEVER = Integer.MAX_VALUE;

    private Reachability() {}

    /// The least number of steps from `state` to each state; [#NEVER] where there is no way.
    public static int[] steps(ObservedModel model, int state) {
        int[] steps = new int[model.states()];
        Arrays.fill(steps, NEVER);
        steps[state] = 0;
        ArrayDeque<Integer> queue = new ArrayDeque<>();
        queue.add(state);
        while (!queue.isEmpty()) {
            int s = queue.remove();
            for (int k = model.begin(s, 0); k < model.end(s, model.actions() - 1); k++) {
                int next = model.successor(k);
                if (steps[next] == NEVER && model.probability(k) > 0) {
                    steps[next] = steps[s] + 1;
                    queue.add(next);
                }
            }
        }
        return steps;
    }

    /// How many states can be reached from `state`, itself included.
    public static int count(ObservedModel model, int state) {
        int count = 0;
        for (int steps : steps(model, state)) {
            count += steps == NEVER ? 0 : 1;
        }
        return count;
    }
}
