package dev.plumbline.train.constitution;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Fills a template in one pass, so that a placeholder within a filled-in text is left as it is.
final class Placeholders {
    private static final Pattern NAME = Pattern.compile("\\{[a-z]+}");

    private Placeholders() {}

    static String filled(String template, Map<String, String> values) {
        Matcher matcher = NAME.matcher(template);
        return matcher.replaceAll(found -> Matcher.quoteReplacement(values.getOrDefault(found.group(), found.group())));
    }
}
