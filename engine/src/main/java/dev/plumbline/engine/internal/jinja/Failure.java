package dev.plumbline.engine.internal.jinja;

import dev.plumbline.engine.TemplateException.Kind;

/// Ends a rendering; whoever started it adds the template's name and line.
final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final String what;

    Failure(Kind kind, String message) {
        super(message, null, false, false);
        this.kind = kind;
        this.what = message;
    }

    Kind kind() {
        return kind;
    }

    String what() {
        return what;
    }

    static Failure value(String message) {
        return new Failure(Kind.VALUE, message);
    }

    static Failure undefined(String message) {
        return new Failure(Kind.UNDEFINED, message);
    }

    static Failure security(String message) {
        return new Failure(Kind.SECURITY, message);
    }

    static Failure limit(String message) {
        return new Failure(Kind.LIMIT, message + "; no honest chat template needs that, use another one");
    }
}
