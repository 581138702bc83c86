package dev.plumbline.train.data;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Reads prompts together with what a right answer says: JSONL, plain or gzip-packed, each record with a `prompt` (text
/// or messages) and a field of any name that is text, a number, or true or false.
public final class QuestionFile {
    private QuestionFile() {}

    /// Reads within [ReadLimits#DEFAULT].
    ///
    /// @param field what answers are held against
    /// @throws PlumblineException MISSING_FILE if the file cannot be read; BAD_DATA if a record is malformed or
    /// lacks
    ///     the field, or if every prompt is empty
    public static List<Located<Question>> read(Path path, String field) {
        List<Located<Question>> questions = new ArrayList<>();
        JsonLines.read(path, ReadLimits.DEFAULT, entry -> {
            if (!entry.has("prompt")) {
                throw entry.missing("prompt", "each record needs a \"prompt\"");
            }
            if (!entry.has(field)) {
                throw entry.missing(
                        field,
                        "answers are to be held against it, so each record needs it; name another field, or add it");
            }
            Conversation prompt = PromptFile.prompt(entry);
            if (!prompt.messages().isEmpty()) {
                questions.add(new Located<>(entry.line(), new Question(prompt, entry.word(field))));
            }
        });
        if (questions.isEmpty()) {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA, path.getFileName() + ": every prompt is empty; write the prompts' text");
        }
        return questions;
    }
}
