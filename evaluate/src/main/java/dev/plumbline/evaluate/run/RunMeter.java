package dev.plumbline.evaluate.run;

import dev.plumbline.core.Progress;
import dev.plumbline.evaluate.Score;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/// Says ten times a second how far a run is: samples over, how fast, what is missing, what it cost, how long still.
final class RunMeter implements AutoCloseable {
    private static final long PAUSE = 100_000_000L;

    private final Paced model;
    private final long total;
    private final long before;
    private final Progress.Meter meter;
    private final long begun = System.nanoTime();
    private final AtomicLong ended = new AtomicLong();
    private final AtomicLong missing = new AtomicLong();
    private final AtomicLong said = new AtomicLong(begun - PAUSE);

    /// @param before how many samples had ended when the run began
    RunMeter(Paced model, long total, long before, Progress progress) {
        this.model = model;
        this.total = total;
        this.before = before;
        this.meter = progress.start("samples of " + model.name(), total, "samples");
    }

    void ended(Score score) {
        ended.incrementAndGet();
        if (score instanceof Score.Missing) {
            missing.incrementAndGet();
        }
        long now = System.nanoTime();
        long last = said.get();
        if (now - last >= PAUSE && said.compareAndSet(last, now)) {
            say(now);
        }
    }

    private void say(long now) {
        double rate = ended.get() / Math.max(1e-9, (now - begun) / 1e9);
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("in flight", (double) model.inFlight());
        figures.put("limit", (double) model.limit());
        figures.put("missing", (double) missing.get());
        figures.put("failed attempts", (double)
                model.failures().values().stream().mapToLong(Long::longValue).sum());
        double money = model.budget().spent().money();
        if (money > 0) {
            figures.put("cost", money);
        }
        if (rate > 0) {
            figures.put("seconds left", (total - before - ended.get()) / rate);
        }
        meter.at(before + ended.get(), figures);
    }

    @Override
    public void close() {
        say(System.nanoTime());
        meter.close();
    }
}
