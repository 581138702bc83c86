package dev.plumbline.train.data;

import org.jspecify.annotations.Nullable;

/// Text from a file as an error message may show it: short, on one line, without control characters.
final class Quoted {
    private static final int LONGEST_NAME = 40;
    private static final int LONGEST_SENTENCE = 200;

    private Quoted() {}

    /// A name or value between double quotes, at most 40 characters of it.
    static String name(String text) {
        return '"' + shorten(text, LONGEST_NAME) + '"';
    }

    /// A sentence that another library wrote, at most 200 characters of it.
    static String plain(@Nullable String text) {
        return text == null ? "no reason given" : shorten(text, LONGEST_SENTENCE);
    }

    private static String shorten(String text, int longest) {
        StringBuilder out = new StringBuilder();
        text.codePoints().limit(longest).forEach(c -> {
            if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                out.append(String.format("\\u%04x", c));
            } else {
                out.appendCodePoint(c);
            }
        });
        return text.codePointCount(0, text.length()) > longest ? out.append('…').toString() : out.toString();
    }
}
