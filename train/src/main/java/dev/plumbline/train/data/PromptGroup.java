package dev.plumbline.train.data;

import dev.plumbline.core.Message;
import dev.plumbline.core.Preference;
import dev.plumbline.core.Role;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/// Which pairs belong together when data are split.
public enum PromptGroup {
    /// Pairs whose conversations open alike: all messages up to and including the first user turn. A conversation
    /// that was compared at several depths stays on one side, where an answer of one pair is context of another.
    OPENING,
    /// Pairs with the same whole prompt.
    PROMPT;

    private static final Pattern SPACE = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);

    /// The group's name: equal for two pairs if their prompts (or openings) are equal up to letter case, spacing
    /// and Unicode composition. A pair without a prompt is grouped by its two answers, in either order.
    public String of(Preference pair) {
        StringBuilder key = new StringBuilder();
        for (Message message : pair.prompt().messages()) {
            key.append(message.role().label())
                    .append(':')
                    .append(normal(message.content()))
                    .append('\0');
            if (this == OPENING && message.role() == Role.USER) {
                break;
            }
        }
        return key.isEmpty() ? answers(pair) : key.toString();
    }

    static String normal(String text) {
        String composed = Normalizer.normalize(text, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
        return SPACE.matcher(composed).replaceAll(" ").strip();
    }

    private static String answers(Preference pair) {
        String left = normal(pair.chosen());
        String right = normal(pair.rejected());
        return left.compareTo(right) <= 0 ? left + '\0' + right : right + '\0' + left;
    }
}
