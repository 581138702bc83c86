package dev.plumbline.train.data;

import static dev.plumbline.train.data.DataFiles.bytes;
import static dev.plumbline.train.data.DataFiles.explicit;
import static dev.plumbline.train.data.DataFiles.gzip;
import static dev.plumbline.train.data.DataFiles.lines;
import static dev.plumbline.train.data.DataFiles.refuses;
import static dev.plumbline.train.data.DataFiles.withoutLast;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every error names the file, the line where there is one, what is wrong and the cure.
class BadPreferenceFileTest {
    private static final String GOOD = explicit("p", "a", "b");

    @TempDir
    Path folder;

    private void refusesLines(String message, String... lines) {
        Path file = lines(folder, lines);
        refuses(() -> PreferenceFile.read(file), ErrorCode.BAD_DATA, message);
    }

    private PlumblineException refusal(Path file) {
        return assertThatExceptionOfType(PlumblineException.class)
                .isThrownBy(() -> PreferenceFile.read(file))
                .actual();
    }

    @Nested
    class Files {
        @Test
        void aMissingFile() {
            Path file = folder.resolve("none.jsonl");
            refuses(() -> PreferenceFile.read(file), ErrorCode.MISSING_FILE, file + ": does not exist; check the path");
        }

        @Test
        void aFolder() {
            refuses(
                    () -> PreferenceFile.read(folder),
                    ErrorCode.MISSING_FILE,
                    folder + ": is a folder; name a file in it");
        }

        @Test
        void anEmptyFile() {
            Path file = bytes(folder, "prefs.jsonl", new byte[0]);
            refuses(
                    () -> PreferenceFile.read(file),
                    ErrorCode.BAD_DATA,
                    "prefs.jsonl: is empty; write one JSON object per line");
        }

        @Test
        void aFileOfBlankLines() {
            refusesLines("prefs.jsonl: holds no records; write one JSON object per line", "", "  ", "");
        }

        @Test
        void anArchiveOfNothing() {
            Path file = bytes(folder, "prefs.jsonl.gz", gzip(""));
            refuses(
                    () -> PreferenceFile.read(file),
                    ErrorCode.BAD_DATA,
                    "prefs.jsonl.gz: holds no records; write one JSON object per line");
        }

        @Test
        void aFileNamedAsAnArchiveThatIsNone() {
            Path file = bytes(folder, "prefs.jsonl.gz", GOOD.getBytes(StandardCharsets.UTF_8));
            refuses(
                    () -> PreferenceFile.read(file),
                    ErrorCode.BAD_DATA,
                    "prefs.jsonl.gz: is named .gz but is not a gzip archive; pack it with gzip or drop the .gz");
        }

        @Test
        void aTruncatedArchiveSaysHowManyRecordsWereGood() {
            RandomGenerator random = new Seed(3).generator();
            String text = IntStream.range(0, 2000)
                    .mapToObj(i -> explicit("p" + i, Long.toHexString(random.nextLong()), "b"))
                    .collect(Collectors.joining("\n"));
            byte[] packed = gzip(text);
            Path file = bytes(folder, "prefs.jsonl.gz", withoutLast(packed, packed.length / 2));
            PlumblineException error = refusal(file);
            assertThat(error.code()).isEqualTo(ErrorCode.BAD_DATA);
            assertThat(error)
                    .hasMessageMatching(
                            "prefs\\.jsonl\\.gz: the gzip archive is truncated at line \\d+, after \\d+ good "
                                    + "records; copy or download it again");
            List<Integer> numbers = Pattern.compile("\\d+")
                    .matcher(String.valueOf(error.getMessage()))
                    .results()
                    .map(match -> Integer.valueOf(match.group()))
                    .toList();
            assertThat(numbers.getLast()).isBetween(500, 1500);
            assertThat(numbers.getFirst()).isEqualTo(numbers.getLast() + 1);
        }

        @Test
        void anArchiveThatMissesOnlyItsLastByte() {
            Path file = bytes(folder, "prefs.jsonl.gz", withoutLast(gzip(GOOD + "\n" + GOOD + "\n"), 1));
            refuses(
                    () -> PreferenceFile.read(file),
                    ErrorCode.BAD_DATA,
                    "prefs.jsonl.gz: the gzip archive is truncated at line 3, after 2 good records; "
                            + "copy or download it again");
        }

