package dev.plumbline.worlds.theory;

import java.util.Arrays;

/// The prisoner's dilemma played for ever, by finite automata, at discount gamma; all values are exact averages:
/// (1 - gamma) times the discounted sum.
///
/// @param temptation payoff of defecting on a cooperator, the highest
/// @param reward of mutual cooperation
/// @param punishment of mutual defection
/// @param sucker payoff of cooperating with a defector, the lowest
/// @param gamma discount, in [0, 1)
public record RepeatedDilemma(double temptation, double reward, double punishment, double sucker, double gamma) {
    /// A strategy: what it does in each of its states, and where the other's move takes it. State 0 is the first.
    ///
    /// @param cooperates by state
    /// @param afterCooperation next state by state
    /// @param afterDefection next state by state
    public record Automaton(boolean[] cooperates, int[] afterCooperation, int[] afterDefection) {
        public Automaton {
            int n = cooperates.length;
            Require.that(
                    n >= 1 && afterCooperation.length == n && afterDefection.length == n,
                    "an automaton needs at least one state, and a next state for each after either move");
            cooperates = cooperates.clone();
            afterCooperation = afterCooperation.clone();
            afterDefection = afterDefection.clone();
            for (int i = 0; i < n; i++) {
                Require.that(
                        afterCooperation[i] >= 0
                                && afterCooperation[i] < n
                                && afterDefection[i] >= 0
                                && afterDefection[i] < n,
                        "state " + i + " leads to a state that is not among 0 to " + (n - 1));
            }
        }

        @Override
        public boolean[] cooperates() {
            return cooperates.clone();
        }

        @Override
        public int[] afterCooperation() {
            return afterCooperation.clone();
        }

        @Override
        public int[] afterDefection() {
            return afterDefection.clone();
        }

        /// Cooperates whatever happens.
        public static Automaton always() {
            return new Automaton(new boolean[] {true}, new int[] {0}, new int[] {0});
        }

        /// Defects whatever happens.
        public static Automaton never() {
            return new Automaton(new boolean[] {false}, new int[] {0}, new int[] {0});
        }

        /// Begins with cooperation and does what the other did last.
        public static Automaton titForTat() {
            return new Automaton(new boolean[] {true, false}, new int[] {0, 0}, new int[] {1, 1});
        }

        /// Cooperates until the other defects once.
        public static Automaton grim() {
            return new Automaton(new boolean[] {true, false}, new int[] {0, 1}, new int[] {1, 1});
        }

        /// Wins stay, losses shift.
        public static Automaton pavlov() {
            return new Automaton(new boolean[] {true, false}, new int[] {0, 1}, new int[] {1, 0});
        }

        private int next(int state, boolean otherCooperates) {
            return otherCooperates ? afterCooperation[state] : afterDefection[state];
        }
    }

    /// The best that can be had against a strategy whose source is known.
    ///
    /// @param value averaged payoff
    /// @param cooperates what to do in each of the opponent's states
    public record BestResponse(double value, boolean[] cooperates) {}

    public RepeatedDilemma {
        Require.that(
                Double.isFinite(temptation)
                        && temptation > reward
                        && reward > punishment
                        && punishment > sucker
                        && Double.isFinite(sucker),
                "a prisoner's dilemma needs temptation > reward > punishment > sucker, not " + temptation + ", "
                        + reward + ", " + punishment + ", " + sucker);
        Require.that(gamma >= 0 && gamma < 1, "gamma must lie in [0, 1), not " + gamma);
    }

    /// 5, 3, 1, 0 (Axelrod 1984).
    public static RepeatedDilemma axelrod(double gamma) {
        return new RepeatedDilemma(5, 3, 1, 0, gamma);
    }

