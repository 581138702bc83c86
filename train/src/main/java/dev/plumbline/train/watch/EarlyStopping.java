package dev.plumbline.train.watch;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.stats.PairedDifference;
import dev.plumbline.core.stats.Quantiles;
import java.util.Arrays;
import java.util.stream.IntStream;

/// Stops optimising a proxy when a small sample of gold rewards says that it no longer helps: when `patience` checks
/// in a row lie *significantly* below the best check so far, paired by item.
///
/// A single bad check is noise, and a flat curve is no reason to stop; both are left alone.
public final class EarlyStopping {
    private final int patience;
    private final double level;
    private double[] best = new double[0];
    private double bestMean = Double.NEGATIVE_INFINITY;
    private long bestStep = -1;
    private int worse;

    /// @param patience checks in a row, at least 1; 2 where nothing else is said
    /// @param level of the two-sided interval of the difference that must lie below 0, in (0, 1); .9 where nothing
    /// else is said
    public EarlyStopping(int patience, double level) {
        if (patience < 1 || !(level > 0 && level < 1)) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "early stopping needs a patience of 1 or more and a level in (0, 1); found " + patience + " and "
                            + level);
        }
        this.patience = patience;
        this.level = level;
    }

    /// Takes in a check.
    ///
    /// @param step in rising order
    /// @param gold rewards of the same items, in the same order, at every check; at least two. NaN where nothing
    /// can be
    /// said of an item, which is then left out of every comparison that it has no part in
    /// @return whether to stop
    public boolean check(long step, double... gold) {
        if (gold.length < 2 || (best.length != 0 && best.length != gold.length)) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "early stopping compares the same two or more items at every check; found " + gold.length
                            + (best.length == 0 ? "" : " after " + best.length));
        }
        double mean = Arrays.stream(gold)
                .filter(value -> !Double.isNaN(value))
                .average()
                .orElse(Double.NEGATIVE_INFINITY);
        if (mean > bestMean) {
            bestMean = mean;
            best = gold.clone();
            bestStep = step;
            worse = 0;
            return false;
        }
        worse = below(gold) ? worse + 1 : 0;
        return worse >= patience;
    }

    private boolean below(double[] gold) {
        int[] both = IntStream.range(0, gold.length)
                .filter(i -> !Double.isNaN(gold[i]) && !Double.isNaN(best[i]))
                .toArray();
        if (both.length < 2) {
            return false;
        }
        PairedDifference difference = PairedDifference.of(
                Arrays.stream(both).mapToDouble(i -> gold[i]).toArray(),
                Arrays.stream(both).mapToDouble(i -> best[i]).toArray());
        double reach = Quantiles.t(level, both.length - 1) * difference.standardError();
        return difference.value() + reach < 0;
    }

    /// What the rule knows so far, exact to the last bit, in one line.
    public String state() {
        StringBuilder state = new StringBuilder(bestStep + " " + worse + " " + bestMean);
        for (double value : best) {
            state.append(' ').append(value);
        }
        return state.toString();
    }

    /// Takes back what [#state] gave.
    public void resume(String state) {
        String[] part = state.split(" ", -1);
        bestStep = Long.parseLong(part[0]);
        worse = Integer.parseInt(part[1]);
        bestMean = Double.parseDouble(part[2]);
        best = Arrays.stream(part, 3, part.length)
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    /// The step of the best check; -1 before any.
    public long bestStep() {
        return bestStep;
    }
}
