package dev.plumbline.train.data;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Reads prompts: JSONL, plain or gzip-packed, each record with a `prompt` that is text (one user turn) or a list
/// of messages. Other keys are ignored, so that the prompts of an explicit preference file can be read too.
public final class PromptFile {
    private PromptFile() {}

    /// Reads within [ReadLimits#DEFAULT].
    public static PromptData read(Path path) {
        return read(path, ReadLimits.DEFAULT);
    }

    /// Reads every record and finds at least one prompt.
    ///
    /// @throws PlumblineException MISSING_FILE if the file cannot be read; BAD_DATA if a record is malformed, a
    ///     limit is passed, or every prompt is empty
    public static PromptData read(Path path, ReadLimits limits) {
        List<Located<Conversation>> prompts = new ArrayList<>();
        List<Integer> skipped = new ArrayList<>();
        JsonLines.read(path, limits, entry -> {
            if (!entry.has("prompt")) {
                throw entry.missing("prompt", "each record needs a \"prompt\"");
            }
            Conversation prompt = prompt(entry);
            if (prompt.messages().isEmpty()) {
                skipped.add(entry.line());
            } else {
                prompts.add(new Located<>(entry.line(), prompt));
            }
        });
        String name = String.valueOf(path.getFileName());
        if (prompts.isEmpty()) {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA,
                    name + ": all " + skipped.size() + " prompts are empty; write the prompts' text");
        }
        return new PromptData(name, prompts, skipped);
    }

    /// The prompt of a record: text as one user turn (none if empty), or its messages.
    static Conversation prompt(JsonRecord entry) {
        if (entry.isList("prompt")) {
            return new Conversation(entry.messages("prompt"));
        }
        if (!entry.isText("prompt")) {
            throw entry.mistyped("prompt", "text or a list of messages");
        }
        return ask(entry.text("prompt"));
    }

    /// Text as one user turn; none if it is empty.
    static Conversation ask(String text) {
        return text.isEmpty() ? new Conversation(List.of()) : Conversation.ask(text);
    }
}
