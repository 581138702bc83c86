package dev.plumbline.train;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Calls what users wrote (rewards, environments, judges) on a thread of its own and for a limited time, so that it can
/// neither touch the engine's thread nor hold a training up for ever.
final class Outside {
    private Outside() {}

    /// What the work gives.
    ///
    /// @param who how errors call it, such as "the reward function"
    /// @param limit after which it is given up
    /// @param what it was asked to do, for the message when it hangs
    /// @throws PlumblineException BAD_DATA if it throws or hangs; what it threw itself if that is one of ours
    static <T> T call(String who, Duration limit, String what, Callable<T> work) {
        FutureTask<T> call = new FutureTask<>(work);
        Thread thread = Thread.ofVirtual().name(who).start(call);
        try {
            return call.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            thread.interrupt();
            throw new PlumblineException(
                    ErrorCode.BAD_DATA,
                    who + " has not answered within " + limit.toSeconds() + " s for " + what
                            + "; raise the limit, or make it faster",
                    e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof PlumblineException ours) {
                throw ours;
            }
            throw new PlumblineException(ErrorCode.BAD_DATA, who + " failed: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
            throw new PlumblineException(ErrorCode.CANCELLED, "interrupted while " + who + " was at work", e);
        }
    }
}
