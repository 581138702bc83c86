package dev.plumbline.cli;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Progress;
import dev.plumbline.core.ReferenceCase;
import dev.plumbline.engine.Device;
import dev.plumbline.engine.reference.EngineReference;
import dev.plumbline.evaluate.reference.StatsReference;
import dev.plumbline.train.reference.TrainReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// `plumbline doctor --reference`: what others recorded, held to what is computed here.
///
/// The folder holds reference values, or folders that do. A folder that no check recognises is reported as
/// unknown.
final class ReferenceCheckup {
    /// The exit status if a value differs.
    static final int FAILED_STATUS = 1;

    /// One module's checks.
    private record Check(Predicate<Path> recognises, BiConsumer<Path, Consumer<ReferenceCase>> run) {}

    private final List<Check> checks;
    private final CaseTable table;

    /// @param threads with how many threads the engine's arithmetic is checked, each in turn
    /// @param device where
    ReferenceCheckup(Shell shell, boolean json, List<Integer> threads, Device device) {
        this.table = new CaseTable(shell, json);
        this.checks = List.of(
                new Check(
                        EngineReference::recognises,
                        (folder, report) -> EngineReference.run(
                                folder, new EngineReference.Settings(folder, threads, device), report)),
                new Check(
                        TrainReference::recognises,
                        (folder, report) -> TrainReference.run(folder, Progress.NONE, report)),
                new Check(StatsReference::recognises, StatsReference::run));
    }

    /// Runs every check and prints the cases: 0, or [#FAILED_STATUS] if one failed.
    int call(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new PlumblineException(
                    ErrorCode.MISSING_FILE, folder + ": no such folder; name one that holds reference values");
        }
        if (recognised(folder)) {
            run(folder, "");
        } else {
            for (Path each : folders(folder)) {
                run(each, each.getFileName() + "/");
            }
        }
        if (table.count(ReferenceCase.Result.PASS) + table.count(ReferenceCase.Result.FAIL) == 0) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    folder + ": holds no reference values that are known here; name a folder laid out as they are");
        }
        table.summary();
        return table.count(ReferenceCase.Result.FAIL) == 0 ? ExitStatus.OK : FAILED_STATUS;
    }

    private boolean recognised(Path folder) {
        return checks.stream().anyMatch(check -> check.recognises.test(folder));
    }

    private void run(Path folder, String prefix) {
        if (!recognised(folder)) {
            table.take(ReferenceCase.unknown(folder.getFileName().toString(), "folder"));
            return;
        }
        for (Check check : checks) {
            if (check.recognises.test(folder)) {
                check.run.accept(folder, one -> table.take(prefixed(prefix, one)));
            }
        }
    }

    private static ReferenceCase prefixed(String prefix, ReferenceCase one) {
        return new ReferenceCase(
                prefix + one.name(), one.kind(), one.difference(), one.tolerance(), one.result(), one.note());
    }

    private static List<Path> folders(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(Files::isDirectory).sorted().toList();
        } catch (IOException e) {
            throw new PlumblineException(
                    ErrorCode.MISSING_FILE, folder + ": could not be listed (" + e.getMessage() + ")", e);
        }
    }
}
