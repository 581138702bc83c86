package dev.plumbline.study;

import dev.plumbline.core.PlumblineException;
import dev.plumbline.study.internal.EvidenceChain;
import dev.plumbline.study.internal.RunFolders;
import dev.plumbline.study.internal.RunLayout;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/// The runs in a folder, the newest first.
public record RunList(List<Entry> entries) {
    public RunList {
        entries = List.copyOf(entries);
    }

    /// How far a run came.
    public enum State {
        /// Sealed. Whether every byte is still the same is for [Verification] to say.
        FINISHED,
        /// Running, or interrupted and resumable.
        UNFINISHED,
        /// Its evidence or a result cannot be read.
        DAMAGED
    }

    /// One run.
    ///
    /// @param title of its study; empty if damaged
    /// @param started when it began; the epoch if damaged
    /// @param headline see [RunReport#headline()]; what is wrong if damaged
    public record Entry(Path run, State state, String title, Instant started, double seconds, String headline) {
        public Entry {
            Objects.requireNonNull(run, "run");
            Objects.requireNonNull(state, "state");
            Objects.requireNonNull(title, "title");
            Objects.requireNonNull(started, "started");
            Objects.requireNonNull(headline, "headline");
        }
    }

    /// The runs in a folder; none if there is no such folder.
    ///
    /// @throws PlumblineException STORAGE if the folder cannot be read
    public static RunList of(Path runs) {
        return new RunList(RunFolders.all(runs).stream().map(RunList::entry).toList());
    }

    private static Entry entry(Path run) {
        try {
            RunReport report = RunReport.read(run);
            List<Evidence> chain = EvidenceChain.readUnfinished(new RunLayout(run).evidence());
            State state = chain.getLast().type() == Evidence.Type.SEALED ? State.FINISHED : State.UNFINISHED;
            return new Entry(run, state, report.title(), report.started(), report.seconds(), report.headline());
        } catch (PlumblineException e) {
            return new Entry(run, State.DAMAGED, "", Instant.EPOCH, 0, String.valueOf(e.getMessage()));
        }
    }
}
