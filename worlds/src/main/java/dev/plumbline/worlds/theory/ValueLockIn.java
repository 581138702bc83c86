package dev.plumbline.worlds.theory;

/// When to fix one's values for good: an agent that is unsure which of two values is right may stay open to
/// correction, lock in what it now thinks, and, where that can be undone, roll back. Solved exactly by dynamic
/// programming.
///
/// In each of `periods` periods the agent serves the value that it finds more likely. An open agent earns 1 if
/// that is the right one, less `oversight`, and hears an opinion that is right with probability `accuracy`. A
/// locked one earns `1 + gain` if it is right, pays no oversight, and hears an opinion only with probability
/// `visibility`; it cannot change what it serves, but may pay `price` to be open again from the next period on,
/// which works with probability `reversible`; while it tries it earns nothing.
///
/// @param periods how many, in [1, 400]
/// @param prior that the first value is right, in (0, 1)
/// @param accuracy of an opinion, in [0.5, 1)
/// @param gain of a locked agent over an open one, at least 0
/// @param oversight price of staying open for a period, at least 0
/// @param visibility how often a locked agent still hears opinions, in [0, 1]
/// @param reversible how likely a rollback works, in [0, 1]
/// @param price of trying one, at least 0
public record ValueLockIn(
        int periods,
        double prior,
        double accuracy,
        double gain,
        double oversight,
        double visibility,
        double reversible,
        double price) {
    private static final int MOST_PERIODS = 400;

    /// What an agent does in a period.
    public enum Move {
        STAY_OPEN,
        LOCK_IN,
        STAY_LOCKED,
        ROLL_BACK
    }

    /// Where the agent stands.
    private enum Mode {
        OPEN,
        FIRST,
        SECOND
    }

    /// The solved problem: what the agent does and what that is worth.
    ///
    /// @param value expected worth of all periods
    /// @param lockedAtOnce the same for an agent that must lock in before it hears anything and may never roll
    ///     back
    /// @param neverLocked the same for one that stays open for ever
    /// @param first what it does first
    public record Solution(double value, double lockedAtOnce, double neverLocked, Move first) {
        /// What being able to be corrected adds to locking in at once.
        public double worthOfCorrection() {
            return value - lockedAtOnce;
        }
    }

    public ValueLockIn {
        Require.that(
                periods >= 1 && periods <= MOST_PERIODS,
                "periods must lie in [1, " + MOST_PERIODS + "], not " + periods);
        Require.open(prior, "prior");
        Require.that(accuracy >= 0.5 && accuracy < 1, "accuracy must lie in [0.5, 1), not " + accuracy);
        Require.notNegative(gain, "gain");
        Require.notNegative(oversight, "oversight");
        Require.probability(visibility, "visibility");
        Require.probability(reversible, "reversible");
        Require.notNegative(price, "price");
    }

    /// The optimum over all rules.
    public Solution solve() {
        double[][][] values = new double[periods + 1][Mode.values().length][2 * periods + 3];
        double[] open = new double[2 * periods + 3];
        for (int left = 1; left <= periods; left++) {
            double[] openBefore = open;
            open = new double[openBefore.length];
            int reach = periods - left; // opinions heard so far, at most
            for (int net = -reach; net <= reach; net++) {
                for (Mode mode : Mode.values()) {
                    double best = Double.NEGATIVE_INFINITY;
                    for (Move move : Move.values()) {
                        best = Math.max(best, worth(values[left - 1], mode, move, net, left));
                    }
                    values[left][mode.ordinal()][at(net)] = best;
                }
                open[at(net)] = served(net) - oversight + heard(openBefore, net, 1);
            }
        }
        Move first = Move.STAY_OPEN;
        double best = worth(values[periods - 1], Mode.OPEN, first, 0, periods);
        if (worth(values[periods - 1], Mode.OPEN, Move.LOCK_IN, 0, periods) > best + 1e-12) {
            first = Move.LOCK_IN;
        }
        double atOnce = periods * (1 + gain) * Math.max(prior, 1 - prior);
        return new Solution(values[periods][Mode.OPEN.ordinal()][at(0)], atOnce, open[at(0)], first);
    }

    /// What a move is worth with `left` periods to go, this one included; -infinity where it cannot be made.
    private double worth(double[][] later, Mode mode, Move move, int net, int left) {
        double first = belief(net);
        return switch (move) {
            case STAY_OPEN ->
                mode == Mode.OPEN
                        ? served(net) - oversight + heard(later[Mode.OPEN.ordinal()], net, 1)
                        : Double.NEGATIVE_INFINITY;
            case LOCK_IN -> {
                Mode chosen = first >= 0.5 ? Mode.FIRST : Mode.SECOND;
                yield mode == Mode.OPEN ? locked(later, chosen, net) : Double.NEGATIVE_INFINITY;
            }
            case STAY_LOCKED -> mode == Mode.OPEN ? Double.NEGATIVE_INFINITY : locked(later, mode, net);
            case ROLL_BACK ->
                mode == Mode.OPEN || left == 0
                        ? Double.NEGATIVE_INFINITY
                        : -price
                                + reversible * heard(later[Mode.OPEN.ordinal()], net, visibility)
                                + (1 - reversible) * heard(later[mode.ordinal()], net, visibility);
        };
    }

    private double locked(double[][] later, Mode mode, int net) {
        double right = mode == Mode.FIRST ? belief(net) : 1 - belief(net);
        return (1 + gain) * right + heard(later[mode.ordinal()], net, visibility);
    }

    /// What an agent that serves the likelier value expects of a period.
    private double served(int net) {
        return Math.max(belief(net), 1 - belief(net));
    }

    /// The later value, averaged over what may be heard.
    private double heard(double[] later, int net, double often) {
        double first = belief(net);
        double says = first * accuracy + (1 - first) * (1 - accuracy);
        double told = says * later[at(net + 1)] + (1 - says) * later[at(net - 1)];
        return often * told + (1 - often) * later[at(net)];
    }

    private int at(int net) {
        return net + periods + 1;
    }

    /// How likely the first value is right after `net` more opinions for it than against it.
    public double belief(int net) {
        double odds = prior / (1 - prior) * Math.pow(accuracy / (1 - accuracy), net);
        return Double.isInfinite(odds) ? 1 : odds / (1 + odds);
    }
}
