package dev.plumbline.study.report;

/// Makes any text fit to stand in a page: bounded, visible, and without a character that means something to a browser.
///
/// Every text and every attribute of a report passes through [#escape]; nothing else in the package writes foreign
/// text.
final class Plain {
    private Plain() {}

    /// The text in at most `limit` characters (and a mark that says how much was cut), with control characters made
    /// visible and markup escaped. Good for element content and for quoted attribute values alike.
    static String escape(String text, int limit) {
        String shown = visible(clip(text, limit));
        StringBuilder out = new StringBuilder(shown.length() + 16);
        for (int i = 0; i < shown.length(); i++) {
            char c = shown.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c);
            }
        }
        return out.toString();
    }

    /// The first `limit` characters, never half a surrogate pair, and a mark that counts what was left out.
    static String clip(String text, int limit) {
        if (text.length() <= limit) {
            return text;
        }
        int end = limit > 0 && Character.isHighSurrogate(text.charAt(limit - 1)) ? limit - 1 : limit;
        return text.substring(0, end) + "… [" + Figures.count(text.length() - end) + " more characters]";
    }

    /// A short name for use in a label: one line, at most `limit` characters, an ellipsis where it was cut.
    static String label(String text, int limit) {
        String head = text.length() > 4 * limit ? text.substring(0, 4 * limit) : text;
        String line = head.strip().replaceAll("\\s+", " ");
        if (line.length() <= limit && head.length() == text.length()) {
            return line;
        }
        int end = Math.min(line.length(), limit - 1);
        if (end > 0 && Character.isHighSurrogate(line.charAt(end - 1))) {
            end--;
        }
        return line.substring(0, end) + "…";
    }

    /// The text with everything that would act on a reader's screen, or hide from it, spelled out: control characters
    /// as their pictures (ESC becomes ␛), bidirectional overrides, invisible and private characters as ⟨U+202E⟩.
    static String visible(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (c == '\r' && i < text.length() && text.charAt(i) == '\n') {
                continue;
            }
            if (c == '\n' || c == '\t') {
                out.append((char) c);
            } else if (c < 0x20) {
                out.append((char) (0x2400 + c));
            } else if (c == 0x7F) {
                out.append('␡');
            } else if (isHidden(c)) {
                out.append(String.format("⟨U+%04X⟩", c));
            } else {
                out.appendCodePoint(c);
            }
        }
        return out.toString();
    }

    /// Joiners (U+200C, U+200D) stay, because emoji and several scripts need them.
    private static boolean isHidden(int c) {
        if (c == 0x200C || c == 0x200D) {
            return false;
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
