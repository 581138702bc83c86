package dev.plumbline.cli;

import dev.plumbline.engine.Engine;
import dev.plumbline.study.Cancellation;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Ctrl-C and a polite `kill`: the command is asked to stop at the next place from which it can go on, and the process
/// waits for it a while.
///
/// A second Ctrl-C, or the end of the wait, ends the process at once. That loses nothing either: a run can be
/// killed at any moment and resumed.
final class Interruption {
    private static final long PATIENCE_SECONDS = 20;

    private final Cancellation cancellation = new Cancellation();
    private final CountDownLatch over = new CountDownLatch(1);

    private Interruption() {}

    static Interruption ofThisProcess() {
        Interruption interruption = new Interruption();
        Runtime.getRuntime().addShutdownHook(new Thread(interruption::stop, "interruption"));
        return interruption;
    }

    Cancellation cancellation() {
        return cancellation;
    }

    /// The command is over and has said all it had to say.
    void over() {
        over.countDown();
    }

    private void stop() {
        cancellation.request();
        try {
            if (!over.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                System.err.println(
                        "plumbline: stopped in the middle of a step; the same command with --resume goes on");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Engine.stop();
    }
}
