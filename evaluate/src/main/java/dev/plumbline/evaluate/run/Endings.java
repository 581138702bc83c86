package dev.plumbline.evaluate.run;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.evaluate.Score;
import dev.plumbline.evaluate.log.LogRecord;
import dev.plumbline.evaluate.log.RunLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// How the samples of a run ended: in the log everything, in memory the scores. Safe for many threads.
///
/// Failures stay out of the log until the model has answered once: what fails because nobody is there is not a
/// sample's outcome, and is to be asked again when the run goes on.
final class Endings {
    /// So many samples that fail before the first is answered mean that nobody is there.
    private static final int DEAD = 50;

    private final String model;
    private final RunLog log;
    private final RunMeter meter;
    private final Map<LogRecord.Key, RunLog.Entry> ended;
    private final List<LogRecord> heldBack = new ArrayList<>();
    private volatile boolean alive;

    /// @param model who is asked, by name
    Endings(String model, RunLog log, RunMeter meter) {
        this.model = model;
        this.log = log;
        this.meter = meter;
        this.ended = new ConcurrentHashMap<>(log.known());
        this.alive = !ended.isEmpty();
    }

    /// Takes note of how a sample ended.
    ///
    /// @throws PlumblineException ENDPOINT if nobody is there
    void add(LogRecord record) {
        if (alive) {
            keep(record);
            return;
        }
        synchronized (heldBack) {
            if (record.solution().isPresent() && !alive) {
                alive = true;
                heldBack.forEach(this::keep);
                heldBack.clear();
            }
            if (alive) {
                keep(record);
                return;
            }
            heldBack.add(record);
            if (heldBack.size() >= DEAD) {
                throw dead();
            }
        }
    }

    private void keep(LogRecord record) {
        ended.put(record.key(), log.add(record));
        meter.ended(record.score());
    }

    /// @throws PlumblineException ENDPOINT if samples failed and none was answered
    void requireAnswers() {
        synchronized (heldBack) {
            if (!heldBack.isEmpty()) {
                throw dead();
            }
        }
    }

    private PlumblineException dead() {
        String why = heldBack.getFirst().score() instanceof Score.Missing missing ? missing.detail() : "";
        return new PlumblineException(
                ErrorCode.ENDPOINT,
                model + " answered none of " + heldBack.size() + " samples, the first for this: " + why
                        + "; mend that, and the same command goes on");
    }

    boolean has(LogRecord.Key key) {
        return ended.containsKey(key);
    }

    /// How a sample ended, if it has.
    Optional<RunLog.Entry> of(LogRecord.Key key) {
        return Optional.ofNullable(ended.get(key));
    }

    int count() {
        return ended.size();
    }
}
