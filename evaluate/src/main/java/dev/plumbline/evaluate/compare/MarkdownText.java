package dev.plumbline.evaluate.compare;

/// Texts of models and files, made fit to stand in a Markdown file.
public final class MarkdownText {
    private static final int LONGEST = 160;
    /// Characters that mean something in GitHub's Markdown.
    private static final String MARKUP = "\\`*_{}[]#+!|~@";

    private MarkdownText() {}

    /// One line of plain text: no markup, no links, no HTML, no control characters, not long.
    public static String line(String raw) {
        return line(raw, LONGEST);
    }

    /// The same with at most `longest` characters of the text.
    public static String line(String raw, int longest) {
        StringBuilder safe = new StringBuilder();
        raw.codePoints().limit(longest).forEach(c -> {
            int type = Character.getType(c);
            if (Character.isWhitespace(c)) {
                safe.append(' ');
            } else if (type == Character.CONTROL || type == Character.FORMAT || type == Character.SURROGATE) {
                return;
            } else if (c == '<') {
                safe.append("&lt;");
            } else if (c == '>') {
                safe.append("&gt;");
            } else if (c == '&') {
                safe.append("&amp;");
            } else if (MARKUP.indexOf(c) >= 0) {
                safe.append('\\').appendCodePoint(c);
            } else {
                safe.appendCodePoint(c);
            }
        });
        return raw.codePointCount(0, raw.length()) > longest ? safe + "…" : safe.toString();
    }
}
