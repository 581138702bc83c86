package dev.plumbline.cli;

import dev.plumbline.core.Progress;
import java.io.PrintStream;
import java.util.Map;
import java.util.function.LongSupplier;

/// Progress for a file, a pipe or a log: a line for each running task every five seconds, and one when it is over.
final class PlainProgress implements Progress {
    private static final long PERIOD_NANOS = 5_000_000_000L;

    private final PrintStream err;
    private final LongSupplier clock;

    /// @param clock nanoseconds from any origin, as [System#nanoTime()]
    PlainProgress(PrintStream err, LongSupplier clock) {
        this.err = err;
        this.clock = clock;
    }

    @Override
    public Meter start(String task, long total, String unit) {
        return new Running(TaskLine.start(task, total, unit, clock.getAsLong()));
    }

    @Override
    public void note(String line) {
        err.println(TerminalText.oneLine(line));
    }

    private final class Running implements Meter {
        private TaskLine line;
        private long lastSaid;
        private boolean closed;

        Running(TaskLine line) {
            this.line = line;
            this.lastSaid = line.started();
        }

        @Override
        public synchronized void at(long done, Map<String, Double> figures) {
            line = line.at(done, figures);
            long now = clock.getAsLong();
            if (now - lastSaid >= PERIOD_NANOS && !closed) {
                err.println(line.plain(now));
                lastSaid = now;
            }
        }

        @Override
        public synchronized void close() {
            if (!closed) {
                closed = true;
                err.println(line.last(clock.getAsLong()));
            }
        }
    }
}
