package dev.plumbline.cli;

import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/// The process around a command: its streams, its terminal, its folder and its environment.
///
/// Commands read and write nothing but what is given here, so that a test can run the real command in its own JVM.
///
/// @param out where results go
/// @param err where progress, notes and errors go
/// @param in where a person types
/// @param terminal what `err` can show
/// @param directory the folder that relative paths start from
/// @param environment variables by name
record Shell(
        PrintStream out,
        PrintStream err,
        InputStream in,
        Terminal terminal,
        Path directory,
        Map<String, String> environment) {
    Shell {
        Objects.requireNonNull(out, "out");
        Objects.requireNonNull(err, "err");
        Objects.requireNonNull(in, "in");
        Objects.requireNonNull(terminal, "terminal");
        directory = directory.toAbsolutePath().normalize();
        environment = Map.copyOf(environment);
    }

    static Shell ofThisProcess() {
        return new Shell(
                stream(FileDescriptor.out, "stdout.encoding"),
                stream(FileDescriptor.err, "stderr.encoding"),
                System.in,
                Terminal.ofThisProcess(),
                Path.of(""),
                System.getenv());
    }

    /// UTF-8, but on Windows, whose console expects its own.
    private static PrintStream stream(FileDescriptor descriptor, String property) {
        boolean windows = File.separatorChar == '\\';
        Charset charset = windows
                ? Charset.forName(System.getProperty(property, StandardCharsets.UTF_8.name()))
                : StandardCharsets.UTF_8;
        return new PrintStream(new FileOutputStream(descriptor), true, charset);
    }
}