        @Test
        void anArchiveCutWithinItsHeader() {
            Path file = bytes(folder, "prefs.jsonl.gz", new byte[] {0x1F, (byte) 0x8B, 8});
            refuses(
                    () -> PreferenceFile.read(file),
                    ErrorCode.BAD_DATA,
                    "prefs.jsonl.gz: the gzip archive is truncated at line 1, after 0 good records; "
                            + "copy or download it again");
        }

        @Test
        void aDamagedArchive() {
            byte[] packed = gzip(GOOD + "\n");
            packed[packed.length - 6] ^= 1;
            PlumblineException error = refusal(bytes(folder, "prefs.jsonl.gz", packed));
            assertThat(error).hasMessageStartingWith("prefs.jsonl.gz: the gzip archive is damaged (");
            assertThat(error).hasMessageEndingWith(") at line 2, after 1 good records; copy or download it again");
        }
    }

    @Nested
    class Limits {
        @Test
        void aLineOfTenMegabytes() {
            Path file = lines(folder, GOOD, explicit("p", "x".repeat(10_000_000), "b"));
            refuses(
                    () -> PreferenceFile.read(file),
                    ErrorCode.BAD_DATA,
                    "prefs.jsonl line 2: longer than the limit of 4194304 bytes; write one record per line, or remove "
                            + "this record");
        }

        @Test
        void tooManyRecords() {
            Path file = lines(folder, GOOD, GOOD, GOOD);
            refuses(
                    () -> PreferenceFile.read(file, new ReadLimits(1000, 2, 1000)),
                    ErrorCode.BAD_DATA,
                    "prefs.jsonl: more than 2 records; split the file or raise the limit");
        }

        @Test
        void anArchiveThatUnpacksToTooMuch() {
            Path file = bytes(folder, "bomb.gz", gzip("\n".repeat(5_000_000)));
            refuses(
                    () -> PreferenceFile.read(file, new ReadLimits(1000, 2, 1_000_000)),
                    ErrorCode.BAD_DATA,
                    "bomb.gz: more than 1000000 bytes of unpacked text; split the file or raise the limit");
        }

        @Test
        void limitsBelowOne() {
            refuses(
                    () -> ReadLimits.DEFAULT.withLineBytes(0),
                    ErrorCode.BAD_ARGUMENT,
                    "read limits must be at least 1, not lineBytes 0, records 2000000, totalBytes 1073741824");
        }
    }

    @Nested
    class Text {
        @Test
        void invalidUtf8NamesTheByte() {
            byte[] content = (GOOD + "\n" + explicit("p", "a?", "b") + "\n").getBytes(StandardCharsets.UTF_8);
            int at = new String(content, StandardCharsets.UTF_8).indexOf('?');
            content[at] = (byte) 0xE9;
            Path file = bytes(folder, "prefs.jsonl", content);
            refuses(
                    () -> PreferenceFile.read(file),
                    ErrorCode.BAD_DATA,
                    "prefs.jsonl line 2: not UTF-8 at byte " + at + " of the text (byte " + (at - GOOD.length() - 1)
                            + " of the line, value 0xE9); convert the file to UTF-8");
        }

        @Test
        void aCharacterCutAtTheEndOfTheFile() {
            byte[] content = withoutLast("{\"prompt\": \"é".getBytes(StandardCharsets.UTF_8), 1);
            Path file = bytes(folder, "prefs.jsonl", content);
            refuses(
                    () -> PreferenceFile.read(file),
                    ErrorCode.BAD_DATA,
                    "prefs.jsonl line 1: not UTF-8 at byte 12 of the text (byte 12 of the line, value 0xC3); "
                            + "convert the file to UTF-8");
        }

        @Test
        void overlongAndSurrogateEncodings() {
            for (byte[] bad : new byte[][] {{(byte) 0xC0, (byte) 0x80}, {(byte) 0xED, (byte) 0xA0, (byte) 0x80}}) {
                assertThat(refusal(bytes(folder, "prefs.jsonl", bad)))
                        .hasMessageStartingWith("prefs.jsonl line 1: not UTF-8 at byte 0 ");
            }
        }

