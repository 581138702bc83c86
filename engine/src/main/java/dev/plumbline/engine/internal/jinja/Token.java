package dev.plumbline.engine.internal.jinja;

/// A piece of a template's source.
///
/// @param text what it says: the text of data and strings with escapes resolved, else as written
/// @param line its line, from 1
record Token(Kind kind, String text, int line) {
    enum Kind {
        DATA,
        BLOCK_BEGIN,
        BLOCK_END,
        VARIABLE_BEGIN,
        VARIABLE_END,
        NAME,
        STRING,
        INTEGER,
        FLOAT,
        OPERATOR,
        END
    }

    boolean is(Kind wanted, String value) {
        return kind == wanted && text.equals(value);
    }

    boolean operator(String value) {
        return is(Kind.OPERATOR, value);
    }

    boolean name(String value) {
        return is(Kind.NAME, value);
    }

    /// How an error message names it.
    String shown() {
        return switch (kind) {
            case DATA -> "text";
            case BLOCK_BEGIN -> "begin of statement block";
            case BLOCK_END -> "end of statement block";
            case VARIABLE_BEGIN -> "begin of print statement";
            case VARIABLE_END -> "end of print statement";
            case END -> "end of template";
            case NAME, STRING, INTEGER, FLOAT, OPERATOR -> "'" + text + "'";
        };
    }
}
