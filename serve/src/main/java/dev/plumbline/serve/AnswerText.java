package dev.plumbline.serve;

import dev.plumbline.core.FinishReason;
import dev.plumbline.engine.TokenStream;
import dev.plumbline.engine.Tokenizer;
import dev.plumbline.engine.WrittenToken;
import java.util.ArrayList;
import java.util.List;

/// One answer as it comes: its text, how far it may be shown, and its tokens.
///
/// What may turn out to be the beginning of a stop text is held back, and so is everything from where a function call
/// begins. A stop text and what follows it are never shown.
final class AnswerText {
    private final TokenStream stream;
    private final List<String> stops;
    private final boolean tools;
    private final List<WrittenToken> tokens = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private int shown;
    private int reported;
    private boolean over;
    private FinishReason reason = FinishReason.LENGTH;

    /// @param tools whether function calls are looked for
    AnswerText(Tokenizer tokenizer, List<String> stops, boolean tools) {
        this.stream = tokenizer.stream(true);
        this.stops = stops;
        this.tools = tools;
    }

    /// Takes in a token; gives whether the answer goes on.
    boolean add(WrittenToken token) {
        if (over) {
            return false;
        }
        tokens.add(token);
        return append(stream.next(token.id()));
    }

    /// The sequence has ended.
    void end(FinishReason why) {
        if (!over) {
            reason = why;
            append(stream.finish());
            over = true;
        }
    }

    /// Whether nothing more will come.
    boolean isOver() {
        return over;
    }

    FinishReason reason() {
        return reason;
    }

    /// All tokens so far.
    List<WrittenToken> tokens() {
        return List.copyOf(tokens);
    }

    int tokenCount() {
        return tokens.size();
    }

    /// The tokens that came since this was last asked.
    List<WrittenToken> newTokens() {
        List<WrittenToken> fresh = List.copyOf(tokens.subList(reported, tokens.size()));
        reported = tokens.size();
        return fresh;
    }

    /// The whole text.
    String text() {
        return text.toString();
    }

    /// The text that can be shown since this was last asked.
    String newText() {
        int end = Math.max(shown, over && !tools ? text.length() : showable());
        String fresh = text.substring(shown, end);
        shown = end;
        return fresh;
    }

    /// The end of what was held back because it looked like a function call, but was none.
    String rest() {
        String rest = text.substring(shown);
        shown = text.length();
        return rest;
    }

    private boolean append(String more) {
        int from = text.length();
        text.append(more);
        int end = Integer.MAX_VALUE;
        for (String stop : stops) {
            int at = text.indexOf(stop, Math.max(0, from - stop.length() + 1));
            end = at < 0 ? end : Math.min(end, at);
        }
        if (end == Integer.MAX_VALUE) {
            return true;
        }
        text.setLength(end);
        over = true;
        reason = FinishReason.STOP;
        return false;
    }

    private int showable() {
        int end = text.length();
        if (!over) {
            for (String stop : stops) {
                end = Math.min(end, beginning(stop));
            }
        }
        if (tools) {
            int call = text.indexOf(ToolCalls.BEGIN);
            end = Math.min(end, call < 0 ? over ? end : beginning(ToolCalls.BEGIN) : call);
        }
        return end;
    }

    /// Where the text's end may be the beginning of `what`.
    private int beginning(String what) {
        for (int length = Math.min(what.length() - 1, text.length()); length > 0; length--) {
            int from = text.length() - length;
            boolean same = true;
            for (int i = 0; i < length && same; i++) {
                same = text.charAt(from + i) == what.charAt(i);
            }
            if (same) {
                return from;
            }
        }
        return text.length();
    }
}
