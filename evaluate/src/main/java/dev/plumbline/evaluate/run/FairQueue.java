package dev.plumbline.evaluate.run;

import dev.plumbline.evaluate.Sample;
import dev.plumbline.evaluate.Task;
import dev.plumbline.evaluate.log.LogRecord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What is still to be asked, the tasks taking turns so that a small one does not wait for a large one to end.
final class FairQueue {
    /// One sample's turn.
    record Turn<T>(Task<T> task, Sample<T> sample, int epoch) {
        LogRecord.Key key() {
            return new LogRecord.Key(task.name(), sample.id(), epoch);
        }
    }

    private final List<Iterator<? extends Turn<?>>> lines = new ArrayList<>();
    private int next;

    /// @param over what has ended already
    FairQueue(List<? extends Task<?>> tasks, int epochs, Set<LogRecord.Key> over) {
        Set<LogRecord.Key> left = new HashSet<>(over);
        for (Task<?> task : tasks) {
            lines.add(line(task, epochs, left));
        }
    }

    private static <T> Iterator<Turn<T>> line(Task<T> task, int epochs, Set<LogRecord.Key> over) {
        return java.util.stream.IntStream.range(0, epochs)
                .boxed()
                .flatMap(epoch -> task.samples().stream().map(sample -> new Turn<>(task, sample, epoch)))
                .filter(turn -> !over.contains(turn.key()))
                .iterator();
    }

    /// The next turn; empty when all are over.
    Optional<Turn<?>> take() {
        while (!lines.isEmpty()) {
            next = next >= lines.size() ? 0 : next;
            Iterator<? extends Turn<?>> line = lines.get(next);
            if (line.hasNext()) {
                next++;
                return Optional.of(line.next());
            }
            lines.remove(next);
        }
        return Optional.empty();
    }
}
