package dev.plumbline.evaluate.run;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// How tasks are run, whatever they ask.
///
/// @param seed of all draws
/// @param epochs how often each sample is put, at least 1
/// @param atWork how many samples are under way at once; each has a request in flight or is being scored
/// @param deadline of the whole run; what is not begun by then is left for another time
/// @param setup what else decides the answers, by name, for the log's header
/// @param stop when enough samples of a task have been asked
public record RunOptions(
        Seed seed, int epochs, int atWork, Duration deadline, Map<String, String> setup, StopRule stop) {
    /// Asks all samples.
    public RunOptions(Seed seed, int epochs, int atWork, Duration deadline, Map<String, String> setup) {
        this(seed, epochs, atWork, deadline, setup, StopRule.NEVER);
    }

    public RunOptions {
        if (epochs < 1) {
            throw new PlumblineException(ErrorCode.BAD_ARGUMENT, "epochs must be 1 or more, not " + epochs);
        }
        if (atWork < 1) {
            throw new PlumblineException(ErrorCode.BAD_ARGUMENT, "at-work must be 1 or more, not " + atWork);
        }
        if (deadline.isNegative() || deadline.isZero()) {
            throw new PlumblineException(ErrorCode.BAD_ARGUMENT, "the deadline must be above 0, not " + deadline);
        }
        Objects.requireNonNull(stop, "stop");
        setup = Collections.unmodifiableMap(new TreeMap<>(setup));
    }

    /// One epoch, as many samples at work as [Concurrency#USUAL] can use, a week.
    public static RunOptions usual(Seed seed) {
        return new RunOptions(seed, 1, Concurrency.USUAL.most() + 64, Duration.ofDays(7), Map.of());
    }

    public RunOptions epochs(int times) {
        return new RunOptions(seed, times, atWork, deadline, setup, stop);
    }

    public RunOptions setup(Map<String, String> words) {
        return new RunOptions(seed, epochs, atWork, deadline, words, stop);
    }

    public RunOptions within(Duration time) {
        return new RunOptions(seed, epochs, atWork, time, setup, stop);
    }

    public RunOptions until(StopRule rule) {
        return new RunOptions(seed, epochs, atWork, deadline, setup, rule);
    }
}
