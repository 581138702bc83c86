package dev.plumbline.engine.internal.jinja;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
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
        Deque<String> rest = chunks(text);
        while (!rest.isEmpty()) {
            if (!out.isEmpty() && blank(rest.getFirst())) {
                rest.removeFirst();
            }
            List<String> line = line(rest);
            if (!line.isEmpty() && blank(line.getLast())) {
                line.removeLast();
            }
            if (!line.isEmpty()) {
                out.add(String.join("", line));
            }
        }
        return out;
    }

    /// As many chunks as fit, and then, if the next would fit on no line, as much of it as there is room for.
    private List<String> line(Deque<String> rest) {
        List<String> line = new ArrayList<>();
        long length = 0;
        while (!rest.isEmpty() && length + length(rest.getFirst()) <= width) {
            length += length(rest.getFirst());
            line.add(rest.removeFirst());
        }
        if (rest.isEmpty() || length(rest.getFirst()) <= width) {
            return line;
        }
        if (breakLong) {
            String word = rest.removeFirst();
            int cut = cut(word, width - length);
            line.add(word.substring(0, cut));
            rest.addFirst(word.substring(cut));
        } else if (line.isEmpty()) {
            line.add(rest.removeFirst());
        }
        return line;
    }

    /// Where a word too long for the room is cut: after its last hyphen within it, else where the room ends.
    private int cut(String word, long room) {
        int end = word.offsetByCodePoints(0, (int) room);
        int hyphen = atHyphens ? word.substring(0, end).lastIndexOf('-') : -1;
        boolean letters = hyphen > 0 && word.substring(0, hyphen).chars().anyMatch(c -> c != '-');
        return letters ? hyphen + 1 : end;
    }

    private static boolean blank(String text) {
        return Whitespace.strip(text).isEmpty();
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /// Words and the white space between them, each by itself; a word is cut after each hyphen that letters surround.
    private Deque<String> chunks(String text) {
        Deque<String> out = new ArrayDeque<>();
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
