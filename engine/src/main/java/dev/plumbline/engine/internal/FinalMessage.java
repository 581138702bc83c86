package dev.plumbline.engine.internal;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.Rendered;
import dev.plumbline.engine.TextSpan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The last message of a conversation, when a model is to go on with it: a mark is put at its end, the conversation
/// rendered, and the text cut at the mark.
///
/// The mark ends in a space, as in transformers: if that space is gone afterwards, the template trims messages,
/// and then the white space before the mark would have gone too.
///
/// @param marked the messages, the last one ending in the mark
/// @param mark text that occurs nowhere in the messages
/// @param ending the text of the last message, without the mark
public record FinalMessage(List<Map<String, @Nullable Object>> marked, String mark, String ending) {
    private static final String CONTENT = "content";
    private static final String TEXT = "text";

    /// Puts the mark at the end of the last message.
    ///
    /// @throws PlumblineException BAD_ARGUMENT if the last message has no text
    public static FinalMessage of(List<Map<String, @Nullable Object>> messages) {
        String mark = unused(messages.toString());
        Map<String, @Nullable Object> last = new LinkedHashMap<>(messages.getLast());
        @Nullable Object content = last.get(CONTENT);
        String ending;
        if (content instanceof String text) {
            ending = text;
            last.put(CONTENT, text + mark);
        } else if (content instanceof List<?> blocks && lastText(blocks) >= 0) {
            int at = lastText(blocks);
            Map<Object, Object> block = new LinkedHashMap<>((Map<?, ?>) blocks.get(at));
            ending = String.valueOf(block.get(TEXT));
            block.put(TEXT, ending + mark);
            List<Object> all = new ArrayList<>(blocks);
            all.set(at, block);
            last.put(CONTENT, all);
        } else {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "chat template: the final message has no text to continue; give it some, or add a generation prompt");
        }
        List<Map<String, @Nullable Object>> marked = new ArrayList<>(messages);
        marked.set(marked.size() - 1, last);
        return new FinalMessage(marked, mark, ending);
    }

    private static String unused(String everything) {
        String name = "CONTINUE_FINAL_MESSAGE";
        for (int i = 0; everything.contains(name); i++) {
            name = "CONTINUE_FINAL_MESSAGE_" + i;
        }
        return name + "_HERE ";
    }

    private static int lastText(List<?> blocks) {
        for (int i = blocks.size() - 1; i >= 0; i--) {
            if (blocks.get(i) instanceof Map<?, ?> block && block.get(TEXT) instanceof String) {
                return i;
            }
        }
        return -1;
    }

    /// The text up to the end of the last message, and the spans that lie before it.
    ///
    /// @throws PlumblineException BAD_ARGUMENT if the template does not render the message as it stands
    public Rendered cut(Rendered whole) {
        String text = whole.text();
        int at = text.lastIndexOf(mark.strip());
        if (at < 0 || !text.contains(ending.strip())) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "chat template: it does not render the final message as it stands, so it cannot be continued; "
                            + "leave that message out and add a generation prompt");
        }
        String before = text.substring(0, at);
        String kept = text.startsWith(mark, at) ? before : before.stripTrailing();
        int end = kept.codePointCount(0, kept.length());
        List<TextSpan> spans = whole.assistantSpans().stream()
                .filter(span -> span.start() < end)
                .map(span -> new TextSpan(span.start(), Math.min(span.end(), end)))
                .toList();
        return new Rendered(kept, spans);
    }
}
