package dev.plumbline.train.data;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Message;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Role;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads a file of demonstrations for supervised fine-tuning: JSONL, plain or gzip-packed, in any form of
/// [DemonstrationFormat], which is found out from the first record and must hold for all. Other keys are ignored.
public final class DemonstrationFile {
    private static final String NEEDS =
            "a demonstration needs \"messages\", \"prompt\" and \"completion\", or \"text\"";

    private final List<Located<Demonstration>> demonstrations = new ArrayList<>();
    private final List<Integer> skipped = new ArrayList<>();
    private @Nullable DemonstrationFormat format;
    private int firstLine;

    private DemonstrationFile() {}

    /// Reads within [ReadLimits#DEFAULT].
    public static DemonstrationData read(Path path) {
        return read(path, ReadLimits.DEFAULT);
    }

    /// Reads every record and finds at least one to imitate.
    ///
    /// @throws PlumblineException MISSING_FILE if the file cannot be read; BAD_DATA if a record is malformed,
    ///     formats are mixed, a limit is passed, or no record holds anything to imitate
    public static DemonstrationData read(Path path, ReadLimits limits) {
        DemonstrationFile reading = new DemonstrationFile();
        JsonLines.read(path, limits, reading::add);
        String name = String.valueOf(path.getFileName());
        DemonstrationFormat found = reading.format;
        if (found == null || reading.demonstrations.isEmpty()) {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA,
                    name + ": nothing to learn from: none of " + reading.skipped.size()
                            + " records has an answer to imitate; give assistant turns, completions or text");
        }
        return new DemonstrationData(name, found, reading.demonstrations, reading.skipped);
    }

    private void add(JsonRecord entry) {
        DemonstrationFormat here = formatOf(entry);
        DemonstrationFormat first = format;
        if (first == null) {
            format = here;
            firstLine = entry.line();
        } else if (first != here) {
            throw entry.bad("this record holds " + here.shape() + ", but line " + firstLine + " holds " + first.shape()
                    + "; give all records of a file the same form");
        }
        Demonstration demonstration = switch (here) {
            case MESSAGES -> new Demonstration.Dialogue(new Conversation(entry.messages("messages")));
            case PROMPT_COMPLETION -> completion(entry);
            case TEXT -> new Demonstration.PlainText(entry.text("text"));
        };
        if (holdsSomething(demonstration)) {
            demonstrations.add(new Located<>(entry.line(), demonstration));
        } else {
            skipped.add(entry.line());
        }
    }

    private static DemonstrationFormat formatOf(JsonRecord entry) {
        if (entry.has("messages")) {
            return DemonstrationFormat.MESSAGES;
        }
        if (entry.has("prompt") && entry.has("completion")) {
            return DemonstrationFormat.PROMPT_COMPLETION;
        }
        if (entry.has("text")) {
            return DemonstrationFormat.TEXT;
        }
        throw entry.missing(
                entry.has("prompt") ? "completion" : entry.has("completion") ? "prompt" : "messages", NEEDS);
    }

    private static Demonstration completion(JsonRecord entry) {
        Conversation prompt = PromptFile.prompt(entry);
        if (!entry.isList("completion")) {
            return new Demonstration.Answer(prompt, entry.text("completion"));
        }
        List<Message> answer = entry.messages("completion");
        if (answer.size() == 1 && answer.getFirst().role() == Role.ASSISTANT) {
            return new Demonstration.Answer(prompt, answer.getFirst().content());
        }
        List<Message> whole = new ArrayList<>(prompt.messages());
        whole.addAll(answer);
        return new Demonstration.Dialogue(new Conversation(whole));
    }

    private static boolean holdsSomething(Demonstration demonstration) {
        return switch (demonstration) {
            case Demonstration.Dialogue d ->
                d.conversation().messages().stream()
                        .anyMatch(
                                m -> m.role() == Role.ASSISTANT && !m.content().isEmpty());
            case Demonstration.Answer a -> !a.completion().isEmpty();
            case Demonstration.PlainText t -> !t.text().isEmpty();
        };
    }
}
