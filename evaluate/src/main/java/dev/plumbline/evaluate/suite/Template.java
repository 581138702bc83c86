package dev.plumbline.evaluate.suite;

import dev.plumbline.evaluate.Known;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Text with places like `{name}` that a sample fills.
record Template(String text) {
    private static final Pattern PLACE = Pattern.compile("\\{([a-z][a-z0-9.-]*+)\\}");

    /// @throws dev.plumbline.core.PlumblineException BAD_DATA if the sample lacks a name
    String filled(Known known) {
        if (text.indexOf('{') < 0) {
            return text;
        }
        Matcher place = PLACE.matcher(text);
        StringBuilder filled = new StringBuilder();
        while (place.find()) {
            place.appendReplacement(filled, Matcher.quoteReplacement(known.get(place.group(1))));
        }
        return place.appendTail(filled).toString();
    }
}
