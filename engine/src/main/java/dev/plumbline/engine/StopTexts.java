package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.List;

/// Watches a text that is written token by token for texts that end it. Special tokens count as they are spelt.
///
/// A stop text may begin and end in the middle of a token; the token that completes it belongs to what was written.
public final class StopTexts {
    private final TokenStream stream;
    private final List<String> stops;
    private final int longest;
    private String tail = "";

    /// @param stops none of them empty
    /// @throws PlumblineException BAD_ARGUMENT if one is empty
    public StopTexts(Tokenizer tokenizer, List<String> stops) {
        this.stream = tokenizer.stream(false);
        this.stops = List.copyOf(stops);
        this.longest = stops.stream().mapToInt(String::length).max().orElse(0);
        if (this.stops.contains("")) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "a stop text must not be empty: every answer holds the empty text; name the text that ends it");
        }
    }

    /// Whether this token completes one of the texts.
    public boolean completedBy(int token) {
        if (stops.isEmpty()) {
            return false;
        }
        String text = tail + stream.next(token);
        tail = text.substring(Math.max(0, text.length() - longest + 1));
        return stops.stream().anyMatch(text::contains);
    }

    /// The text up to where the first stop text begins.
    public static String cut(String text, List<String> stops) {
        int end = text.length();
        for (String stop : stops) {
            int at = text.indexOf(stop);
            end = at < 0 ? end : Math.min(end, at);
        }
        return text.substring(0, end);
    }
}
