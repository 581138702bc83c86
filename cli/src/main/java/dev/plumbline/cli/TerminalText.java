package dev.plumbline.cli;

/// Text from models, files and notes, made safe to print on a terminal and to put on one line.
///
/// A model's answer may hold escape sequences that move the cursor, rename the window or hide what follows, and
/// marks that turn the direction of writing around. None of them reaches the terminal.
final class TerminalText {
    private TerminalText() {}

    /// `text` on one line: line breaks and tabs become spaces, other control and format characters disappear.
    static String oneLine(String text) {
        return clean(text, false);
    }

    /// `text` with its line breaks and tabs, without other control and format characters.
    static String lines(String text) {
        return clean(text, true);
    }

    /// At most `columns` characters of `text`, ending with `…` where something was cut.
    static String fit(String text, int columns) {
        if (text.codePointCount(0, text.length()) <= columns) {
            return text;
        }
        return columns < 1 ? "" : text.substring(0, text.offsetByCodePoints(0, columns - 1)) + "…";
    }

    private static String clean(String text, boolean keepLines) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            switch (c) {
                case '\n', '\t' -> safe.append(keepLines ? (char) c : ' ');
                case '\r' -> {
                    if (!keepLines) {
                        safe.append(' ');
                    }
                }
                default -> {
                    if (isSeparator(c)) {
                        safe.append(keepLines ? '\n' : ' ');
                    } else if (isVisible(c)) {
                        safe.appendCodePoint(c);
                    }
                }
            }
        });
        return safe.toString();
    }

    private static boolean isSeparator(int c) {
        int type = Character.getType(c);
        return type == Character.LINE_SEPARATOR || type == Character.PARAGRAPH_SEPARATOR;
    }

    private static boolean isVisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
