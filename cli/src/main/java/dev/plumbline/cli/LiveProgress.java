package dev.plumbline.cli;

import dev.plumbline.core.Progress;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/// Progress on a terminal: one line for each running task, drawn over ten times a second at most.
///
/// Finished tasks and notes scroll away above the running ones. Everything is written in one call under one lock,
/// so lines of several threads do not mix.
final class LiveProgress implements Progress {
    private static final long REDRAW_NANOS = 100_000_000L;

    private final PrintStream err;
    private final Terminal terminal;
    private final LongSupplier clock;
    private final List<Running> running = new ArrayList<>();
    private int drawn;
    private long lastDrawn;

    /// @param clock nanoseconds from any origin, as [System#nanoTime()]
    LiveProgress(PrintStream err, Terminal terminal, LongSupplier clock) {
        this.err = err;
        this.terminal = terminal;
        this.clock = clock;
        this.lastDrawn = clock.getAsLong() - REDRAW_NANOS;
    }

    @Override
    public synchronized Meter start(String task, long total, String unit) {
        Running started = new Running(TaskLine.start(task, total, unit, clock.getAsLong()));
        running.add(started);
        redraw("");
        return started;
    }

    @Override
    public synchronized void note(String line) {
        redraw(TerminalText.oneLine(line) + '\n');
    }

    /// Draws the running tasks over themselves, below `above`, which stays.
    private void redraw(String above) {
        long now = clock.getAsLong();
        StringBuilder frame = new StringBuilder();
        if (drawn > 0) {
            frame.append("\033[").append(drawn).append('A');
        }
        frame.append("\r\033[J").append(above);
        running.forEach(r -> frame.append(r.line.live(now, terminal)).append('\n'));
        err.print(frame);
        err.flush();
        drawn = running.size();
        lastDrawn = now;
    }

    private synchronized void advance(Running meter, long done, Map<String, Double> figures) {
        meter.line = meter.line.at(done, figures);
        if (clock.getAsLong() - lastDrawn >= REDRAW_NANOS) {
            redraw("");
        }
    }

    private synchronized void finish(Running meter) {
        if (running.remove(meter)) {
            redraw(meter.line.last(clock.getAsLong()) + '\n');
        }
    }

    private final class Running implements Meter {
        private TaskLine line;

        Running(TaskLine line) {
            this.line = line;
        }

        @Override
        public void at(long done, Map<String, Double> figures) {
            advance(this, done, figures);
        }

        @Override
        public void close() {
            finish(this);
        }
    }
}