        @Test
        void halfASurrogatePairInAnEscape() {
            refusesLines(
                    "prefs.jsonl line 1: \"chosen\" holds \\ud83d, half of a surrogate pair and no character; remove it",
                    explicit("p", "a \\ud83d", "b"));
        }
    }

    @Nested
    class Json {
        @Test
        void notJson() {
            PlumblineException error = refusal(lines(folder, GOOD, "prompt,chosen,rejected"));
            assertThat(error).hasMessageStartingWith("prefs.jsonl line 2: not valid JSON at column 1: ");
            assertThat(error).hasMessageEndingWith("; write one complete JSON object per line");
        }

        @Test
        void aRecordThatIsCutShort() {
            PlumblineException error = refusal(lines(folder, GOOD.substring(0, 20)));
            assertThat(error).hasMessageStartingWith("prefs.jsonl line 1: not valid JSON at column ");
        }

        @Test
        void twoRecordsOnALine() {
            assertThat(refusal(lines(folder, GOOD + GOOD)))
                    .hasMessageStartingWith("prefs.jsonl line 1: not valid JSON");
        }

        @Test
        void anArray() {
            refusesLines(
                    "prefs.jsonl line 1: a JSON array, not an object; write one JSON object per line, with no list around "
                            + "them",
                    "[" + GOOD + "]");
        }

        @Test
        void aBareValue() {
            refusesLines("prefs.jsonl line 2: a number, not an object; write one JSON object per line", GOOD, "3");
        }

        @Test
        void aDuplicateKey() {
            PlumblineException error =
                    refusal(lines(folder, "{\"prompt\": \"p\", \"chosen\": \"a\", \"chosen\": \"b\"}"));
            assertThat(error).hasMessageStartingWith("prefs.jsonl line 1: not valid JSON");
            assertThat(error).hasMessageContaining("uplicate").hasMessageContaining("chosen");
        }

        @Test
        void aNestingBomb() {
            String bomb = "{\"prompt\": " + "[".repeat(1_000_000) + "]".repeat(1_000_000) + "}";
            assertThat(refusal(lines(folder, bomb)))
                    .hasMessageStartingWith("prefs.jsonl line 1: not valid JSON")
                    .hasMessageContaining("nesting depth");
        }

        @Test
        void aNumberOfAMillionDigits() {
            String line = GOOD.replace("}", ", \"margin\": " + "9".repeat(1_000_000) + "}");
            assertThat(refusal(lines(folder, line)))
                    .hasMessageStartingWith("prefs.jsonl line 1: not valid JSON")
                    .hasMessageContaining("Number value length");
        }

        @Test
        void aNumberThatFitsNoDouble() {
            refusesLines(
                    "prefs.jsonl line 1: \"margin\" is too large a number; it must fit a double",
                    GOOD.replace("}", ", \"margin\": 1e999}"));
            refusesLines(
                    "prefs.jsonl line 1: \"margin\" is too large a number; it must fit a double",
                    GOOD.replace("}", ", \"margin\": -1e999999999}"));
        }
    }

    @Nested
    class Fields {
        @Test
        void aMissingAnswerNamesWhatIsNeededAndFound() {
            refusesLines(
                    "prefs.jsonl line 2: \"chosen\" is missing; a preference needs \"prompt\", \"chosen\" and \"rejected\" "
                            + "(found: prompt, rejected)",
                    GOOD,
                    "{\"prompt\": \"p\", \"rejected\": \"b\"}");
            refusesLines(
                    "prefs.jsonl line 1: \"rejected\" is missing; a preference needs \"prompt\", \"chosen\" and "
                            + "\"rejected\" (found: prompt, chosen)",
                    "{\"prompt\": \"p\", \"chosen\": \"a\"}");
            refusesLines(
                    "prefs.jsonl line 1: \"chosen\" is missing; a preference needs \"prompt\", \"chosen\" and "
                            + "\"rejected\" (found: nothing)",
                    "{}");
        }

        @Test
        void aMissingAnswerInAFileWithoutPrompts() {
            refusesLines(
                    "prefs.jsonl line 2: \"rejected\" is missing; a preference needs \"chosen\" and \"rejected\", and "
                            + "\"prompt\" unless both begin with it (found: chosen)",
                    "{\"chosen\": \"x a\", \"rejected\": \"x b\"}",
                    "{\"chosen\": \"x a\"}");
        }