    /// What `mine` earns against `other`. Play is periodic after at most as many rounds as there are pairs of
    /// states.
    public double payoff(Automaton mine, Automaton other) {
        int width = other.cooperates.length;
        int[] seen = new int[mine.cooperates.length * width];
        Arrays.fill(seen, -1);
        double[] sums = new double[seen.length + 1];
        double weight = 1;
        int i = 0;
        int j = 0;
        for (int round = 0; ; round++) {
            int pair = i * width + j;
            if (seen[pair] >= 0) {
                return closed(sums, seen[pair], round);
            }
            seen[pair] = round;
            boolean a = mine.cooperates[i];
            boolean b = other.cooperates[j];
            sums[round + 1] = sums[round] + weight * payoff(a, b);
            weight *= gamma;
            i = mine.next(i, b);
            j = other.next(j, a);
        }
    }

    /// Adds the geometric series of the cycle between rounds `from` and `to`.
    private double closed(double[] sums, int from, int to) {
        double cycle = sums[to] - sums[from];
        return (1 - gamma) * (sums[from] + cycle / (1 - Math.pow(gamma, to - from)));
    }

    /// The best response to a strategy whose source can be read, by policy iteration over its states. Ties
    /// cooperate.
    public BestResponse bestResponse(Automaton other) {
        int n = other.cooperates.length;
        boolean[] policy = new boolean[n];
        while (true) {
            double[] values = values(policy, other);
            boolean[] better = new boolean[n];
            for (int s = 0; s < n; s++) {
                double cooperate = backup(other, s, true, values);
                double defect = backup(other, s, false, values);
                better[s] = Math.abs(cooperate - defect) < 1e-12 ? policy[s] : cooperate > defect;
            }
            if (Arrays.equals(better, policy)) {
                return new BestResponse(values[0], policy);
            }
            policy = better;
        }
    }

    /// The least discount at which `strategy` against itself is an equilibrium, to 1e-12; above 1 if none is.
    public double patienceNeeded(Automaton strategy) {
        double low = 0;
        double high = 1;
        while (high - low > 1e-13) {
            double middle = (low + high) / 2;
            if (middle >= 1 - 1e-9) {
                return Double.POSITIVE_INFINITY;
            }
            RepeatedDilemma game = new RepeatedDilemma(temptation, reward, punishment, sucker, middle);
            boolean stable = game.payoff(strategy, strategy)
                    >= game.bestResponse(strategy).value() - 1e-13;
            high = stable ? middle : high;
            low = stable ? low : middle;
        }
        return high;
    }

    private double[] values(boolean[] policy, Automaton other) {
        double[] values = new double[policy.length];
        for (int start = 0; start < values.length; start++) {
            values[start] = payoff(responding(policy, other, start), startingAt(other, start));
        }
        return values;
    }

    private double backup(Automaton other, int state, boolean cooperate, double[] values) {
        return (1 - gamma) * payoff(cooperate, other.cooperates[state]) + gamma * values[other.next(state, cooperate)];
    }

    /// An automaton that follows the other's state, which it can compute from its own moves.
    private static Automaton responding(boolean[] policy, Automaton other, int start) {
        int[] next = new int[policy.length];
        for (int s = 0; s < next.length; s++) {
            next[s] = other.next(s, policy[s]);
        }
        return startingAt(new Automaton(policy, next, next), start);
    }

    /// The same automaton with states 0 and `start` exchanged.
    private static Automaton startingAt(Automaton a, int start) {
        int n = a.cooperates.length;
        boolean[] cooperates = new boolean[n];
        int[] c = new int[n];
        int[] d = new int[n];
        for (int s = 0; s < n; s++) {
            int to = swapped(s, start);
            cooperates[to] = a.cooperates[s];
            c[to] = swapped(a.afterCooperation[s], start);
            d[to] = swapped(a.afterDefection[s], start);
        }
        return new Automaton(cooperates, c, d);
    }

    private static int swapped(int state, int start) {
        return state == 0 ? start : state == start ? 0 : state;
    }

    private double payoff(boolean mine, boolean theirs) {
        if (mine) {
            return theirs ? reward : sucker;
        }
        return theirs ? temptation : punishment;
    }
}
