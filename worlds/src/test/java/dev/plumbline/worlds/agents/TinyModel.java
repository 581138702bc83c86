package dev.plumbline.worlds.agents;

import dev.plumbline.worlds.ObservedModel;
import java.util.ArrayList;
import java.util.List;

/// Builds models row by row for tests. Terminal states are those without any entry.
public final class TinyModel {
    private final int states;
    private final int actions;
    private final List<List<double[]>> rows = new ArrayList<>();

    public TinyModel(int states, int actions) {
        this.states = states;
        this.actions = actions;
        for (int i = 0; i < states * actions; i++) {
            rows.add(new ArrayList<>());
        }
    }

    public TinyModel go(int state, int action, int to, double reward) {
        return maybe(state, action, to, 1, reward);
    }

    public TinyModel maybe(int state, int action, int to, double probability, double reward) {
        rows.get(state * actions + action).add(new double[] {to, probability, reward});
        return this;
    }

    /// The model, with episodes that begin in state 0.
    public ObservedModel build(int horizon) {
        int[] offsets = new int[rows.size() + 1];
        List<double[]> entries = new ArrayList<>();
        boolean[] terminal = new boolean[states];
        for (int i = 0; i < rows.size(); i++) {
            entries.addAll(rows.get(i));
            offsets[i + 1] = entries.size();
            terminal[i / actions] = rows.get(i).isEmpty();
        }
        double[] starts = new double[states];
        starts[0] = 1;
        List<String> names = new ArrayList<>();
        for (int a = 0; a < actions; a++) {
            names.add("abcdefgh".substring(a, a + 1));
        }
        return new ObservedModel(
                names,
                horizon,
                offsets,
                entries.stream().mapToInt(e -> (int) e[0]).toArray(),
                entries.stream().mapToDouble(e -> e[1]).toArray(),
                entries.stream().mapToDouble(e -> e[2]).toArray(),
                starts,
                terminal);
    }

    /// A 4 x 4 grid with slippery moves (up, down, left, right), a pit at 5, a goal at 15: -0.1 a step, 1 at the
    /// goal, -1 in the pit.
    public static ObservedModel slipperyGrid() {
        TinyModel tiny = new TinyModel(16, 4);
        int[][] moves = {{-1, 0}, {1, 0}, {0, -1}, {0, 1}};
        for (int s = 0; s < 16; s++) {
            if (s == 5 || s == 15) {
                continue;
            }
            for (int a = 0; a < 4; a++) {
                for (int m = 0; m < 4; m++) {
                    int row = Math.clamp(s / 4 + moves[m][0], 0, 3);
                    int column = Math.clamp(s % 4 + moves[m][1], 0, 3);
                    int to = row * 4 + column;
                    double reward = to == 15 ? 1 : to == 5 ? -1 : -0.1;
                    tiny.maybe(s, a, to, m == a ? 0.94 : 0.02, reward);
                }
            }
        }
        return tiny.build(60);
    }
}
