package dev.plumbline.study;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;

/// A person's wish that a run should stop; asked for by one thread, seen by others.
public final class Cancellation {
    private volatile boolean requested;

    /// Asks for the run to stop at the next place from which it can go on.
    public void request() {
        requested = true;
    }

    /// Whether someone asked.
    public boolean requested() {
        return requested;
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
