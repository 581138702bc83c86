package dev.plumbline.engine.internal.jinja;

/// The text of a piece of HTML: without comments and tags, white space run together, the commonest entities resolved.
final class HtmlText {
    private HtmlText() {}

    static String of(String html) {
        String bare = without(without(html, "<!--", "-->"), "<", ">");
        String spaced = String.join(" ", bare.strip().split("\\s+"));
        return spaced.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#34;", "\"")
                .replace("&#39;", "'")
                .replace("&nbsp;", "\u00a0")
                .replace("&amp;", "&");
    }

    private static String without(String text, String begin, String end) {
        StringBuilder out = new StringBuilder();
        int from = 0;
        while (true) {
            int start = text.indexOf(begin, from);
            int stop = start < 0 ? -1 : text.indexOf(end, start);
            if (stop < 0) {
                return out.append(text, from, text.length()).toString();
            }
            out.append(text, from, start);
            from = stop + end.length();
        }
    }
}
