package dev.plumbline.worlds.simulate;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.worlds.ObservedModel;
import java.util.random.RandomGenerator;

/// Many copies of one world, stepped together from a table that was compiled from its model.
///
/// Chance is drawn with the alias method (Walker 1977). Episodes that end or are cut begin again at once; the
/// starts are drawn by chance too. Each simulator belongs to one thread; several of them run side by side.
public final class VectorSimulator {
    private final ObservedModel model;
    private final int actions;
    private final int copies;
    private final int horizon;
    private final int[] first; // [states * actions]: the first entry of a row
    private final int[] width; // [states * actions]: how many entries it has
    private final int[] successors; // [entries]
    private final float[] rewards; // [entries]
    private final float[] keep; // [entries]: the alias table
    private final int[] alias; // [entries]
    private final boolean[] terminal;
    private final int[] startStates;
    private final double[] startSums; // cumulative
    private final RandomGenerator random;

    private final int[] states; // [copies]
    private final int[] ages; // [copies]
    private final float[] lastRewards; // [copies]
    private final boolean[] lastOver; // [copies]
    private long bits;

    /// `copies` copies, each at the start of an episode.
    public VectorSimulator(ObservedModel model, int copies, Seed seed) {
        if (copies < 1) {
            throw new PlumblineException(ErrorCode.BAD_ARGUMENT, "copies must be at least 1, not " + copies);
        }
        this.model = model;
        this.copies = copies;
        actions = model.actions();
        horizon = model.horizon();
        int rows = model.states() * actions;
        first = new int[rows];
        width = new int[rows];
        successors = new int[model.entries()];
        rewards = new float[model.entries()];
        keep = new float[model.entries()];
        alias = new int[model.entries()];
        terminal = new boolean[model.states()];
        startStates = new int[starts(model)];
        startSums = new double[startStates.length];
        states = new int[copies];
        ages = new int[copies];
        lastRewards = new float[copies];
        lastOver = new boolean[copies];
        random = seed.generator();
        bits = random.nextLong() | 1;
        compile();
        for (int i = 0; i < copies; i++) {
            states[i] = drawStart();
        }
    }

    private static int starts(ObservedModel model) {
        int count = 0;
        for (int s = 0; s < model.states(); s++) {
            count += model.startProbability(s) > 0 ? 1 : 0;
        }
        return count;
    }

    private void compile() {
        double sum = 0;
        int starts = 0;
        for (int s = 0; s < model.states(); s++) {
            terminal[s] = model.isTerminal(s);
            if (model.startProbability(s) > 0) {
                sum += model.startProbability(s);
                startStates[starts] = s;
                startSums[starts++] = sum;
            }
            for (int a = 0; a < actions; a++) {
                int row = s * actions + a;
                first[row] = model.begin(s, a);
                width[row] = model.end(s, a) - model.begin(s, a);
                alias(first[row], width[row]);
            }
        }
        for (int k = 0; k < successors.length; k++) {
            successors[k] = model.successor(k);
            rewards[k] = (float) model.reward(k);
        }
    }

    /// Vose's construction of one row's alias table.
    private void alias(int begin, int n) {
        double[] scaled = new double[n];
        for (int i = 0; i < n; i++) {
            scaled[i] = model.probability(begin + i) * n;
            keep[begin + i] = 1;
            alias[begin + i] = begin + i;
        }
        int small = next(scaled, 0, true);
        int large = next(scaled, 0, false);
        while (small < n && large < n) {
            keep[begin + small] = (float) scaled[small];
            alias[begin + small] = begin + large;
            scaled[large] -= 1 - scaled[small];
            scaled[small] = 1;
            if (scaled[large] < 1 && large < small) {
                small = large;
            } else {
                small = next(scaled, 0, true);
            }
            large = next(scaled, 0, false);
        }
    }

    private static int next(double[] scaled, int from, boolean small) {
        int i = from;
        while (i < scaled.length && (small ? scaled[i] >= 1 - 1e-12 : scaled[i] <= 1 + 1e-12)) {
            i++;
        }
        return i;
    }

    private int drawStart() {
        if (startStates.length == 1) {
            return startStates[0];
        }
        double u = random.nextDouble() * startSums[startSums.length - 1];
        int i = 0;
        while (i < startSums.length - 1 && startSums[i] <= u) {
            i++;
        }
        return startStates[i];
    }

    /// How many copies there are.
    public int copies() {
        return copies;
    }

    /// The state that each copy is in; not to be changed.
    public int[] states() {
        return states;
    }

    /// The observed reward of each copy's last step; not to be changed.
    public float[] rewards() {
        return lastRewards;
    }

    /// Whether each copy's last step was the last of its episode; [#states()] then shows the next episode's start.
    public boolean[] over() {
        return lastOver;
    }

    /// One step in every copy.
    ///
    /// @param chosen an action for each copy
    public void step(int[] chosen) {
        for (int i = 0; i < copies; i++) {
            step(i, chosen[i]);
        }
    }

    private float step(int copy, int action) {
        int row = states[copy] * actions + action;
        int entry = first[row];
        int n = width[row];
        if (n > 1) {
            long draw = draw();
            entry += (int) ((draw >>> 33) * n >>> 31);
            if ((draw & 0xFFFFFF) * 0x1p-24f >= keep[entry]) {
                entry = alias[entry];
            }
        }
        int next = successors[entry];
        float reward = rewards[entry];
        lastRewards[copy] = reward;
        boolean over = terminal[next] | ++ages[copy] >= horizon;
        lastOver[copy] = over;
        if (over) {
            next = drawStart();
            ages[copy] = 0;
        }
        states[copy] = next;
        return reward;
    }

    /// 64 random bits (xorshift64*, Vigna 2016): fast, and good enough to choose actions and outcomes.
    private long draw() {
        bits ^= bits >>> 12;
        bits ^= bits << 25;
        bits ^= bits >>> 27;
        return bits * 0x2545F4914F6CDD1DL;
    }

    /// `steps` steps in every copy with uniformly random actions; gives the sum of all observed rewards.
    public double randomSteps(int steps) {
        double sum = 0;
        for (int t = 0; t < steps; t++) {
            float part = 0;
            for (int i = 0; i < copies; ) {
                long draw = draw() >>> 16;
                for (int j = 0; j < 3 && i < copies; j++, i++) {
                    part += step(i, (int) ((draw & 0xFFFF) * actions >>> 16));
                    draw >>>= 16;
                }
            }
            sum += part;
        }
        return sum;
    }
}
