package dev.plumbline.study.report;

import java.util.List;

/// A plain table of texts, in a frame that scrolls sideways where the screen is narrow.
///
/// @param caption what it shows
/// @param head column names; a column whose name starts with `#` holds figures and is set to the right
/// @param rows one text a column
record Table(String caption, List<String> head, List<List<String>> rows) {
    private static final int ROWS = 600;
    private static final int CELL = 300;

    Table {
        head = List.copyOf(head);
        rows = List.copyOf(rows);
    }

    void write(Html html) {
        write(html, "caption");
    }

    private void write(Html html, String title) {
        Tag frame = Tag.of("div.scroll")
                .with("tabindex", "0")
                .with("role", "region")
                .with("aria-label", Plain.label(caption, 80));
        html.in(
                frame,
                () -> html.in("table.plain", () -> {
                    html.say(title, caption);
                    html.in("thead", () -> html.in("tr", () -> head.forEach(name -> header(html, name))));
                    html.in("tbody", () -> rows.stream().limit(ROWS).forEach(row -> row(html, row)));
                }));
        html.more(rows.size() - ROWS, "more row", "more rows", Html.LOG);
    }

    /// The table behind a line that opens it.
    void writeFolded(Html html) {
        html.in("details", () -> {
            html.say("summary", caption);
            write(html, "caption.unseen");
        });
    }

    private static void header(Html html, String name) {
        boolean figures = name.startsWith("#");
        Tag tag = Tag.of(figures ? "th.right" : "th").with("scope", "col");
        html.say(tag, figures ? name.substring(1) : name);
    }

    private void row(Html html, List<String> cells) {
        html.in("tr", () -> {
            for (int i = 0; i < cells.size(); i++) {
                String cell = cells.get(i);
                Tag tag = i == 0
                        ? Tag.of("th").with("scope", "row")
                        : Tag.of(head.get(i).startsWith("#") ? "td.right" : "td");
                html.in(tag, () -> html.text(cell, CELL));
            }
        });
    }
}
