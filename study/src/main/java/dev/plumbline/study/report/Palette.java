package dev.plumbline.study.report;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Gives each model one colour and one shape for the whole page, so that it is known by either.
///
/// Eight colours and five shapes make forty pairs before one returns.
final class Palette {
    private static final int COLOURS = 8;
    private static final int LABEL = 44;
    private static final List<String> SHAPES = List.of(
            "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0Z", // circle
            "M-4.5 -4.5H4.5V4.5H-4.5Z", // square
            "M0 -6L6 0L0 6L-6 0Z", // diamond
            "M0 -5.5L5.5 4.5H-5.5Z", // triangle up
            "M0 5.5L5.5 -4.5H-5.5Z"); // triangle down

    private final Map<String, Integer> places = new LinkedHashMap<>();

    Palette(Collection<String> models) {
        for (String model : models) {
            places.putIfAbsent(model, places.size());
        }
    }

    /// The class that colours what belongs to this model; a neutral one for what is not a model.
    String colour(String model) {
        Integer place = places.get(model);
        return place == null ? "mx" : "m" + place % COLOURS;
    }

    /// The model's mark at a position in percent of the plot around it.
    void mark(Html html, double x, double y, String model, boolean filled) {
        Tag place = Tag.of("svg.mark." + colour(model) + (filled ? "" : ".hollow"))
                .at("x", x)
                .at("y", y)
                .with("overflow", "visible");
        html.in(place, () -> html.leaf(Tag.of("path").with("d", shape(model))));
    }

    /// The model's name behind its mark.
    void name(Html html, String model) {
        name(html, model, model);
    }

    /// A label that names the model, behind the model's mark.
    void name(Html html, String model, String label) {
        html.in(Tag.of("span.model").with("title", Plain.label(label, 200)), () -> {
            Tag key = Tag.of("svg.key").with("viewBox", "-7 -7 14 14").with("aria-hidden", "true");
            html.in(key, () -> html.leaf(Tag.of("path." + colour(model)).with("d", shape(model))));
            html.text(Plain.label(label, LABEL));
        });
    }

    private String shape(String model) {
        Integer place = places.get(model);
        return SHAPES.get(place == null ? 0 : place % SHAPES.size());
    }
}
