package dev.plumbline.cli;

import dev.plumbline.study.Cancellation;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/// A shell whose output is kept for a test to read.
final class CapturedShell {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Shell shell;

    CapturedShell(Path directory) {
        this(directory, directory);
    }

    /// @param home the folder that holds the studies that ship
    CapturedShell(Path directory, Path home) {
        this(directory, home, Terminal.plain(), new byte[0]);
    }

    CapturedShell(Path directory, Terminal terminal) {
        this(directory, directory, terminal, new byte[0]);
    }

    /// @param input what comes in over standard input
    CapturedShell(Path directory, byte[] input) {
        this(directory, directory, Terminal.plain(), input);
    }

    private CapturedShell(Path directory, Path home, Terminal terminal, byte[] input) {
        this.shell = new Shell(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                new ByteArrayInputStream(input),
                terminal,
                directory,
                home,
                Map.of("PLUMBLINE_HOME", directory.resolve("home").toString()),
                new Cancellation());
    }

    Shell shell() {
        return shell;
    }

    int run(String... arguments) {
        return Plumbline.execute(shell, arguments);
    }

    int run(Workbench workbench, String... arguments) {
        return Plumbline.execute(shell, workbench, arguments);
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
