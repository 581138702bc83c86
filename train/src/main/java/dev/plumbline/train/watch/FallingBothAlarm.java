package dev.plumbline.train.watch;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Preference training may widen the margin by making *both* answers less likely, the rejected one faster: what
/// gains is neither (Pal et al. 2024, arXiv 2402.13228). Watches the mean log-ratios to the reference of chosen and
/// rejected answers.
public final class FallingBothAlarm implements Alarm {
    private final double nats;
    private final Deque<double[]> last = new ArrayDeque<>();
    private boolean burning;

    /// @param nats by how much both must have fallen below the reference, above 0: at 3 an answer is twenty times less
    /// likely than it was
    public FallingBothAlarm(double nats) {
        if (!(nats > 0)) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, "falling-both: the fall must be above 0 nats, not " + nats);
        }
        this.nats = nats;
    }

    @Override
    public String name() {
        return "falling-both";
    }

    @Override
    public Optional<Warning> observe(long step, Map<String, Double> figures) {
        Double chosen = figures.get("chosen");
        Double rejected = figures.get("rejected");
        if (chosen == null || rejected == null) {
            return Optional.empty();
        }
        last.addLast(new double[] {chosen, rejected});
        if (last.size() > WindowAlarm.WINDOW) {
            last.removeFirst();
        }
        if (last.size() < WindowAlarm.WINDOW) {
            return Optional.empty();
        }
        double c = last.stream().mapToDouble(both -> both[0]).average().orElseThrow();
        double r = last.stream().mapToDouble(both -> both[1]).average().orElseThrow();
        boolean was = burning;
        burning = c < -nats && r < -nats;
        if (!burning || was) {
            return Optional.empty();
        }
        return Optional.of(new Warning(
                name(),
                step,
                String.format(
                        Locale.ROOT,
                        "chosen answers are %.1f nats less likely than under the reference and rejected ones %.1f:"
                                + " what gains is neither. Add a likelihood term on chosen answers, raise beta, lower"
                                + " the rate, or stop earlier.",
                        -c,
                        -r)));
    }
}
