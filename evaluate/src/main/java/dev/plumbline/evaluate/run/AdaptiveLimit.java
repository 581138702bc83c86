package dev.plumbline.evaluate.run;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Finds out how many requests an endpoint bears: additive increase, multiplicative decrease.
///
/// While answers come and the limit is in use, it doubles every round; after the first refusal it grows by one
/// a round. A refusal halves it and lets nothing start for as long as the endpoint asks; refusals of requests
/// that were under way before the cut count as the same refusal (as in TCP, Jacobson, "Congestion avoidance and
/// control", 1988).
final class AdaptiveLimit {
    private final int most;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition free = lock.newCondition();
    private double limit;
    private boolean doubling = true;
    private int inFlight;
    private int mostInFlight;
    private long cuts;
    private long pausedUntil = System.nanoTime();
    private int waiting;

    AdaptiveLimit(Concurrency concurrency) {
        this.most = concurrency.most();
        this.limit = concurrency.start();
    }

    /// A place in flight, and which cut it came after.
    record Place(long cuts) {}

    /// Waits for a place, however long the line.
    ///
    /// @param patience in nanoseconds
    /// @return null if the endpoint asks to be left alone for longer than that
    @org.jspecify.annotations.Nullable
    Place take(long patience) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            waiting++;
            while (true) {
                long pause = pausedUntil - System.nanoTime();
                if (pause > patience) {
                    return null;
                }
                if (pause <= 0 && inFlight < (int) limit) {
                    inFlight++;
                    mostInFlight = Math.max(mostInFlight, inFlight);
                    return new Place(cuts);
                }
                if (pause > 0) {
                    free.await(pause, TimeUnit.NANOSECONDS);
                } else {
                    free.await();
                }
            }
        } finally {
            waiting--;
            lock.unlock();
        }
    }

    /// Gives a place back after an answer.
    void answered() {
        lock.lock();
        try {
            boolean inUse = waiting > 0 || inFlight >= (int) limit;
            inFlight--;
            if (inUse) {
                limit = Math.min(most, limit + (doubling ? 1 : 1 / limit));
            }
            free.signal();
            if (inFlight + 1 < (int) limit) {
                free.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Gives a place back after a failure that says nothing about how much the endpoint bears.
    void failed() {
        lock.lock();
        try {
            inFlight--;
            free.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Gives a place back after the endpoint said that it was too much.
    void refused(Place place, Duration leaveAlone) {
        lock.lock();
        try {
            inFlight--;
            if (place.cuts() == cuts) {
                cuts++;
                doubling = false;
                limit = Math.max(1, limit / 2);
            }
            pausedUntil = Math.max(pausedUntil, System.nanoTime() + leaveAlone.toNanos());
            free.signalAll();
        } finally {
            lock.unlock();
        }
    }

    int limit() {
        lock.lock();
        try {
            return (int) limit;
        } finally {
            lock.unlock();
        }
    }

    int inFlight() {
        lock.lock();
        try {
            return inFlight;
        } finally {
            lock.unlock();
        }
    }

    int mostInFlight() {
        lock.lock();
        try {
            return mostInFlight;
        } finally {
            lock.unlock();
        }
    }
}
