package dev.plumbline.evaluate.run;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.model.ModelFailure;
import java.time.Duration;
import java.util.random.RandomGenerator;

/// How often a request that failed is made again, and after how long. What cannot pass is never made again; being told
/// to ask less is no failure and does not count against `attempts`.
///
/// @param attempts how often one request may be made in all, at least 1
/// @param first the wait before the second attempt; it doubles with each and is drawn between half and whole
/// @param longest the longest such wait
/// @param deadline longest time for one request, all attempts and the waits between them together; standing in line
/// for a place in flight does not count
/// @param hedge after how long without an answer the same is asked a second time, the first answer counting; zero:
/// never
public record Patience(int attempts, Duration first, Duration longest, Duration deadline, Duration hedge) {
    /// Six attempts, after half a second at first and 30 s at last, within ten minutes; no hedging.
    public static final Patience USUAL =
            new Patience(6, Duration.ofMillis(500), Duration.ofSeconds(30), Duration.ofMinutes(10), Duration.ZERO);

    public Patience {
        if (attempts < 1) {
            throw bad("attempts must be 1 or more, not " + attempts);
        }
        if (first.isNegative() || longest.isNegative() || hedge.isNegative()) {
            throw bad("waits must not be negative");
        }
        if (deadline.isNegative() || deadline.isZero()) {
            throw bad("the deadline must be above 0, not " + deadline);
        }
    }

    public Patience within(Duration other) {
        return new Patience(attempts, first, longest, other, hedge);
    }

    public Patience hedgingAfter(Duration wait) {
        return new Patience(attempts, first, longest, deadline, wait);
    }

    /// Whether a request that failed `made` times may be made again.
    boolean again(ModelFailure failure, int made) {
        return failure.kind() == ModelFailure.Kind.RATE_LIMITED
                || (failure.kind().passing() && made < attempts);
    }

    /// How long to wait after the `made`-th failure.
    Duration pause(ModelFailure failure, int made, RandomGenerator jitter) {
        if (failure.retryAfter().isPresent()) {
            return failure.retryAfter().get();
        }
        double doubled = first.toMillis() * Math.scalb(1.0, Math.min(made - 1, 20));
        double bounded = Math.min(doubled, longest.toMillis());
        return Duration.ofMillis((long) (bounded * (0.5 + 0.5 * jitter.nextDouble())));
    }

    private static PlumblineException bad(String what) {
        return new PlumblineException(ErrorCode.BAD_ARGUMENT, what);
    }
}
