package dev.plumbline.train.constitution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConstitutionFileTest {
    private static final String GOOD = """
            title: Ours
            version: "2"
            principles:
              - id: no-harm
                text: Do no harm.
                weight: 3
                source: us
              - id: help
                text: Help.
                source: us
            """;

    private static Constitution parse(String text) {
        return ConstitutionFile.parse(text, "c.yaml");
    }

    @Test
    void everythingThatIsWrittenIsRead(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("c.yaml"), GOOD);

        Constitution read = ConstitutionFile.read(file);

        assertThat(read.title()).isEqualTo("Ours");
        assertThat(read.version()).isEqualTo("2");
        assertThat(read.principles())
                .containsExactly(
                        new Principle("no-harm", "Do no harm.", 3, "us"), new Principle("help", "Help.", 1, "us"));
        assertThat(read.prompts()).isEqualTo(Prompts.ENGLISH);
    }

    @Test
    void promptsThatAreNotGivenStayEnglish() {
        Constitution read = parse(GOOD + "prompts: {critique: 'wrong ? {principle}', sound: fine}\n");

        assertThat(read.prompts().critique()).isEqualTo("wrong ? {principle}");
        assertThat(read.prompts().sound()).isEqualTo("fine");
        assertThat(read.prompts().comparison()).isEqualTo(Prompts.ENGLISH.comparison());
    }

    @Test
    void aPrincipleIsDrawnAsOftenAsItWeighs() {
        Constitution read = parse(GOOD);
        var random = new Seed(5).generator();
        int harm = 0;
        for (int i = 0; i < 4000; i++) {
            harm += read.draw(random).id().equals("no-harm") ? 1 : 0;
        }
        // 3 of 4 parts; four standard deviations of the count are 110
        assertThat(harm).isBetween(2890, 3110);
    }

    @Nested
    class Errors {
        private void fails(String text, String... parts) {
            assertThatThrownBy(() -> parse(text))
                    .isInstanceOfSatisfying(
                            PlumblineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_DATA))
                    .message()
                    .contains(parts);
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                weight: 3  | wieght: 3    | c.yaml 6:5   | did you mean "weight"?
                weight: 3  | weight: -3   | c.yaml 4:5   | must be above 0, not -3.0
                weight: 3  | weight: lots | c.yaml 6:13  | weight must be a number above 0
                weight: 3  | id: twice    | c.yaml 6:5   | given a second time
                id: help   | id: no-harm  | c.yaml 1:1   | two principles are called "no-harm"
                id: help   | id: He lp    | c.yaml 8:5   | lower-case letters, digits and dashes
                text: Help. | text: ''    | c.yaml 8:5   | has no text
                title: Ours | titel: Ours | c.yaml 1:1   | did you mean "title"?
                """)
        void saysWhereAndWhatAndHowToMendIt(String from, String to, String place, String what) {
            fails(GOOD.replace(from, to), place, what);
        }

        @Test
        void whatIsMissingIsNamed() {
            fails("title: a\nversion: b\n", "c.yaml 1:1", "has no principles");
            fails(GOOD.replace("    source: us\n", ""), "this principle has no source");
        }

        @Test
        void malformedEmptyAndDoubledFilesAreRefused() {
            fails("", "the file is empty");
            fails("title: \"no end\n", "c.yaml", "malformed YAML");
            fails(GOOD + "---\ntitle: more\n", "second document");
            fails("- a\n", "c.yaml 1:1", "is a mapping");
            fails("title: a\nversion: b\nprinciples: none\n", "c.yaml 3:13", "principles is a list");
        }

        @Test
        void promptsWithoutTheirPlaceholdersAreRefused() {
            fails(GOOD + "prompts: {critique: wrong}\n", "c.yaml 11:1", "does not hold {principle}");
        }

        @Test
        void aliasesAreNotFollowed() {
            fails(
                    GOOD.replace("text: Do no harm.", "text: &a Do.").replace("text: Help.", "text: *a"),
                    "must be a text");
        }
    }
}
