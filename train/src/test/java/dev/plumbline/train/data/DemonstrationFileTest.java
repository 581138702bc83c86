package dev.plumbline.train.data;

import static dev.plumbline.train.data.DataFiles.lines;
import static dev.plumbline.train.data.DataFiles.refuses;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Message;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemonstrationFileTest {
    private static final String DIALOGUE =
            "{\"messages\": [{\"role\": \"user\", \"content\": \"hi\"}, {\"role\": \"assistant\", \"content\": \"%s\"}]}";

    @TempDir
    Path folder;

    @Nested
    class Demonstrations {
        @Test
        void dialoguesKeepAllTurns() {
            DemonstrationData data = DemonstrationFile.read(lines(folder, DIALOGUE.formatted("hello")));
            assertThat(data.format()).isEqualTo(DemonstrationFormat.MESSAGES);
            assertThat(data.demonstrations())
                    .containsExactly(new Located<>(
                            1,
                            new Demonstration.Dialogue(
                                    Conversation.of(Message.user("hi"), Message.assistant("hello")))));
        }

        @Test
        void promptsAndCompletionsMayBeTextOrMessages() {
            DemonstrationData data = DemonstrationFile.read(lines(
                    folder,
                    "{\"prompt\": \"hi\", \"completion\": \"hello\"}",
                    "{\"prompt\": [{\"role\": \"user\", \"content\": \"hi\"}], "
                            + "\"completion\": [{\"role\": \"assistant\", \"content\": \"hello\"}]}"));
            Demonstration expected = new Demonstration.Answer(Conversation.ask("hi"), "hello");
            assertThat(data.demonstrations()).containsExactly(new Located<>(1, expected), new Located<>(2, expected));
        }

        @Test
        void aCompletionOfSeveralTurnsIsADialogue() {
            DemonstrationData data = DemonstrationFile.read(
                    lines(
                            folder,
                            "{\"prompt\": \"hi\", \"completion\": [{\"role\": \"assistant\", \"content\": \"a\"}, "
                                    + "{\"role\": \"user\", \"content\": \"b\"}, {\"role\": \"assistant\", \"content\": \"c\"}]}"));
            assertThat(data.demonstrations().getFirst().value())
                    .isEqualTo(new Demonstration.Dialogue(Conversation.of(
                            Message.user("hi"), Message.assistant("a"), Message.user("b"), Message.assistant("c"))));
        }

        @Test
        void plainTextStaysAsItIs() {
            DemonstrationData data = DemonstrationFile.read(lines(folder, "{\"text\": \" once upon \"}"));
            assertThat(data.demonstrations())
                    .containsExactly(new Located<>(1, new Demonstration.PlainText(" once upon ")));
        }

        @Test
        void recordsWithNothingToImitateAreSkippedAndNamed() {
            DemonstrationData data =
                    DemonstrationFile.read(lines(folder, DIALOGUE.formatted(""), DIALOGUE.formatted("hello")));
            assertThat(data.skippedLines()).containsExactly(1);
            assertThat(data.demonstrations()).hasSize(1);
        }
    }

    @Nested
    class Refused {
        @Test
        void aFileWithNothingToImitate() {
            Path file = lines(folder, DIALOGUE.formatted(""));
            refuses(
                    () -> DemonstrationFile.read(file),
                    ErrorCode.BAD_DATA,
                    "prefs.jsonl: nothing to learn from: none of 1 records has an answer to imitate; give assistant turns, "
                            + "completions or text");
        }

        @Test
        void aMissingField() {
            Path file = lines(folder, "{\"prompt\": \"hi\", \"answer\": \"x\"}");
            refuses(
                    () -> DemonstrationFile.read(file),
                    ErrorCode.BAD_DATA,
                    "prefs.jsonl line 1: \"completion\" is missing; a demonstration needs \"messages\", \"prompt\" and "
                            + "\"completion\", or \"text\" (found: prompt, answer)");
        }

        @Test
        void mixedForms() {
            Path file = lines(folder, "{\"text\": \"x\"}", DIALOGUE.formatted("hello"));
            refuses(
                    () -> DemonstrationFile.read(file),
                    ErrorCode.BAD_DATA,
                    "prefs.jsonl line 2: this record holds \"messages\", but line 1 holds \"text\"; give all records of a "
                            + "file the same form");
        }

        @Test
        void aPromptOfTheWrongType() {
            Path file = lines(folder, "{\"prompt\": 3, \"completion\": \"x\"}");
            refuses(
                    () -> DemonstrationFile.read(file),
                    ErrorCode.BAD_DATA,
                    "prefs.jsonl line 1: \"prompt\" must be text or a list of messages, not a number");
        }
    }

    @Nested
    class Prompts {
        @Test
        void areReadFromAnyRecordThatHasOne() {
            PromptData data = PromptFile.read(lines(
                    folder,
                    "{\"prompt\": \"hi\", \"chosen\": \"a\", \"rejected\": \"b\"}",
                    "{\"prompt\": \"\"}",
                    "{\"prompt\": [{\"role\": \"user\", \"content\": \"ho\"}]}"));
            assertThat(data.prompts())
                    .containsExactly(
                            new Located<>(1, Conversation.ask("hi")), new Located<>(3, Conversation.ask("ho")));
            assertThat(data.skippedLines()).containsExactly(2);
        }

        @Test
        void areRefusedWhereMissingOrAllEmpty() {
            Path missing = lines(folder, "{\"text\": \"x\"}");
            refuses(
                    () -> PromptFile.read(missing),
                    ErrorCode.BAD_DATA,
                    "prefs.jsonl line 1: \"prompt\" is missing; each record needs a \"prompt\" (found: text)");
            Path empty = lines(folder, "{\"prompt\": \"\"}");
            refuses(
                    () -> PromptFile.read(empty),
                    ErrorCode.BAD_DATA,
                    "prefs.jsonl: all 1 prompts are empty; write the prompts' text");
        }
    }
}
