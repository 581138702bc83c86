package dev.plumbline.engine.internal;

/// Shows text from an untrusted file inside an error message: quoted, on one line, and short.
public final class Excerpt {
    private static final int LONGEST = 80;

    private Excerpt() {}

    /// The text in double quotes with control characters, quotes, backslashes and lone surrogates escaped; what is
    /// beyond 80 characters is replaced by an ellipsis.
    public static String quote(String text) {
        StringBuilder out = new StringBuilder("\"");
        int end = Math.min(text.length(), LONGEST);
        for (int i = 0; i < end; i++) {
            append(out, text, i);
        }
        if (end < text.length()) {
            out.append('…');
        }
        return out.append('"').toString();
    }

    private static void append(StringBuilder out, String text, int at) {
        char c = text.charAt(at);
        if (c == '"' || c == '\\') {
            out.append('\\').append(c);
        } else if (Character.isISOControl(c) || (Character.isSurrogate(c) && !paired(text, at))) {
            out.append("\\u%04x".formatted((int) c));
        } else {
            out.append(c);
        }
    }

    private static boolean paired(String text, int at) {
        char c = text.charAt(at);
        return Character.isHighSurrogate(c)
                ? at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1))
                : at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
    }
}
