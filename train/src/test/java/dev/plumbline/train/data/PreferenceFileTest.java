package dev.plumbline.train.data;

import static dev.plumbline.train.data.DataFiles.bytes;
import static dev.plumbline.train.data.DataFiles.explicit;
import static dev.plumbline.train.data.DataFiles.gzip;
import static dev.plumbline.train.data.DataFiles.lines;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.Message;
import dev.plumbline.core.Preference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreferenceFileTest {
    @TempDir
    Path folder;

    private Preference only(String line) {
        PreferenceData data = PreferenceFile.read(lines(folder, line));
        assertThat(data.pairs()).hasSize(1);
        return data.pairs().getFirst().value();
    }

    @Nested
    class Explicit {
        @Test
        void thePromptBecomesOneUserTurn() {
            assertThat(only(explicit("Is it?", "Yes.", "No.")))
                    .isEqualTo(new Preference(Conversation.ask("Is it?"), "Yes.", "No."));
        }

        @Test
        void anEmptyPromptBecomesNoTurn() {
            assertThat(only(explicit("", "Yes.", "No.")).prompt().messages()).isEmpty();
        }

        @Test
        void theMarginIsKeptAndOtherKeysAreIgnored() {
            String line =
                    "{\"id\": 7, \"prompt\": \"p\", \"chosen\": \"a\", \"rejected\": \"b\", \"margin\": 1.5, \"x\": {}}";
            assertThat(only(line)).isEqualTo(new Preference(Conversation.ask("p"), "a", "b", 1.5));
        }

        @Test
        void anEmptyAnswerIsAnAnswer() {
            assertThat(only(explicit("p", "", "b")).chosen()).isEmpty();
        }
    }

    @Nested
    class Implicit {
        @Test
        void thePromptIsTheCommonPrefixThatCutsNoWord() {
            Preference pair = only("{\"chosen\": \"Q: is it? A: yesterday\", \"rejected\": \"Q: is it? A: yes\"}");
            assertThat(pair).isEqualTo(new Preference(Conversation.ask("Q: is it? A: "), "yesterday", "yes"));
        }

        @Test
        void textsWithNothingInCommonHaveNoPrompt() {
            Preference pair = only("{\"chosen\": \"red\", \"rejected\": \"blue\"}");
            assertThat(pair).isEqualTo(new Preference(new Conversation(List.of()), "red", "blue"));
        }

        @Test
        void aTextThatGoesOnAfterTheOtherEndsLeavesAnEmptyAnswer() {
            Preference pair = only("{\"chosen\": \"Stop.\", \"rejected\": \"Stop. No!\"}");
            assertThat(pair).isEqualTo(new Preference(Conversation.ask("Stop."), "", " No!"));
        }
    }

    @Nested
    class Conversational {
        private static final String USER = "{\"role\": \"user\", \"content\": \"hi\"}";
        private static final String SYSTEM = "{\"role\": \"system\", \"content\": \"be kind\"}";
        private static final Conversation KIND = Conversation.of(Message.system("be kind"), Message.user("hi"));

        private static String assistant(String content) {
            return "{\"role\": \"assistant\", \"content\": \"" + content + "\"}";
        }

        @Test
        void answersFollowThePrompt() {
            Preference pair = only("{\"prompt\": [%s, %s], \"chosen\": [%s], \"rejected\": [%s]}"
                    .formatted(SYSTEM, USER, assistant("hello"), assistant("go")));
            assertThat(pair).isEqualTo(new Preference(KIND, "hello", "go"));
        }

        @Test
        void answersMayRepeatThePrompt() {
            Preference pair =
                    only("{\"prompt\": [%s, %s], \"chosen\": [%1$s, %2$s, %s], \"rejected\": [%1$s, %2$s, %s]}"
                            .formatted(SYSTEM, USER, assistant("hello"), assistant("go")));
            assertThat(pair).isEqualTo(new Preference(KIND, "hello", "go"));
        }

        @Test
        void aPromptAsTextBesideWholeConversationsIsACopyOfATurn() {
            Preference pair = only("{\"prompt\": \"hi\", \"chosen\": [%s, %s, %s], \"rejected\": [%1$s, %2$s, %s]}"
                    .formatted(SYSTEM, USER, assistant("hello"), assistant("go")));
            assertThat(pair).isEqualTo(new Preference(KIND, "hello", "go"));
        }

        @Test
        void aPromptAsTextBesideAnswersAsMessagesIsAUserTurn() {
            Preference pair = only("{\"prompt\": \"hi\", \"chosen\": [%s], \"rejected\": [%s]}"
                    .formatted(assistant("hello"), assistant("go")));
            assertThat(pair).isEqualTo(new Preference(Conversation.ask("hi"), "hello", "go"));
        }

        @Test
        void aPromptOfMessagesMayHaveAnswersAsText() {
            Preference pair =
                    only("{\"prompt\": [%s, %s], \"chosen\": \"hello\", \"rejected\": \"go\"}".formatted(SYSTEM, USER));
            assertThat(pair).isEqualTo(new Preference(KIND, "hello", "go"));
        }

        @Test
        void withoutAPromptItIsTheCommonTurns() {
            PreferenceData data = PreferenceFile.read(lines(
                    folder,
                    "{\"chosen\": [%s, %s, %s], \"rejected\": [%1$s, %2$s, %s]}"
                            .formatted(SYSTEM, USER, assistant("hello"), assistant("go"))));
            assertThat(data.format()).isEqualTo(PreferenceFormat.CONVERSATIONAL_IMPLICIT);
            assertThat(data.pairs()).containsExactly(new Located<>(1, new Preference(KIND, "hello", "go")));
        }

        @Test
        void aGivenPromptMayEndWithTheBeginningOfTheAnswer() {
            Preference pair = only("{\"prompt\": [%s, %s], \"chosen\": [%s], \"rejected\": [%s]}"
                    .formatted(USER, assistant("Sure:"), assistant("hello"), assistant("go")));
            assertThat(pair.prompt()).isEqualTo(Conversation.of(Message.user("hi"), Message.assistant("Sure:")));
            assertThat(pair.chosen()).isEqualTo("hello");
        }
    }

    @Nested
    class Transcripts {
        private PreferenceData read(String chosen, String rejected) {
            String good =
                    "{\"chosen\": \"\\n\\nHuman: a\\n\\nAssistant: b\", \"rejected\": \"\\n\\nHuman: a\\n\\nAssistant: c\"}";
            String line = "{\"chosen\": \"%s\", \"rejected\": \"%s\"}"
                    .formatted(chosen.replace("\n", "\\n"), rejected.replace("\n", "\\n"));
            return PreferenceFile.read(lines(folder, good, line));
        }

        @Test
        void thePromptIsTheCommonTurnsAndTheAnswersAreTheFinalOnes() {
            PreferenceData data = read(
                    "\n\nHuman: hi\n\nAssistant: yes?\n\nHuman: why\n\nAssistant: because",
                    "\n\nHuman: hi\n\nAssistant: yes?\n\nHuman: why\n\nAssistant: ask her");
            assertThat(data.format()).isEqualTo(PreferenceFormat.TRANSCRIPT);
            Conversation prompt = Conversation.of(Message.user("hi"), Message.assistant("yes?"), Message.user("why"));
            assertThat(data.pairs().getLast())
                    .isEqualTo(new Located<>(2, new Preference(prompt, "because", "ask her")));
            assertThat(data.repairs()).isEmpty();
        }

        @Test
        void markerWordsWithinATurnAreText() {
            PreferenceData data = read(
                    "\n\nHuman: hi\n\nAssistant: Human: no\nAssistant: yes Human: x", "\n\nHuman: hi\n\nAssistant: b");
            assertThat(data.pairs().getLast().value().chosen()).isEqualTo("Human: no\nAssistant: yes Human: x");
        }

        @Test
        void aWholeMarkerThatTheModelWroteStaysInOneAnswer() {
            PreferenceData data =
                    read("\n\nHuman: hi\n\nAssistant: one\n\nAssistant: two", "\n\nHuman: hi\n\nAssistant: one");
            assertThat(data.pairs().getLast().value())
                    .isEqualTo(new Preference(Conversation.ask("hi"), "one\n\nAssistant: two", "one"));
            assertThat(data.repairs()).isEqualTo(Map.of(Repair.TURNS_JOINED, 1));
        }

        @Test
        void aFinalHumanTurnIsDroppedAndCounted() {
            PreferenceData data = read(
                    "\n\nHuman: hi\n\nAssistant: one\n\nHuman: thanks", "\n\nHuman: hi\n\nAssistant: two\n\nHuman:");
            assertThat(data.pairs().getLast().value()).isEqualTo(new Preference(Conversation.ask("hi"), "one", "two"));
            assertThat(data.repairs()).isEqualTo(Map.of(Repair.TRAILING_TURN_DROPPED, 1));
        }

        @Test
        void differingEarlierTurnsAreSkippedAndCounted() {
            PreferenceData data = read(
                    "\n\nHuman: hi\n\nAssistant: one\n\nHuman: why\n\nAssistant: so",
                    "\n\nHuman: hi\n\nAssistant: two\n\nHuman: why\n\nAssistant: no");
            assertThat(data.pairs()).hasSize(1);
            assertThat(data.skipped()).containsExactly(new PreferenceData.Skipped(2, SkipReason.DIFFERENT_CONTEXT));
            assertThat(data.skippedByReason()).isEqualTo(Map.of(SkipReason.DIFFERENT_CONTEXT, 1));
            assertThat(data.records()).isEqualTo(2);
        }

        @Test
        void transcriptsOfDifferentLengthAreSkipped() {
            PreferenceData data = read(
                    "\n\nHuman: hi\n\nAssistant: one\n\nHuman: why\n\nAssistant: so",
                    "\n\nHuman: hi\n\nAssistant: one");
            assertThat(data.skippedByReason()).isEqualTo(Map.of(SkipReason.DIFFERENT_CONTEXT, 1));
        }

        @Test
        void aTranscriptWithoutAnAnswerIsSkipped() {
            PreferenceData data = read("\n\nHuman: hi", "\n\nHuman: hi\n\nAssistant: one");
            assertThat(data.skippedByReason()).isEqualTo(Map.of(SkipReason.NO_ANSWER, 1));
        }

        @Test
        void anEmptyAnswerStays() {
            PreferenceData data = read("\n\nHuman: hi\n\nAssistant: ", "\n\nHuman: hi\n\nAssistant: one");
            assertThat(data.pairs().getLast().value()).isEqualTo(new Preference(Conversation.ask("hi"), "", "one"));
        }

        @Test
        void identicalAnswersAreKeptForTheAuditButNotForTraining() {
            PreferenceData data = read("\n\nHuman: hi\n\nAssistant: one", "\n\nHuman: hi\n\nAssistant: one");
            assertThat(data.identical()).extracting(Located::line).containsExactly(2);
            assertThat(data.pairs()).hasSize(2);
            assertThat(data.trainable()).extracting(Located::line).containsExactly(1);
        }
    }

    @Nested
    class Files {
        @Test
        void aPackedFileIsToldByItsContent() {
            Path packed = bytes(folder, "prefs.jsonl", gzip(explicit("p", "a", "b") + "\n" + explicit("q", "c", "d")));
            assertThat(PreferenceFile.read(packed).pairs()).hasSize(2);
        }

        @Test
        void byteOrderMarkCarriageReturnsAndBlankLinesArePassedOver() {
            String text = "\uFEFF" + explicit("p", "a", "b") + "\r\n\r\n  \n" + explicit("q", "c", "d");
            Path file = bytes(folder, "prefs.jsonl", text.getBytes(StandardCharsets.UTF_8));
            PreferenceData data = PreferenceFile.read(file);
            assertThat(data.pairs()).extracting(Located::line).containsExactly(1, 4);
            assertThat(data.name()).isEqualTo("prefs.jsonl");
        }

        @Test
        void otherLineSeparatorsAreText() {
            Path file = lines(folder, explicit("p", "one\u2028two", "\u0085"));
            assertThat(PreferenceFile.read(file).pairs().getFirst().value().chosen())
                    .isEqualTo("one\u2028two");
        }

        @Test
        void aLineOfExactlyTheLimitIsRead() {
            String line = explicit("p", "a", "b".repeat(1000));
            Path file = lines(folder, line, line);
            assertThat(PreferenceFile.read(file, ReadLimits.DEFAULT.withLineBytes(line.length()))
                            .pairs())
                    .hasSize(2);
        }

        @Test
        void linesLongerThanTheBufferAreWhole() {
            String answer = "wörd ".repeat(60_000);
            assertThat(only(explicit("p", answer, "b")).chosen()).isEqualTo(answer);
        }
    }
}