        @Test
        void hostileNamesAreShortenedAndEscaped() {
            String names = IntStream.range(0, 30)
                    .mapToObj(i -> "\"" + "k".repeat(100) + "\\u001b[31m" + i + "\": 0")
                    .collect(Collectors.joining(", "));
            String escape = "\"\\u001b[2J\": 0";
            PlumblineException error = refusal(lines(folder, "{" + escape + ", " + names + "}"));
            assertThat(error.getMessage())
                    .hasSizeLessThan(700)
                    .doesNotContain("\u001b")
                    .contains("\\u001b[2J, kkk");
            assertThat(error).hasMessageEndingWith("k…, …)");
        }

        @Test
        void wrongTypes() {
            refusesLines(
                    "prefs.jsonl line 1: \"chosen\" must be text or a list of messages, not a number",
                    "{\"prompt\": \"p\", \"chosen\": 3, \"rejected\": \"b\"}");
            refusesLines(
                    "prefs.jsonl line 1: \"rejected\" must be text or a list of messages, not null",
                    "{\"prompt\": \"p\", \"chosen\": \"a\", \"rejected\": null}");
            refusesLines(
                    "prefs.jsonl line 1: \"prompt\" must be text or a list of messages, not an object",
                    "{\"prompt\": {}, \"chosen\": \"a\", \"rejected\": \"b\"}");
            refusesLines(
                    "prefs.jsonl line 1: \"margin\" must be a number, not text",
                    GOOD.replace("}", ", \"margin\": \"1\"}"));
            refusesLines(
                    "prefs.jsonl line 1: one of \"chosen\" and \"rejected\" is text and the other a list; give both the "
                            + "same form",
                    "{\"chosen\": \"a\", \"rejected\": [{\"role\": \"user\", \"content\": \"\"}]}");
        }

        @Test
        void brokenMessages() {
            String line =
                    "{\"prompt\": \"p\", \"chosen\": [{\"role\": \"assistant\", \"content\": \"a\"}], \"rejected\": %s}";
            refusesLines(
                    "prefs.jsonl line 1: \"rejected\" is an empty list; it needs at least one message",
                    line.formatted("[]"));
            refusesLines(
                    "prefs.jsonl line 1: \"rejected\"[0] must be an object with \"role\" and \"content\", not text",
                    line.formatted("[\"b\"]"));
            refusesLines(
                    "prefs.jsonl line 1: \"rejected\"[0].content must be text, not nothing",
                    line.formatted("[{\"role\": \"assistant\"}]"));
            refusesLines(
                    "prefs.jsonl line 1: \"rejected\"[1].role is \"gpt\"; use system, user, assistant or tool",
                    line.formatted(
                            "[{\"role\": \"user\", \"content\": \"\"}, {\"role\": \"gpt\", \"content\": \"\"}]"));
        }

        @Test
        void mixedFormatsNameBothLines() {
            refusesLines(
                    "prefs.jsonl line 3: this record is implicit (\"chosen\" and \"rejected\" as text, no \"prompt\"), but "
                            + "line 1 is explicit (\"prompt\", \"chosen\" and \"rejected\" as text); give all records of a "
                            + "file the same form",
                    GOOD,
                    GOOD,
                    "{\"chosen\": \"x a\", \"rejected\": \"x b\"}");
        }
    }

    @Nested
    class NothingToLearn {
        @Test
        void onlyIdenticalAnswers() {
            refusesLines(
                    "prefs.jsonl: nothing to learn from in 2 records (identical answers: 2); give pairs whose two answers "
                            + "differ and follow the same prompt",
                    explicit("p", "a", "a"),
                    explicit("q", "", ""));
        }

        @Test
        void onlySkippedAndIdenticalRecords() {
            refusesLines(
                    "prefs.jsonl: nothing to learn from in 2 records (identical answers: 1, the answers do not follow the "
                            + "same turns: 1); give pairs whose two answers differ and follow the same prompt",
                    "{\"chosen\": \"Human: x\\n\\nAssistant: a\", \"rejected\": \"Human: x\\n\\nAssistant: a\"}",
                    "{\"chosen\": \"Human: x\\n\\nAssistant: a\", \"rejected\": \"Human: y\\n\\nAssistant: b\"}");
        }
    }
}
