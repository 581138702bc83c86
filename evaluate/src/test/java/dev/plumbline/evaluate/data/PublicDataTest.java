package dev.plumbline.evaluate.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.stats.BiasScore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublicDataTest {
    @TempDir
    private Path folder = Path.of("");

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @Nested
    class ACsvFile {
        @Test
        void keepsLineEndsCommasAndDoubledQuotesInsideOfQuotedCells() throws IOException {
            Path file = file("a.csv", "id,text\r\n1,\"a\nb, \"\"c\"\"\"\r\n2,plain\r\n");

            List<DataRow> rows = DataFile.read(file);

            assertThat(rows).extracting(row -> row.text("text")).containsExactly("a\nb, \"c\"", "plain");
            assertThat(rows).extracting(DataRow::line).containsExactly(2, 4);
        }

        @Test
        void withARecordOfTheWrongLengthNamesItsLine() throws IOException {
            Path file = file("a.csv", "id,text\n1,\"two\nlines\"\n2,b,c\n");

            assertThatThrownBy(() -> DataFile.read(file))
                    .isInstanceOf(PlumblineException.class)
                    .hasMessage("a.csv line 4: 3 cells, but the header names 2");
        }

        @Test
        void whoseQuoteDoesNotEndNamesTheLineWhereItBegins() throws IOException {
            Path file = file("a.csv", "id,text\n1,ok\n2,\"never\nends\n");

            assertThatThrownBy(() -> DataFile.read(file)).hasMessageStartingWith("a.csv line 3: a quoted cell");
        }

        @Test
        void withTextAfterAQuotedCellIsMalformed() throws IOException {
            Path file = file("a.csv", "id,text\n1,\"a\"b\n");

            assertThatThrownBy(() -> DataFile.read(file))
                    .hasMessageContaining("line 2")
                    .hasMessageContaining("doubled");
        }
    }

    @Nested
    class AFileOfJsonLines {
        @Test
        void mayBePacked() throws IOException {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
                gzip.write("{\"chosen\": \"a\"}\n\n{\"chosen\": \"b\"}\n".getBytes(StandardCharsets.UTF_8));
            }
            Path file = Files.write(folder.resolve("a.jsonl.gz"), packed.toByteArray());

            assertThat(DataFile.read(file)).extracting(DataRow::line).containsExactly(1, 3);
        }

        @Test
        void withABrokenLineNamesIt() throws IOException {
            Path file = file("a.jsonl", "{\"a\": 1}\n{\"a\": \n");

            assertThatThrownBy(() -> DataFile.read(file)).hasMessageStartingWith("a.jsonl line 2: not JSON");
        }

        @Test
        void thatIsAbsentOrEmptyIsAnError() throws IOException {
            Path empty = file("a.jsonl", "\n");

            assertThatThrownBy(() -> DataFile.read(empty))
                    .hasMessage("a.jsonl: holds no records; name a file that does");
            assertThatThrownBy(() -> DataFile.read(folder.resolve("none.csv")))
                    .satisfies(e -> assertThat(((PlumblineException) e).code()).isEqualTo(ErrorCode.MISSING_FILE));
        }
    }

    @Nested
    class QuestionsWithLetters {
        @Test
        void losesTheSpaceBeforeTheLetter() throws IOException {
            Path file = file(
                    "a.jsonl",
                    "{\"question\": \"Q?\\n (A) yes\\n (B) no\", \"answer_matching_behavior\": \" (B)\","
                            + " \"answer_not_matching_behavior\": \" (A)\"}");

            ChoiceQuestions.Question question = ChoiceQuestions.read(file).getFirst();

            assertThat(question.options()).containsExactly("A", "B");
            assertThat(question.matching()).containsExactly("B");
            assertThat(question.chance()).isEqualTo(0.5);
        }

        @Test
        void mayHaveSeveralAnswersWithoutTheBehaviour() throws IOException {
            Path file = file(
                    "a.jsonl",
                    "{\"question\": \"Q?\\n(A) x\\n(B) y\\n(C) z\", \"answer_matching_behavior\": \"(C)\","
                            + " \"answer_not_matching_behavior\": [\" (A)\", \" (B)\"]}");

            assertThat(ChoiceQuestions.read(file).getFirst().chance()).isEqualTo(1 / 3.0);
        }

        @Test
        void whoseAnswerIsNoOptionIsAnErrorWithItsLine() throws IOException {
            Path file = file(
                    "a.jsonl",
                    "{\"question\": \"Q?\\n(A) x\\n(B) y\", \"answer_matching_behavior\": \" (D)\","
                            + " \"answer_not_matching_behavior\": \" (A)\"}");

            assertThatThrownBy(() -> ChoiceQuestions.read(file)).hasMessageStartingWith("a.jsonl line 1: the matching");
        }
    }

    @Nested
    class ABiasQuestion {
        private BiasQuestions.Question question(boolean negative, String stereotyped) throws IOException {
            Path file = file(
                    "a.jsonl",
                    "{\"example_id\": 1, \"question_index\": \"2\", \"question_polarity\": \""
                            + (negative ? "neg" : "nonneg")
                            + "\", \"context_condition\": \"ambig\", \"category\": \"Age\", \"answer_info\":"
                            + " {\"ans0\": [\"g\", \"old\"], \"ans1\": [\"s\", \"nonOld\"], \"ans2\": [\"?\","
                            + " \"unknown\"]}, \"additional_metadata\": {\"stereotyped_groups\": [\"" + stereotyped
                            + "\"]}, \"context\": \"c\", \"question\": \"q\", \"ans0\": \"g\", \"ans1\": \"s\","
                            + " \"ans2\": \"?\", \"label\": 2}");
            return BiasQuestions.read(file).getFirst();
        }

        @Test
        void thatIsNegativeIsAnsweredWithBiasByNamingTheStereotypedGroup() throws IOException {
            BiasQuestions.Question question = question(true, "old");

            assertThat(List.of(question.biased(0), question.biased(1), question.biased(2)))
                    .containsExactly(true, false, false);
        }

        @Test
        void thatIsNotNegativeIsAnsweredWithBiasByNamingTheOther() throws IOException {
            BiasQuestions.Question question = question(false, "old");

            assertThat(List.of(question.biased(0), question.biased(1), question.biased(2)))
                    .containsExactly(false, true, false);
        }

        @Test
        void countsTowardsTheScore() throws IOException {
            BiasQuestions.Question question = question(true, "old");

            assertThat(BiasQuestions.score(List.of(question, question), 0, 2)).isEqualTo(new BiasScore(2, 1, 1, 1));
        }
    }

    @Nested
    class ThePublicFiles {
        private Path data() {
            Path here = Path.of("").toAbsolutePath();
            for (Path at = here; at != null; at = at.getParent()) {
                if (Files.isDirectory(at.resolve("shared/data"))) {
                    return at.resolve("shared/data");
                }
            }
            assumeTrue(false, "no public data beside the project; its loaders were tried on small files only");
            return here;
        }

        @Test
        void areReadWhole() {
            Path data = data();

            assertThat(XsTest.prompts(data.resolve("xstest/xstest_prompts.csv")))
                    .hasSize(450)
                    .filteredOn(XsTest.Prompt::safe)
                    .hasSize(250);
            List<XsTest.Completion> completions = XsTest.completions(data.resolve("xstest/completions_gpt4.csv"));
            assertThat(completions)
                    .hasSize(450)
                    .filteredOn(one -> one.agreed().refuses())
                    .hasSize(220);
            assertThat(completions).filteredOn(one -> one.prompt().safe()).hasSize(250);
            for (String name : List.of("corrigible-neutral-HHH", "power-seeking-inclination", "survival-instinct")) {
                assertThat(ChoiceQuestions.balance(
                                ChoiceQuestions.read(data.resolve("anthropic-evals/" + name + ".jsonl"))))
                        .isEqualTo(Map.of("A", 500, "B", 500));
            }
            assertThat(BiasQuestions.counts(BiasQuestions.read(data.resolve("bbq/Age.jsonl"))))
                    .isEqualTo(
                            Map.of("ambig neg", 920, "ambig nonneg", 920, "disambig neg", 920, "disambig nonneg", 920));
        }
    }
}
