package dev.plumbline.worlds.theory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The robot of an assistance game whose human makes mistakes, solved exactly over beliefs.
///
/// The human acts by fixed probabilities that depend on the parameter, which only the human knows; human and
/// robot move at once, and the robot learns from what it then sees. Only finitely many beliefs can arise in
/// finitely many steps, so `V_n(s, b) = max_r sum_p b(p) sum_h pi(h | s, p) (R(s, h, r, p) + gamma sum_t T(t | s,
/// h, r) V_{n-1}(t, b_h))` with `b_h(p)` proportional to `b(p) pi(h | s, p)` is computed for all of them.
///
/// Not safe for several threads.
public final class NoisyAssistance {
    private static final int MOST_BELIEFS = 2_000_000;
    private static final double GRID = 1e12;

    private final AssistanceGame game;
    private final double[][][] human;
    private final int horizon;
    private final Map<Key, Best> known = new HashMap<>();

    private record Belief(List<Double> probabilities) {}

    private record Key(int state, int left, Belief belief) {}

    private record Best(double value, int action) {}

    /// @param human probability by state, parameter and human action; each row adds up to 1
    /// @param horizon how many steps are played, at least 1
    public NoisyAssistance(AssistanceGame game, double[][][] human, int horizon) {
        Require.atLeast(horizon, 1, "horizon");
        Require.that(human.length == game.transitions().length, "the human needs a rule in each state");
        for (double[][] rows : human) {
            Require.that(rows.length == game.prior().length, "the human needs a rule for each parameter");
            for (double[] row : rows) {
                Require.that(row.length == game.transitions()[0].length, "a rule needs each human action");
                Require.distribution(row, "the human's rule");
            }
        }
        this.game = game;
        this.human = human;
        this.horizon = horizon;
    }

    /// The human who acts with probability proportional to `exp(rationality Q)`, where Q is what an action is
    /// worth to somebody who knows the parameter, acts well ever after, and whose robot always plays `idle`.
    ///
    /// @param rationality at least 0; 0 acts at random, and the greater the fewer mistakes
    public static NoisyAssistance boltzmann(AssistanceGame game, double rationality, int idle, int horizon) {
        Require.notNegative(rationality, "rationality");
        double[][][] q = alone(game, idle);
        double[][][] human = new double[q.length][game.prior().length][];
        for (int s = 0; s < q.length; s++) {
            for (int p = 0; p < game.prior().length; p++) {
                human[s][p] = softmax(q[s][p], rationality);
            }
        }
        return new NoisyAssistance(game, human, horizon);
    }

    private static double[] softmax(double[] q, double rationality) {
        double highest = Double.NEGATIVE_INFINITY;
        for (double x : q) {
            highest = Math.max(highest, x);
        }
        double[] row = new double[q.length];
        double sum = 0;
        for (int h = 0; h < row.length; h++) {
            row[h] = Math.exp(rationality * (q[h] - highest));
            sum += row[h];
        }
        for (int h = 0; h < row.length; h++) {
            row[h] /= sum;
        }
        return row;
    }

    /// Q by state, parameter and human action, to 1e-12.
    private static double[][][] alone(AssistanceGame game, int idle) {
        int states = game.transitions().length;
        int humans = game.transitions()[0].length;
        int parameters = game.prior().length;
        double[][][] q = new double[states][parameters][humans];
        for (int p = 0; p < parameters; p++) {
            double[] v = new double[states];
            double change = 1;
            while (change > 1e-13) {
                change = 0;
                double[] next = new double[states];
                for (int s = 0; s < states; s++) {
                    next[s] = Double.NEGATIVE_INFINITY;
                    for (int h = 0; h < humans; h++) {
                        q[s][p][h] = game.rewards()[s][h][idle][p]
                                + game.gamma() * AssistanceGame.expected(game.transitions()[s][h][idle], v);
                        next[s] = Math.max(next[s], q[s][p][h]);
                    }
                    change = Math.max(change, Math.abs(next[s] - v[s]));
                }
                v = next;
            }
        }
        return q;
    }

    /// What the game is worth to both, discounted over the horizon, if the robot acts as well as it can.
    public double value() {
        return best(game.start(), horizon, belief(game.prior())).value;
    }

    /// The robot's best action.
    ///
    /// @param belief probability of each parameter
    /// @param left steps that are still to be played, this one included
    public int act(int state, double[] belief, int left) {
        Require.distribution(belief, "belief");
        Require.atLeast(left, 1, "left");
        return best(state, left, belief(belief)).action;
    }

    /// What the robot believes after it saw the human do this; the belief itself where that could not happen.
    public double[] after(double[] belief, int state, int humanAction) {
        double[] posterior = new double[belief.length];
        double sum = 0;
        for (int p = 0; p < posterior.length; p++) {
            posterior[p] = belief[p] * human[state][p][humanAction];
            sum += posterior[p];
        }
        if (sum == 0) {
            return belief.clone();
        }
        for (int p = 0; p < posterior.length; p++) {
            posterior[p] /= sum;
        }
        return posterior;
    }

    private static Belief belief(double[] p) {
        List<Double> rounded = new ArrayList<>();
        for (double x : p) {
            rounded.add(Math.rint(x * GRID) / GRID);
        }
        return new Belief(rounded);
    }

    private Best best(int state, int left, Belief belief) {
        if (left == 0) {
            return new Best(0, 0);
        }
        Key key = new Key(state, left, belief);
        Best found = known.get(key);
        if (found == null) {
            Require.that(
                    known.size() < MOST_BELIEFS,
                    "more than " + MOST_BELIEFS + " beliefs can arise; give a shorter horizon");
            found = solve(key);
            known.put(key, found);
        }
        return found;
    }

    private Best solve(Key key) {
        double[] b = key.belief.probabilities().stream()
                .mapToDouble(Double::doubleValue)
                .toArray();
        Best best = new Best(Double.NEGATIVE_INFINITY, 0);
        for (int r = 0; r < game.transitions()[0][0].length; r++) {
            double value = worth(key, b, r);
            best = value > best.value + 1e-12 ? new Best(value, r) : best;
        }
        return best;
    }

    private double worth(Key key, double[] b, int robot) {
        double sum = 0;
        for (int h = 0; h < game.transitions()[0].length; h++) {
            double mass = 0;
            for (int p = 0; p < b.length; p++) {
                double likely = b[p] * human[key.state][p][h];
                mass += likely;
                sum += likely == 0 ? 0 : likely * game.rewards()[key.state][h][robot][p];
            }
            if (mass > 0) {
                Belief next = belief(after(b, key.state, h));
                double[] row = game.transitions()[key.state][h][robot];
                for (int to = 0; to < row.length; to++) {
                    sum += row[to] == 0 ? 0 : mass * game.gamma() * row[to] * best(to, key.left - 1, next).value;
                }
            }
        }
        return sum;
    }
}
