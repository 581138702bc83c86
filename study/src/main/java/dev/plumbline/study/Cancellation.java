package dev.plumbline.study;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;

/// A person's wish that a run should stop; asked for by one thread, seen by others.
public final class Cancellation {
    private volatile boolean requested;
    private volatile boolean held;

    /// Asks for the run to stop at the next place from which it can go on.
    public void request() {
        requested = true;
    }

    /// Whether someone asked.
    public boolean requested() {
        return requested;
    }

    /// Says that whoever is asked to stop first finishes what was begun, however long that takes, and stops by
    /// itself then.
    public void hold() {
        held = true;
    }

    /// Whether what was begun is finished first.
    public boolean held() {
        return held;
    }

    /// Ends the caller if someone asked.
    ///
    /// @throws PlumblineException CANCELLED if someone asked
    public void check() {
        if (requested) {
            throw new PlumblineException(ErrorCode.CANCELLED, "stopped on request");
        }
    }
}
