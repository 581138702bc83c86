package dev.plumbline.evaluate.run;

import dev.plumbline.core.Completion;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.model.CompletionRequest;
import dev.plumbline.model.LanguageModel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Asks a second time where the first answer keeps one waiting; the first to answer counts, the other is stopped.
///
/// Both requests are one and the same, seed included, so that the figures do not depend on which one won where
/// the model keeps its contract.
final class Hedge {
    private Hedge() {}

    /// @param after zero: ask once, in the caller's thread
    static Completion ask(LanguageModel model, CompletionRequest request, Duration after) {
        if (after.isZero()) {
            return model.complete(request);
        }
        CompletableFuture<Completion> won = new CompletableFuture<>();
        Attempt first = new Attempt(model, request, won);
        try {
            return won.get(after.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return second(first, model, request, won);
        } catch (ExecutionException e) {
            throw problem(e);
        } catch (InterruptedException e) {
            first.stop();
            throw stopped(e);
        }
    }

    private static Completion second(
            Attempt first, LanguageModel model, CompletionRequest request, CompletableFuture<Completion> won) {
        Attempt second = new Attempt(model, request, won);
        try {
            return won.get();
        } catch (ExecutionException e) {
            throw problem(e);
        } catch (InterruptedException e) {
            throw stopped(e);
        } finally {
            first.stop();
            second.stop();
        }
    }

    /// One of the two requests; whichever ends first, well or badly, decides.
    private static final class Attempt {
        private final Thread thread;

        Attempt(LanguageModel model, CompletionRequest request, CompletableFuture<Completion> won) {
            this.thread = Thread.startVirtualThread(() -> {
                try {
                    won.complete(model.complete(request));
                } catch (RuntimeException e) {
                    won.completeExceptionally(e);
                }
            });
        }

        void stop() {
            thread.interrupt();
        }
    }

    private static RuntimeException problem(ExecutionException e) {
        return e.getCause() instanceof RuntimeException ours ? ours : new IllegalStateException(e.getCause());
    }

    private static PlumblineException stopped(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new PlumblineException(ErrorCode.CANCELLED, "stopped while two answers were awaited", e);
    }
}
