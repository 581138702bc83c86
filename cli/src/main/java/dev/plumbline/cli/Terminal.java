package dev.plumbline.cli;

import java.util.Locale;

/// What the stream that progress goes to can show.
///
/// @param live whether a line can be drawn over: a person watches, and the terminal is not dumb
/// @param columns how wide a line may be, at least 20
/// @param unicode whether more than ASCII can be shown
record Terminal(boolean live, int columns, boolean unicode) {
    /// The width where none is known.
    static final int USUAL_COLUMNS = 100;

    Terminal {
        columns = Math.max(20, columns);
    }

    /// A file or a pipe.
    static Terminal plain() {
        return new Terminal(false, USUAL_COLUMNS, true);
    }

    /// As the launcher found it, for the JVM itself cannot ask about standard error: `plumbline.terminal` holds the
    /// columns of the terminal there. Without the property it is taken for a file.
    static Terminal ofThisProcess() {
        int columns = columns(System.getProperty("plumbline.terminal", ""));
        if (columns == 0 || "dumb".equals(System.getenv("TERM"))) {
            return plain();
        }
        String encoding = System.getProperty("stderr.encoding", System.getProperty("native.encoding", ""));
        return new Terminal(true, columns, encoding.toUpperCase(Locale.ROOT).startsWith("UTF"));
    }

    private static int columns(String found) {
        return found.matches("[1-9][0-9]{0,3}") ? Integer.parseInt(found) : 0;
    }
}
