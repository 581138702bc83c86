package dev.plumbline.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/// Where runs are: shared by the commands that look at them.
final class RunsFolder {
    @Option(
            names = "--runs",
            paramLabel = "FOLDER",
            defaultValue = "runs",
            description = "The folder of runs (default: ${DEFAULT-VALUE}).")
    private String runs = "runs";

    /// The folder, from where the shell stands.
    Path path(Shell shell) {
        return shell.path(runs);
    }
}
