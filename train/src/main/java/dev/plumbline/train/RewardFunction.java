package dev.plumbline.train;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Says how good sampled answers are. A lambda will do; it is called on a thread of its own, never on the
/// engine's.
@FunctionalInterface
public interface RewardFunction {
    /// A sampled answer.
    ///
    /// @param prompt token ids
    /// @param answer token ids, its end token included if it wrote one
    /// @param finished whether it ended by itself; false if it ran into the limit
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Sampled(int[] prompt, int[] answer, boolean finished) {}

    /// One reward for each answer, in their order. NaN says that the function has nothing to say of an answer: it
    /// then neither learns nor counts in its group.
    double[] rewards(List<Sampled> answers);

    /// Calls the function and refuses what cannot be learned from.
    ///
    /// @param limit after which a function that has not answered is given up
    /// @throws PlumblineException BAD_DATA if it throws, hangs, gives too few values or an infinite one
    default double[] checked(List<Sampled> answers, Duration limit) {
        FutureTask<double[]> call = new FutureTask<>(() -> rewards(answers));
        Thread thread = Thread.ofVirtual().name("reward").start(call);
        double[] rewards;
        try {
            rewards = call.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            thread.interrupt();
            throw new PlumblineException(
                    ErrorCode.BAD_DATA,
                    "the reward function has not answered within " + limit.toSeconds() + " s for " + answers.size()
                            + " answers; raise the limit, or make it faster",
                    e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof PlumblineException known) {
                throw known;
            }
            throw new PlumblineException(
                    ErrorCode.BAD_DATA, "the reward function failed: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlumblineException(ErrorCode.CANCELLED, "interrupted while rewards were computed", e);
        }
        if (rewards.length != answers.size()) {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA,
                    "the reward function gave " + rewards.length + " values for " + answers.size()
                            + " answers; it must give one for each, NaN where it has nothing to say");
        }
        for (int i = 0; i < rewards.length; i++) {
            if (Double.isInfinite(rewards[i])) {
                throw new PlumblineException(
                        ErrorCode.BAD_DATA, "the reward of answer " + (i + 1) + " is " + rewards[i]);
            }
        }
        return rewards.clone();
    }
}
