package dev.plumbline.engine.internal.jinja;

/// A template is not valid, at a line of it.
final class SyntaxFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final String what;
    private final boolean limit;

    SyntaxFailure(int line, String message) {
        this(line, message, false);
    }

    private SyntaxFailure(int line, String message, boolean limit) {
        super(message, null, false, false);
        this.line = line;
        this.what = message;
        this.limit = limit;
    }

    static SyntaxFailure tooDeep(int line) {
        return new SyntaxFailure(line, "the template is nested too deeply", true);
    }

    String what() {
        return what;
    }

    /// The line, from 1.
    int line() {
        return line;
    }

    /// Whether a limit was exceeded, rather than the grammar violated.
    boolean limit() {
        return limit;
    }
}
