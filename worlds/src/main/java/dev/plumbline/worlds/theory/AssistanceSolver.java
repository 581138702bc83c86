package dev.plumbline.worlds.theory;

/// Value iteration of an assistance game over states and sets of parameters that are still possible.
final class AssistanceSolver {
    private static final double CONVERGED = 1e-13;
    private static final double TIE = 1e-11;

    private final AssistanceGame game;
    private final int[][] fixed;
    private final int states;
    private final int humans;
    private final int robots;
    private final int parameters;
    private final double[][] values;
    private final int[][] robotMoves;
    private final int[][][] humanMoves;

    /// @param fixed the human's action by state and parameter; empty if the human may follow any rule
    AssistanceSolver(AssistanceGame game, int[][] fixed) {
        this.game = game;
        this.fixed = fixed;
        states = game.transitions().length;
        humans = game.transitions()[0].length;
        robots = game.transitions()[0][0].length;
        parameters = game.prior().length;
        values = new double[states][1 << parameters];
        robotMoves = new int[states][1 << parameters];
        humanMoves = new int[states][1 << parameters][parameters];
    }

    AssistanceGame.Solution solve() {
        // A set's values depend on those of its subsets and on itself: small sets first.
        for (int size = 1; size <= parameters; size++) {
            for (int set = 1; set < 1 << parameters; set++) {
                if (Integer.bitCount(set) == size && mass(set) > 0) {
                    converge(set);
                }
            }
        }
        double value = values[game.start()][possible()];
        return new AssistanceGame.Solution(value, values, robotMoves, humanMoves);
    }

    private void converge(int set) {
        double change = 1;
        while (change > CONVERGED) {
            change = 0;
            double[] next = new double[states];
            for (int s = 0; s < states; s++) {
                next[s] = backup(s, set);
                change = Math.max(change, Math.abs(next[s] - values[s][set]));
            }
            for (int s = 0; s < states; s++) {
                values[s][set] = next[s];
            }
        }
    }

    private double backup(int s, int set) {
        double best = Double.NEGATIVE_INFINITY;
        int[] rule = firstRule(s);
        do {
            for (int r = 0; r < robots; r++) {
                double q = worth(s, set, rule, r);
                if (q > best + TIE) {
                    robotMoves[s][set] = r;
                    humanMoves[s][set] = rule.clone();
                }
                best = Math.max(best, q);
            }
        } while (nextRule(rule, set));
        return best;
    }

    /// E[reward + gamma V(next state, parameters for which the rule gives the action seen)].
    private double worth(int s, int set, int[] rule, int r) {
        double total = 0;
        double mass = mass(set);
        for (int h = 0; h < humans; h++) {
            int seen = 0;
            double reward = 0;
            for (int p = 0; p < parameters; p++) {
                if ((set >> p & 1) == 1 && rule[p] == h && game.prior()[p] > 0) {
                    seen |= 1 << p;
                    reward += game.prior()[p] * game.rewards()[s][h][r][p];
                }
            }
            if (seen != 0) {
                double later = 0;
                double[] row = game.transitions()[s][h][r];
                for (int to = 0; to < states; to++) {
                    later += row[to] == 0 ? 0 : row[to] * values[to][seen];
                }
                total += (reward + mass(seen) * game.gamma() * later) / mass;
            }
        }
        return total;
    }

    private int[] firstRule(int s) {
        return fixed.length == 0 ? new int[parameters] : fixed[s].clone();
    }

    /// Counts the rule on over the parameters in the set; false after the last.
    private boolean nextRule(int[] rule, int set) {
        if (fixed.length > 0) {
            return false;
        }
        for (int p = 0; p < parameters; p++) {
            if ((set >> p & 1) == 1) {
                if (++rule[p] < humans) {
                    return true;
                }
                rule[p] = 0;
            }
        }
        return false;
    }

    private double mass(int set) {
        double sum = 0;
        for (int p = 0; p < parameters; p++) {
            sum += (set >> p & 1) * game.prior()[p];
        }
        return sum;
    }

    /// The parameters of prior above 0.
    private int possible() {
        int set = 0;
        for (int p = 0; p < parameters; p++) {
            set |= game.prior()[p] > 0 ? 1 << p : 0;
        }
        return set;
    }
}
