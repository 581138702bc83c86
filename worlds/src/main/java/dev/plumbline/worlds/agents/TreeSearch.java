package dev.plumbline.worlds.agents;

import dev.plumbline.core.Seed;
import dev.plumbline.worlds.ObservedModel;
import dev.plumbline.worlds.Policy;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Monte Carlo tree search with upper confidence bounds (Kocsis, Szepesvari 2006): looks ahead in the model of
/// the world anew at every step, and takes the action that it looked at most.
///
/// Nodes are states at depths, so ways that meet share what is known. Values are scaled to [0, 1] by the returns
/// seen. Decisions depend on the seed, the state and the step alone.
///
/// @param model where it looks ahead; only what may be observed
/// @param simulations looks ahead at each step, at least 1
/// @param depth how many steps it looks ahead, at least 1
/// @param exploration weight of the bonus for the untried, above 0; sqrt(2) is usual
/// @param seed of the chance in looking ahead
public record TreeSearch(ObservedModel model, int simulations, int depth, double exploration, Seed seed)
        implements Policy {
    public TreeSearch {
        Require.atLeast(simulations, 1, "simulations");
        Require.atLeast(depth, 1, "depth");
        Require.positive(exploration, "exploration");
    }

    @Override
    public double[] at(int state, int step) {
        RandomGenerator random =
                seed.derive("state", state).derive("step", step).generator();
        Tree tree = new Tree(Math.min(depth, model.horizon() - step), random);
        for (int i = 0; i < simulations; i++) {
            tree.simulate(state, 0);
        }
        double[] row = new double[model.actions()];
        row[tree.mostVisited(state)] = 1;
        return row;
    }

    private static final class Node {
        private final int[] visits;
        private final double[] sums;
        private int total;

        Node(int actions) {
            visits = new int[actions];
            sums = new double[actions];
        }
    }

    private final class Tree {
        private final Map<Long, Node> nodes = new HashMap<>();
        private final int deepest;
        private final RandomGenerator random;
        private double lowest = Double.POSITIVE_INFINITY;
        private double highest = Double.NEGATIVE_INFINITY;

        Tree(int deepest, RandomGenerator random) {
            this.deepest = deepest;
            this.random = random;
        }

        /// The return of one look ahead from here, which is remembered at every node on the way.
        double simulate(int state, int level) {
            if (level >= deepest || model.isTerminal(state)) {
                return 0;
            }
            long key = (long) level * model.states() + state;
            Node node = nodes.get(key);
            boolean fresh = node == null;
            if (node == null) {
                node = new Node(model.actions());
                nodes.put(key, node);
            }
            int action = choose(node);
            int entry = draw(state, action);
            double later =
                    fresh ? wander(model.successor(entry), level + 1) : simulate(model.successor(entry), level + 1);
            double value = model.reward(entry) + later;
            node.visits[action]++;
            node.sums[action] += value;
            node.total++;
            lowest = Math.min(lowest, value);
            highest = Math.max(highest, value);
            return value;
        }

        private int choose(Node node) {
            int best = -1;
            double most = Double.NEGATIVE_INFINITY;
            int untried = 0;
            for (int a = 0; a < node.visits.length; a++) {
                if (node.visits[a] == 0) {
                    // Reservoir of one among the untried.
                    best = random.nextInt(++untried) == 0 ? a : best;
                } else if (untried == 0) {
                    double range = highest > lowest ? highest - lowest : 1;
                    double mean = (node.sums[a] / node.visits[a] - lowest) / range;
                    double bound = mean + exploration * Math.sqrt(Math.log(node.total) / node.visits[a]);
                    if (bound > most) {
                        most = bound;
                        best = a;
                    }
                }
            }
            return best;
        }

        /// The return of random actions to the end.
        private double wander(int from, int level) {
            double sum = 0;
            int state = from;
            for (int i = level; i < deepest && !model.isTerminal(state); i++) {
                int entry = draw(state, random.nextInt(model.actions()));
                sum += model.reward(entry);
                state = model.successor(entry);
            }
            return sum;
        }

        private int draw(int state, int action) {
            int entry = model.begin(state, action);
            double left = random.nextDouble() - model.probability(entry);
            while (left >= 0 && entry < model.end(state, action) - 1) {
                entry++;
                left -= model.probability(entry);
            }
            return entry;
        }

        int mostVisited(int state) {
            Node root = nodes.getOrDefault((long) state, new Node(model.actions()));
            int best = 0;
            for (int a = 1; a < root.visits.length; a++) {
                best = root.visits[a] > root.visits[best] ? a : best;
            }
            return best;
        }
    }
}
