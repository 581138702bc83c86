package dev.plumbline.worlds.theory;

/// A cooperative inverse reinforcement learning game (Hadfield-Menell, Russell, Abbeel, Dragan 2016), solved
/// exactly.
///
/// Human and robot move at once and share the reward, whose parameter only the human knows. Following the paper's
/// reduction, a coordinator tells the human a rule from parameters to actions and the robot an action; the belief
/// then changes only through the human's action. As rules are deterministic, the beliefs that can arise are the
/// prior restricted to sets of parameters, so value iteration over states and sets is exact.
///
/// @param transitions probability by state, human action, robot action and next state
/// @param rewards by state, human action, robot action and parameter, finite
/// @param prior of the parameters; at most 6
/// @param start the first state
/// @param gamma discount, in [0, 1)
public record AssistanceGame(
        double[][][][] transitions, double[][][][] rewards, double[] prior, int start, double gamma) {
    private static final long MOST_WORK = 200_000_000;

    public AssistanceGame {
        Require.that(gamma >= 0 && gamma < 1, "gamma must lie in [0, 1), not " + gamma);
        Require.distribution(prior, "prior");
        Require.that(prior.length <= 6, "at most 6 parameters can be solved exactly, not " + prior.length);
        Require.that(start >= 0 && start < transitions.length, "start must be a state, not " + start);
        Require.that(rewards.length == transitions.length, "rewards are needed for each state");
        int humans = transitions[0].length;
        int robots = transitions[0][0].length;
        for (int s = 0; s < transitions.length; s++) {
            checkState(transitions[s], rewards[s], humans, robots, transitions.length, prior.length, s);
        }
        double work = transitions.length * Math.pow(humans + 1.0, prior.length) * robots * transitions.length;
        Require.that(work <= MOST_WORK, "the game is too large to solve exactly: " + work + " steps a sweep");
    }

    private static void checkState(
            double[][][] moves, double[][][] pay, int humans, int robots, int states, int parameters, int s) {
        Require.that(
                moves.length == humans && pay.length == humans, "state " + s + " needs " + humans + " human moves");
        for (int h = 0; h < humans; h++) {
            Require.that(
                    moves[h].length == robots && pay[h].length == robots,
                    "state " + s + " needs " + robots + " robot moves");
            for (int r = 0; r < robots; r++) {
                Require.that(moves[h][r].length == states, "state " + s + " needs a probability for each next state");
                Require.distribution(moves[h][r], "transitions[" + s + "][" + h + "][" + r + "]");
                Require.that(pay[h][r].length == parameters, "state " + s + " needs a reward for each parameter");
                for (double x : pay[h][r]) {
                    Require.finite(x, "rewards[" + s + "][" + h + "][" + r + "]");
                }
            }
        }
    }

    /// A solved game: values and first best moves by state and set of parameters still possible (bit i: parameter
    /// i).
    ///
    /// @param value of the start under the prior
    /// @param values by state and set
    /// @param robot the robot's action by state and set
    /// @param human the human's action by state, set and parameter
    public record Solution(double value, double[][] values, int[][] robot, int[][][] human) {}

    /// The optimal pair: the human may teach, the robot knows that it may.
    public Solution cooperate() {
        return new AssistanceSolver(this, new int[0][]).solve();
    }

    /// The robot's best answer to a human who acts by a fixed rule that the robot knows: learning from an expert
    /// who does not teach.
    ///
    /// @param human action by state and parameter
    public Solution learnFrom(int[][] human) {
        Require.that(human.length == transitions.length, "the human needs an action in each state");
        return new AssistanceSolver(this, human).solve();
    }

    /// Apprenticeship: the robot's best answer to a human who acts as is best when the robot always plays `idle`.
    public Solution apprentice(int idle) {
        return learnFrom(humanAlone(idle));
    }

    /// The best action by state and parameter of a human whose robot always plays `idle`; of ties the first.
    public int[][] humanAlone(int idle) {
        int humans = transitions[0].length;
        int[][] policy = new int[transitions.length][prior.length];
        for (int p = 0; p < prior.length; p++) {
            double[] v = new double[transitions.length];
            double change = 1;
            while (change > 1e-13) {
                double[] next = new double[v.length];
                change = 0;
                for (int s = 0; s < v.length; s++) {
                    double best = Double.NEGATIVE_INFINITY;
                    for (int h = 0; h < humans; h++) {
                        double q = rewards[s][h][idle][p] + gamma * expected(transitions[s][h][idle], v);
                        if (q > best + 1e-11) {
                            policy[s][p] = h;
                        }
                        best = Math.max(best, q);
                    }
                    next[s] = best;
                    change = Math.max(change, Math.abs(next[s] - v[s]));
                }
                v = next;
            }
        }
        return policy;
    }

    /// The value if the robot knew the parameter too: no pair can do better.
    public double fullInformation() {
        double sum = 0;
        for (int p = 0; p < prior.length; p++) {
            double[] known = new double[prior.length];
            known[p] = 1;
            sum += prior[p] == 0
                    ? 0
                    : prior[p]
                            * new AssistanceGame(transitions, rewards, known, start, gamma)
                                    .cooperate()
                                    .value();
        }
        return sum;
    }

    static double expected(double[] p, double[] v) {
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            sum += p[i] == 0 ? 0 : p[i] * v[i];
        }
        return sum;
    }
}
