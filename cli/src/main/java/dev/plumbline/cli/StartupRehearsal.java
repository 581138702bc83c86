package dev.plumbline.cli;

import dev.plumbline.study.Cancellation;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Runs the commands that should start fast, once and to nobody, while the JVM writes down which classes they needed.
///
/// The launcher calls this after a build to make its ahead-of-time cache.
public final class StartupRehearsal {
    private static final List<List<String>> COMMANDS =
            List.of(List.of("--help"), List.of("doctor"), List.of("doctor", "--json"));

    private StartupRehearsal() {}

    public static void main(String[] arguments) {
        PrintStream nobody = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        Shell shell = new Shell(
                nobody,
                nobody,
                InputStream.nullInputStream(),
                Terminal.plain(),
                Path.of(""),
                Path.of(""),
                Map.of(),
                new Cancellation());
        Main.main(new String[] {"--version"});
        for (List<String> command : COMMANDS) {
            int status = Plumbline.execute(shell, command.toArray(String[]::new));
            if (status != ExitStatus.OK) {
                throw new IllegalStateException(command + " ended with " + status + " while rehearsing");
            }
        }
    }
}
