package dev.plumbline.evaluate.run;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/// What is still to be asked, the tasks taking turns so that a small one does not wait for a large one to end.
final class FairQueue {
    private final List<Iterator<Turn<?>>> lines;
    private int next;

    /// @param lines what each task has to ask
    FairQueue(List<Iterator<Turn<?>>> lines) {
        this.lines = new ArrayList<>(lines);
    }

    /// The next turn; empty when all are over.
    Optional<Turn<?>> take() {
        while (!lines.isEmpty()) {
            next = next >= lines.size() ? 0 : next;
            Iterator<Turn<?>> line = lines.get(next);
            if (line.hasNext()) {
                next++;
                return Optional.of(line.next());
            }
            lines.remove(next);
        }
        return Optional.empty();
    }
}
