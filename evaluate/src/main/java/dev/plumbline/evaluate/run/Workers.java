package dev.plumbline.evaluate.run;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Takes turns off a queue, a virtual thread for each sample at work, and so many at once. Used by one thread.
final class Workers {
    private static final int PATIENCE_MILLIS = 50;
    private static final int FAREWELL_MILLIS = 5_000;

    private final int atWork;
    private final Semaphore places;
    private final BooleanSupplier cancelled;
    private final BooleanSupplier over;
    private final Consumer<Turn<?>> job;
    private final AtomicReference<@Nullable RuntimeException> broken = new AtomicReference<>();
    private final List<Thread> threads = new ArrayList<>();
    private boolean stopped;

    /// @param atWork how many at once
    /// @param cancelled asked often; once it says yes, no further turn begins, and those under way are stopped
    /// @param over once it says yes, no further turn begins
    /// @param job a turn's work; what it throws ends the work, except CANCELLED, which leaves the turn for another
    /// time
    Workers(int atWork, BooleanSupplier cancelled, BooleanSupplier over, Consumer<Turn<?>> job) {
        this.atWork = atWork;
        this.places = new Semaphore(atWork);
        this.cancelled = cancelled;
        this.over = over;
        this.job = job;
    }

    /// Works until the queue is empty, or time or budget are over, and what is under way has ended.
    ///
    /// @return false if the work was cancelled
    /// @throws RuntimeException what a turn's work threw first
    boolean work(FairQueue queue) {
        try {
            begin(queue);
            finish();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopped = true;
        }
        if (stopped || broken.get() != null) {
            threads.forEach(Thread::interrupt);
            join();
        }
        threads.clear();
        RuntimeException problem = broken.get();
        if (problem != null) {
            throw problem;
        }
        return !stopped;
    }

    private void begin(FairQueue queue) throws InterruptedException {
        for (Optional<Turn<?>> turn = queue.take();
                turn.isPresent() && broken.get() == null && !over.getAsBoolean();
                turn = queue.take()) {
            while (!stopped && !places.tryAcquire(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                stopped = cancelled.getAsBoolean();
            }
            if (stopped || cancelled.getAsBoolean()) {
                stopped = true;
                return;
            }
            Turn<?> next = turn.get();
            threads.add(Thread.startVirtualThread(() -> take(next)));
            if (threads.size() > 4 * atWork) {
                threads.removeIf(thread -> !thread.isAlive());
            }
        }
    }

    /// Waits until every place is free.
    private void finish() throws InterruptedException {
        while (!stopped && broken.get() == null) {
            if (places.tryAcquire(atWork, PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                places.release(atWork);
                return;
            }
            stopped = cancelled.getAsBoolean();
        }
    }

    private void take(Turn<?> turn) {
        try {
            job.accept(turn);
        } catch (PlumblineException e) {
            // Cancelled, or out of budget: this sample is left for another time. Anything else ends the run.
            if (e.code() != ErrorCode.CANCELLED) {
                broken.compareAndSet(null, e);
            }
        } catch (RuntimeException e) {
            broken.compareAndSet(null, e);
        } finally {
            places.release();
        }
    }

    private void join() {
        try {
            for (Thread thread : threads) {
                thread.join(FAREWELL_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
