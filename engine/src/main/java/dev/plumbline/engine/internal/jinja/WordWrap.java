package dev.plumbline.engine.internal.jinja;

import java.util.ArrayList;
import java.util.List;

/// Breaks a line of words into lines of at most some width, as Python's `textwrap` does.
///
/// @param width in code points
/// @param breakLong whether a word longer than a line is broken
/// @param atHyphens whether a line may end after a hyphen between letters
record WordWrap(long width, boolean breakLong, boolean atHyphens) {
    WordWrap {
        if (width <= 0) {
            throw Failure.value("wordwrap: invalid width " + width + " (must be above 0)");
        }
    }

    List<String> lines(String text) {
        List<String> out = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String chunk : chunks(text)) {
            String rest = chunk;
            boolean blank = Whitespace.strip(rest).isEmpty();
            if (length(line.toString()) + length(rest) > width) {
                if (breakLong && length(rest) > width && !blank) {
                    rest = fill(line, rest, out);
                } else {
                    flush(line, out);
                }
            }
            boolean leading = line.isEmpty() && blank && !out.isEmpty();
            line.append(leading ? "" : rest);
        }
        flush(line, out);
        return out;
    }

    /// Puts as much of a long word as fits on each line; gives what is left.
    private String fill(StringBuilder line, String word, List<String> out) {
        String rest = word;
        while (length(rest) > width) {
            long space = Math.max(1, width - length(line.toString()));
            int cut = rest.offsetByCodePoints(0, (int) space);
            line.append(rest, 0, cut);
            rest = rest.substring(cut);
            flush(line, out);
        }
        return rest;
    }

    private static void flush(StringBuilder line, List<String> out) {
        String done = Whitespace.stripEnd(line.toString());
        if (!done.isEmpty()) {
            out.add(done);
        }
        line.setLength(0);
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /// Words and the white space between them, each by itself; a word is cut after each hyphen that letters surround.
    private List<String> chunks(String text) {
        List<String> out = new ArrayList<>();
        int from = 0;
        for (int i = 1; i <= text.length(); i++) {
            boolean ends = i == text.length()
                    || Whitespace.is(text.charAt(i)) != Whitespace.is(text.charAt(i - 1))
                    || (atHyphens && hyphen(text, i - 1));
            if (ends) {
                out.add(text.substring(from, i));
                from = i;
            }
        }
        return out;
    }

    private static boolean hyphen(String text, int at) {
        return text.charAt(at) == '-'
                && at > 0
                && Character.isLetter(text.charAt(at - 1))
                && at + 2 < text.length()
                && Character.isLetter(text.charAt(at + 1))
                && Character.isLetter(text.charAt(at + 2));
    }
}
