package dev.plumbline.cli;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Progress;
import dev.plumbline.study.Cancellation;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
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
/// @param home the folder of Plumbline itself, which holds the studies that ship
/// @param environment variables by name
/// @param cancellation how a person asks the command to stop
record Shell(
        PrintStream out,
        PrintStream err,
        InputStream in,
        Terminal terminal,
        Path directory,
        Path home,
        Map<String, String> environment,
        Cancellation cancellation) {
    Shell {
        Objects.requireNonNull(out, "out");
        Objects.requireNonNull(err, "err");
        Objects.requireNonNull(in, "in");
        Objects.requireNonNull(terminal, "terminal");
        Objects.requireNonNull(cancellation, "cancellation");
        directory = directory.toAbsolutePath().normalize();
        home = home.toAbsolutePath().normalize();
        environment = Map.copyOf(environment);
    }

    /// @param cancellation what Ctrl-C asks for
    static Shell ofThisProcess(Cancellation cancellation) {
        return new Shell(
                stream(FileDescriptor.out, "stdout.encoding"),
                stream(FileDescriptor.err, "stderr.encoding"),
                System.in,
                Terminal.ofThisProcess(),
                Path.of(""),
                Path.of(System.getProperty("plumbline.home", "")),
                System.getenv(),
                cancellation);
    }

    /// Where a command says how far it is; nowhere if it is to be quiet.
    Progress progress(boolean quiet) {
        if (quiet) {
            return Progress.NONE;
        }
        return terminal.live()
                ? new LiveProgress(err, terminal, System::nanoTime)
                : new PlainProgress(err, System::nanoTime);
    }

    /// A path as a person gave it, from this shell's folder; left as it is where that is the process's own folder,
    /// so that messages name files as the person did.
    Path path(String given) {
        try {
            Path path = Path.of(given);
            boolean own = directory.equals(Path.of("").toAbsolutePath().normalize());
            return own ? path : directory.resolve(path).normalize();
        } catch (InvalidPathException e) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, given + ": not a path on this system (" + e.getReason() + ")", e);
        }
    }

    /// A path as short as a person would write it: relative to this shell's folder where it lies beneath it.
    String shown(Path path) {
        Path full = path.toAbsolutePath().normalize();
        return full.startsWith(directory) && !full.equals(directory)
                ? directory.relativize(full).toString()
                : full.toString();
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
