package dev.plumbline.engine.internal.jinja;

/// Tells the line of a place in a text; cheap if asked from the front to the back.
final class LineCounter {
    private final String text;
    private int at;
    private int line = 1;

    LineCounter(String text) {
        this.text = text;
    }

    /// The line, from 1, of the character at this index.
    int at(int index) {
        if (index < at) {
            at = 0;
            line = 1;
        }
        while (at < index) {
            if (text.charAt(at++) == '\n') {
                line++;
            }
        }
        return line;
    }
}
