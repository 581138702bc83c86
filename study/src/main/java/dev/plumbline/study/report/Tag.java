package dev.plumbline.study.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// An element's name and attributes, `div.panel` being short for a `div` of class `panel`.
///
/// Names must be literals of ours: whatever could run code or reach out of the page (event handlers, inline styles,
/// links elsewhere) is refused, so that no mistake of a caller can open the page.
record Tag(String name, List<String> attributes) {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z][a-zA-Z0-9:-]*");
    private static final Set<String> FORBIDDEN = Set.of("style", "src", "srcset", "action", "data", "xlink:href");

    static Tag of(String selector) {
        String[] parts = selector.split("\\.", -1);
        Tag tag = new Tag(checked(parts[0]), List.of());
        if (parts.length == 1) {
            return tag;
        }
        return tag.with("class", String.join(" ", List.of(parts).subList(1, parts.length)));
    }

    /// This tag with one more attribute; the value may be any text.
    Tag with(String attribute, String value) {
        checked(attribute);
        boolean leavesThePage = attribute.equals("href") && !value.startsWith("#");
        if (FORBIDDEN.contains(attribute) || attribute.startsWith("on") || leavesThePage) {
            throw new IllegalArgumentException("the attribute " + attribute + " has no place in a report");
        }
        List<String> longer = new ArrayList<>(attributes);
        longer.add(attribute);
        longer.add(value);
        return new Tag(name, List.copyOf(longer));
    }

    /// This tag with an attribute in percent, as positions in plots are given.
    Tag at(String attribute, double percent) {
        return with(attribute, Html.number(percent) + "%");
    }

    private static String checked(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not a name of an element or attribute: " + name);
        }
        return name;
    }
}
