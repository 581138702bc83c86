package dev.plumbline.engine;

import dev.plumbline.core.FinishReason;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes sequences that any thread hands in at any time, together in one batch, split over the
/// engine's threads.
///
/// A thread of its own asks the engine for one short slice of steps after the other, so that other work of the
/// engine finds its turn in between. Listeners are called on the engine's threads. Closing ends what is under way
/// as cancelled.
public final class LiveGeneration implements AutoCloseable {
    private static final long SLICE_NANOS = 20_000_000;

    private final Decoder decoder;
    private final BatchLimits limits;
    private final int queue;
    private final Deque<GenerationRequest> inbox = new ArrayDeque<>(); // guarded by this
    private final Thread driver;
    private int inBatch; // sequences that the batch holds; guarded by this
    private int waitingInBatch; // those of them that wait; guarded by this
    private boolean closed; // guarded by this
    private volatile long written;
    private @Nullable BatchLanes batch; // engine thread

    /// @param queue sequences that may wait at most
    public LiveGeneration(Decoder decoder, BatchLimits limits, int queue) {
        this.decoder = decoder;
        this.limits = limits;
        this.queue = queue;
        this.driver = new Thread(this::drive, "plumbline-batch");
        driver.setDaemon(true);
        driver.start();
    }

    /// Hands in sequences, all of them or none.
    ///
    /// @return whether there was room; if not, try again later
    /// @throws dev.plumbline.core.PlumblineException BAD_ARGUMENT if the model cannot write one of them
    public boolean submit(List<GenerationRequest> requests) {
        requests.forEach(request -> request.requireFits(decoder.config()));
        synchronized (this) {
            int free = limits.rows() + queue - inBatch - inbox.size();
            if (closed || requests.size() > free) {
                return false;
            }
            inbox.addAll(requests);
            notifyAll();
            return true;
        }
    }

    /// Sequences that wait for their turn.
    public synchronized int waiting() {
        return inbox.size() + waitingInBatch;
    }

    /// Sequences that are being written.
    public synchronized int active() {
        return inBatch - waitingInBatch;
    }

    /// Tokens written since the beginning.
    public long written() {
        return written;
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            notifyAll();
        }
        try {
            driver.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void drive() {
        while (awaitWork()) {
            try {
                Engine.run(this::slice);
            } catch (RuntimeException failure) {
                // Every sequence of the batch has been told; those that come next get a batch of their own.
                Engine.run(this::discard);
            }
        }
        Engine.run(this::discard);
        List<GenerationRequest> left;
        synchronized (this) {
            left = new ArrayList<>(inbox);
            inbox.clear();
        }
        left.forEach(request -> request.listener().ended(FinishReason.CANCELLED));
    }

    private synchronized boolean awaitWork() {
        while (!closed && inbox.isEmpty() && inBatch == 0) {
            try {
                wait();
            } catch (InterruptedException e) {
                closed = true;
            }
        }
        return !closed;
    }

    private void slice() {
        BatchLanes current = batch;
        if (current == null) {
            current = new BatchLanes(decoder, limits);
            batch = current;
        }
        takeIn(current);
        current.write(SLICE_NANOS);
        count(current);
    }

    private synchronized void takeIn(BatchLanes current) {
        while (!inbox.isEmpty()) {
            current.add(inbox.remove());
            inBatch++;
            waitingInBatch++;
        }
    }

    private synchronized void count(BatchLanes current) {
        inBatch = current.active() + current.waiting();
        waitingInBatch = current.waiting();
        written = current.written();
    }

    private void discard() {
        BatchLanes current = batch;
        if (current != null) {
            current.close();
            batch = null;
        }
        synchronized (this) {
            inBatch = 0;
            waitingInBatch = 0;
        }
    }
}
