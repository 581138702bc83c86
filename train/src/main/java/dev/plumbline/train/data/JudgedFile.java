package dev.plumbline.train.data;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Message;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Role;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Reads answers that were found good or bad: JSONL, plain or gzip-packed, each record with a `prompt`, a `completion`
/// (each text or messages) and a `label` that is true or false. A file of preferences will do too: each pair is one
/// good and one bad answer. Which it is, the first record tells. Other keys are ignored.
public final class JudgedFile {
    private static final String NEEDS =
            "a judged answer needs \"prompt\", \"completion\" and \"label\", a preference \"chosen\" and \"rejected\"";

    private JudgedFile() {}

    /// Reads within [ReadLimits#DEFAULT].
    ///
    /// @throws PlumblineException MISSING_FILE if the file cannot be read; BAD_DATA if a record is malformed, or if
    /// all
    ///     answers are good or all are bad
    public static JudgedData read(Path path) {
        boolean pairs = PreferenceFile.recognises(path);
        JudgedData data = pairs ? JudgedData.of(PreferenceFile.read(path)) : answers(path);
        long good = data.answers().stream().filter(one -> one.value().good()).count();
        if (good == 0 || good == data.answers().size()) {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA,
                    data.name() + ": " + good + " of " + data.answers().size()
                            + " answers are labelled good; learning from single answers needs both kinds, so add some"
                            + " of the other");
        }
        return data;
    }

    private static JudgedData answers(Path path) {
        List<Located<Judged>> answers = new ArrayList<>();
        JsonLines.read(path, ReadLimits.DEFAULT, entry -> {
            for (String field : List.of("prompt", "completion", "label")) {
                if (!entry.has(field)) {
                    throw entry.missing(field, NEEDS);
                }
            }
            Conversation prompt = PromptFile.prompt(entry);
            answers.add(new Located<>(entry.line(), new Judged(prompt, completion(entry), entry.flag("label"))));
        });
        return new JudgedData(
                String.valueOf(path.getFileName()), "unpaired (\"prompt\", \"completion\", \"label\")", answers);
    }

    private static String completion(JsonRecord entry) {
        if (entry.isText("completion")) {
            return entry.text("completion");
        }
        List<Message> messages = entry.messages("completion");
        if (messages.size() != 1 || messages.getFirst().role() != Role.ASSISTANT) {
            throw entry.bad("\"completion\" must be text or one message of the assistant");
        }
        return messages.getFirst().content();
    }
}
