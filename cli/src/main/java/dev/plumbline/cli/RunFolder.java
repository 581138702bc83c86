package dev.plumbline.cli;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Which run: shared by the commands that look at one.
final class RunFolder {
    @Parameters(index = "0", paramLabel = "RUN", description = "A run folder, or the name of one in the runs folder.")
    private String run = "";

    @Mixin
    private RunsFolder runs = new RunsFolder();

    /// The folder that is meant.
    ///
    /// @throws PlumblineException MISSING_FILE if there is none
    Path find(Shell shell) {
        return find(shell, run, runs(shell));
    }

    /// The folder of a run that is named by path or by its name in a folder of runs.
    ///
    /// @throws PlumblineException MISSING_FILE if there is none
    static Path find(Shell shell, String run, Path runs) {
        for (Path candidate : List.of(shell.path(run), runs.resolve(run).normalize())) {
            if (Files.isRegularFile(candidate.resolve("evidence.jsonl"))) {
                return candidate;
            }
        }
        throw new PlumblineException(
                ErrorCode.MISSING_FILE,
                run + ": no run folder, neither that path nor that name in " + shell.shown(runs)
                        + "; plumbline runs lists what there is");
    }

    /// Where runs are.
    Path runs(Shell shell) {
        return runs.path(shell);
    }
}
