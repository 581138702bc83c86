package dev.plumbline.study;

import java.nio.file.Path;
import java.util.Objects;

/// A run that came to its end and was sealed.
///
/// @param folder the run folder
/// @param report all that there is to tell about it
public record CompletedRun(Path folder, RunReport report) {
    public CompletedRun {
        Objects.requireNonNull(folder, "folder");
        Objects.requireNonNull(report, "report");
    }

    /// Its figures, for machines; the run named by its path.
    public RunSummary summary() {
        return report.summary().at(folder.toString());
    }
}
