package dev.plumbline.cli;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.io.BufferedInputStream;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/// Lines that a person types at a terminal, with editing and history, or that a pipe brings.
sealed interface TypedLines extends AutoCloseable {
    /// The next line; empty once the person or the pipe has no more to say.
    Optional<String> next();

    @Override
    void close();

    /// Lines from the terminal where the shell's input is one, else from its stream.
    @SuppressWarnings("SystemConsoleNull") // from JDK 25 on it is null again where there is no terminal
    static TypedLines of(Shell shell) {
        Console console = System.console();
        return shell.in().equals(System.in) && console != null && console.isTerminal()
                ? AtTerminal.open(shell)
                : new Piped(new BufferedInputStream(shell.in()));
    }

    /// Lines of a pipe or a file.
    record Piped(InputStream in) implements TypedLines {
        @Override
        public Optional<String> next() {
            return StandardInput.line(in);
        }

        @Override
        public void close() {}
    }

    /// Lines typed at the terminal behind a prompt.
    record AtTerminal(Terminal terminal, LineReader reader) implements TypedLines {
        /// Ctrl-C while a line is typed ends the lines; at any other time it asks the command to stop.
        private static AtTerminal open(Shell shell) {
            try {
                Terminal terminal = TerminalBuilder.builder().system(true).build();
                terminal.handle(
                        Terminal.Signal.INT, signal -> shell.cancellation().request());
                LineReader reader = LineReaderBuilder.builder()
                        .terminal(terminal)
                        .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                        .build();
                return new AtTerminal(terminal, reader);
            } catch (IOException e) {
                throw new PlumblineException(
                        ErrorCode.NATIVE, "the terminal cannot be used: " + e.getMessage() + "; pipe the lines in", e);
            }
        }

        @Override
        public Optional<String> next() {
            try {
                return Optional.of(reader.readLine("> "));
            } catch (EndOfFileException | UserInterruptException e) {
                return Optional.empty();
            }
        }

        @Override
        public void close() {
            try {
                terminal.close();
            } catch (IOException e) {
                throw new PlumblineException(
                        ErrorCode.NATIVE, "the terminal cannot be given back: " + e.getMessage() + "; type reset", e);
            }
        }
    }
}
