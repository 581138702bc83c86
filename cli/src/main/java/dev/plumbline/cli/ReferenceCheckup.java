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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

    private final Shell shell;
    private final boolean json;
    private final List<Check> checks;
    private final List<ReferenceCase> cases = new ArrayList<>();

    /// @param threads with how many threads the engine's arithmetic is checked, each in turn
    /// @param device where
    ReferenceCheckup(Shell shell, boolean json, List<Integer> threads, Device device) {
        this.shell = shell;
        this.json = json;
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
        if (count(ReferenceCase.Result.PASS) + count(ReferenceCase.Result.FAIL) == 0) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    folder + ": holds no reference values that are known here; name a folder laid out as they are");
        }
        summary();
        return count(ReferenceCase.Result.FAIL) == 0 ? ExitStatus.OK : FAILED_STATUS;
    }

    private boolean recognised(Path folder) {
        return checks.stream().anyMatch(check -> check.recognises.test(folder));
    }

    private void run(Path folder, String prefix) {
        if (!recognised(folder)) {
            take(ReferenceCase.unknown(folder.getFileName().toString(), "folder"));
            return;
        }
        for (Check check : checks) {
            if (check.recognises.test(folder)) {
                check.run.accept(folder, one -> take(prefixed(prefix, one)));
            }
        }
    }

    private static ReferenceCase prefixed(String prefix, ReferenceCase one) {
        return new ReferenceCase(
                prefix + one.name(), one.kind(), one.difference(), one.tolerance(), one.result(), one.note());
    }

    private void take(ReferenceCase one) {
        cases.add(one);
        if (!json) {
            shell.out().println(line(one));
        }
    }

    private static String line(ReferenceCase one) {
        String numbers = one.result() == ReferenceCase.Result.UNKNOWN
                ? ""
                : String.format(Locale.ROOT, "%.2e (at most %.0e)", one.difference(), one.tolerance());
        String note = one.note().isEmpty() ? "" : "  " + TerminalText.oneLine(one.note());
        return TerminalText.lines(String.format("%-12s  %s  %s%s", word(one.result()), one.name(), numbers, note))
                .stripTrailing();
    }

    private void summary() {
        long passed = count(ReferenceCase.Result.PASS);
        long failed = count(ReferenceCase.Result.FAIL);
        long unknown = count(ReferenceCase.Result.UNKNOWN);
        if (json) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("cases", cases.stream().map(ReferenceCheckup::fields).toList());
            all.put("passed", passed);
            all.put("failed", failed);
            all.put("unknown", unknown);
            all.put("notImitated", count(ReferenceCase.Result.NOT_IMITATED));
            shell.out().println(Json.line(all));
        } else {
            shell.out()
                    .println(passed + " passed, " + failed + " failed, " + unknown + " unknown, "
                            + count(ReferenceCase.Result.NOT_IMITATED) + " not imitated");
        }
    }

    private static Map<String, Object> fields(ReferenceCase one) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", one.name());
        fields.put("kind", one.kind());
        // JSON has no infinity.
        fields.put("difference", Double.isFinite(one.difference()) ? one.difference() : "infinite");
        fields.put("tolerance", one.tolerance());
        fields.put("result", word(one.result()));
        fields.put("note", one.note());
        return fields;
    }

    private static String word(ReferenceCase.Result result) {
        return switch (result) {
            case PASS -> "pass";
            case FAIL -> "fail";
            case UNKNOWN -> "unknown";
            case NOT_IMITATED -> "not imitated";
        };
    }

    private long count(ReferenceCase.Result result) {
        return cases.stream().filter(one -> one.result() == result).count();
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
