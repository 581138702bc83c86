package dev.plumbline.study.report;

import java.util.List;
import java.util.Set;

/// Writes elements that are well-formed as HTML and as XML alike, and escapes whatever is put in them.
final class Html {
    /// Longest text shown where nothing else is said, in characters.
    static final int TEXT = 2_000;

    /// The file of a run folder that holds all estimates, comparisons, findings, curves, samples and notes.
    static final String LOG = "log.sqlite";

    private static final int ATTRIBUTE = 600;
    private static final Set<String> VOID = Set.of("meta", "br");
    private static final Set<String> SHAPES = Set.of("line", "circle", "rect", "path", "polyline");
    private static final Set<String> INLINE = Set.of("span", "b", "i", "code", "text", "a", "small", "title", "svg");

    private final StringBuilder out = new StringBuilder(1 << 17);

    Html() {
        out.append("<!DOCTYPE html>\n");
    }

    /// An element around what `body` writes.
    void in(Tag tag, Runnable body) {
        start(tag);
        out.append('>');
        body.run();
        out.append("</").append(tag.name()).append('>');
        if (!INLINE.contains(tag.name())) {
            out.append('\n');
        }
    }

    void in(String selector, Runnable body) {
        in(Tag.of(selector), body);
    }

    /// An element around a text.
    void say(Tag tag, String text) {
        in(tag, () -> text(text));
    }

    void say(String selector, String text) {
        say(Tag.of(selector), text);
    }

    /// An element without content.
    void leaf(Tag tag) {
        if (VOID.contains(tag.name()) || SHAPES.contains(tag.name())) {
            start(tag);
            out.append("/>");
        } else {
            in(tag, () -> {});
        }
    }

    /// A text of at most [#TEXT] characters.
    void text(String text) {
        text(text, TEXT);
    }

    /// A text of at most `limit` characters.
    void text(String text, int limit) {
        out.append(Plain.escape(text, limit));
    }

    /// Says how many things were left out, if any, and which file of the run folder holds them all.
    void more(int left, String one, String many, String file) {
        if (left > 0) {
            say("p.more", "… and " + Figures.count(left, one, many) + "; " + file + " in the run folder holds all.");
        }
    }

    /// The project's own style or script, as it stands. It must hold no `<` and no `&`, which XML and HTML would read
    /// differently.
    void verbatim(String tag, String ours) {
        if (ours.indexOf('<') >= 0 || ours.indexOf('&') >= 0) {
            throw new IllegalArgumentException("the page's " + tag + " must hold neither < nor &");
        }
        out.append('<')
                .append(tag)
                .append('>')
                .append(ours)
                .append("</")
                .append(tag)
                .append(">\n");
    }

    /// A number for a coordinate, with at most two decimals.
    static String number(double value) {
        double rounded = Math.round(value * 100) / 100.0;
        return rounded == Math.rint(rounded) ? Long.toString((long) rounded) : Double.toString(rounded);
    }

    @Override
    public String toString() {
        return out.toString();
    }

    private void start(Tag tag) {
        out.append('<').append(tag.name());
        List<String> attributes = tag.attributes();
        for (int i = 0; i < attributes.size(); i += 2) {
            String value = attributes.get(i + 1);
            int limit = attributes.get(i).equals("d") || attributes.get(i).equals("content") ? 1 << 20 : ATTRIBUTE;
            out.append(' ').append(attributes.get(i)).append("=\"");
            out.append(Plain.escape(value, limit).replace('\n', ' ').replace('\t', ' '));
            out.append('"');
        }
    }
}
