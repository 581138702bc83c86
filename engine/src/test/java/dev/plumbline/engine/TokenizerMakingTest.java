package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.internal.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class TokenizerMakingTest {
    @TempDir
    Path folder;

    @Nested
    class WordLevel {
        private static final List<String> WORDS = List.of("the", "wall", "leans", ".");

        @Test
        void wordsAndSpecialTokensHaveTheIdsPromised() {
            WordLevelTokenizer.write(folder, WORDS, SpecialTexts.USUAL.and("<user>", "<user>"));
            try (Tokenizer tokenizer = Tokenizer.load(folder)) {
                assertThat(tokenizer.vocabSize()).isEqualTo(9);
                assertThat(tokenizer.special().pad()).hasValue(0);
                assertThat(tokenizer.special().unk()).hasValue(1);
                assertThat(tokenizer.special().bos()).hasValue(2);
                assertThat(tokenizer.special().eos()).hasValue(3);
                assertThat(tokenizer.id("<user>")).hasValue(4);
                assertThat(tokenizer.id("the")).hasValue(5);
                assertThat(tokenizer.id(".")).hasValue(8);
                assertThat(tokenizer
                                .encode(" the  wall\nshakes .<user>the", true)
                                .ids())
                        .containsExactly(2, 5, 6, 1, 8, 4, 5);
                assertThat(tokenizer.encodePair("the", "wall", true).ids()).containsExactly(2, 5, 2, 6);
                assertThat(tokenizer.decode(new int[] {2, 5, 6, 7, 8}, true)).isEqualTo("the wall leans .");
            }
        }

        @Test
        void streamsJoinWordsWithSpaces() {
            WordLevelTokenizer.write(folder, WORDS, SpecialTexts.USUAL);
            try (Tokenizer tokenizer = Tokenizer.load(folder)) {
                TokenStream stream = tokenizer.stream(true);
                StringBuilder out = new StringBuilder();
                for (int id : new int[] {2, 4, 5, 6, 7, 3}) {
                    out.append(stream.next(id)).append('|');
                }
                assertThat(out).hasToString("|the| wall| leans| .||");
            }
        }

        @Test
        void theChatTemplateAndTheNamesAreWhereOthersLookForThem() {
            WordLevelTokenizer.write(folder, WORDS, SpecialTexts.USUAL, "{{ 1 }}");
            JsonNode config = JsonFile.read(folder.resolve("tokenizer_config.json"), ErrorCode.BAD_DATA);
            assertThat(config.path("chat_template").stringValue()).isEqualTo("{{ 1 }}");
            assertThat(config.path("tokenizer_class").stringValue()).isEqualTo("PreTrainedTokenizerFast");
            assertThat(config.path("eos_token").stringValue()).isEqualTo("<eos>");
            assertThat(config.path("added_tokens_decoder")
                            .path("2")
                            .path("content")
                            .stringValue())
                    .isEqualTo("<bos>");
        }

        @Test
        void wordsThatCouldNeverBeReadAreRefused() {
            for (List<String> words : List.of(
                    List.of(""),
                    List.of("a b"),
                    List.of("a\u00a0b"),
                    List.of("a", "a"),
                    List.of("<bos>"),
                    List.of("\ud800"))) {
                assertThatThrownBy(() -> WordLevelTokenizer.write(folder, words, SpecialTexts.USUAL))
                        .isInstanceOf(PlumblineException.class);
            }
            assertThatThrownBy(() -> new SpecialTexts(" ", "b", "c", "d", List.of()))
                    .isInstanceOf(PlumblineException.class);
            assertThat(folder).isEmptyDirectory();
        }
    }

    @Nested
    class BytePairs {
        private static final SpecialTexts SPECIALS = new SpecialTexts("<s>", "</s>", "</s>", "</s>", List.of());

        private static ByteLevelBpe learn(int size, String... texts) {
            return ByteLevelBpe.train(List.of(texts).iterator(), size, SPECIALS);
        }

        @Test
        void theCommonestPairIsMergedFirstAndTiesGoToTheLowestIds() {
            ByteLevelBpe bpe = learn(2 + 256 + 3, "abab abab xy", "xy");
            assertThat(bpe.tokens().subList(0, 3)).containsExactly("</s>", "<s>", "!");
            // "ab" occurs 4 times; then "abab", "xy" and " x" twice each, and the lowest pair is that of x and y
            assertThat(bpe.tokens().subList(258, 261)).startsWith("ab");
            assertThat(bpe.tokens()).hasSize(261).doesNotHaveDuplicates();
        }

        @Test
        void learningStopsWhenNoPairOccursTwice() {
            assertThat(learn(1000, "ab").tokens()).hasSize(258);
            assertThat(learn(1000, "ab ab").tokens()).hasSize(259).contains("ab");
        }

        @Test
        void anyTextSurvivesEncodingAndDecoding() {
            learn(300, "the wall leans, the wall leans, the wall leans").write(folder);
            try (Tokenizer tokenizer = Tokenizer.load(folder)) {
                for (String text : List.of(
                        "the wall leans", "  spaces  and\n\nlines\t", "Grüße 猫 🙂 \u0000 \u00ad", "don't 12345", "")) {
                    assertThat(tokenizer.decode(tokenizer.encode(text, true).ids(), true))
                            .isEqualTo(text);
                }
                assertThat(tokenizer.encode("the wall leans", false).size()).isLessThan(6);
                assertThat(tokenizer.special().bos()).hasValue(1);
                assertThat(tokenizer.encode("x", true).ids()[0]).isEqualTo(1);
            }
        }

        @Test
        void aSpecialTokenInTheTextsIsNotLearned() {
            ByteLevelBpe bpe = learn(400, "<s> <s> <s><s><s>", "<s><s><s>");
            assertThat(bpe.tokens()).doesNotHaveDuplicates();
            bpe.write(folder);
            try (Tokenizer tokenizer = Tokenizer.load(folder)) {
                assertThat(tokenizer.encode("<s>", false).ids()).containsExactly(1);
            }
        }

        @Test
        void aVocabularyTooSmallForTheBytesIsRefused() {
            assertThatThrownBy(() -> learn(257, "a")).hasMessageContaining("at least 258");
            assertThatThrownBy(() -> ByteLevelBpe.train(
                            List.<String>of().iterator(), 400, new SpecialTexts("<s>", "a", "a", "a", List.of())))
                    .hasMessageContaining("spelt like a byte");
        }

        @Test
        void megabytesAreLearnedInSeconds() {
            List<String> texts = babble(2_000_000);
            long start = System.nanoTime();
            ByteLevelBpe bpe = ByteLevelBpe.train(texts.iterator(), 4096, SPECIALS);
            assertThat((System.nanoTime() - start) / 1e9)
                    .as("seconds; about 1 on an idle machine")
                    .isLessThan(30);
            assertThat(bpe.tokens()).hasSize(4096).doesNotHaveDuplicates();
            bpe.write(folder);
            try (Tokenizer tokenizer = Tokenizer.load(folder)) {
                String text = texts.getFirst();
                assertThat(tokenizer.decode(tokenizer.encode(text, false).ids(), false))
                        .isEqualTo(text);
            }
        }

        @Test
        void theSameTextsGiveTheSameFile() throws IOException {
            List<String> texts = babble(50_000);
            for (String name : List.of("1", "2")) {
                ByteLevelBpe.train(texts.iterator(), 1000, SPECIALS).write(folder.resolve(name));
            }
            assertThat(Files.mismatch(folder.resolve("1/tokenizer.json"), folder.resolve("2/tokenizer.json")))
                    .isEqualTo(-1);
        }

        @Test
        void aTextWithoutSpacesDoesNotTakeForEver() {
            assertThat(learn(500, "ab".repeat(200_000)).tokens()).hasSizeGreaterThan(260);
        }

        /// Made-up words of Zipf-like frequency.
        private static List<String> babble(int characters) {
            Random random = new Random(7);
            List<String> words = new ArrayList<>();
            for (int i = 0; i < 20_000; i++) {
                StringBuilder word = new StringBuilder();
                int length = 2 + random.nextInt(9);
                for (int j = 0; j < length; j++) {
                    word.append((char) ('a' + (int) (26 * Math.pow(random.nextDouble(), 1.7))));
                }
                words.add(word.toString());
            }
            List<String> texts = new ArrayList<>();
            for (int written = 0; written < characters; ) {
                StringBuilder line = new StringBuilder();
                while (line.length() < 200) {
                    line.append(words.get((int) (words.size() * Math.pow(random.nextDouble(), 3))))
                            .append(' ');
                }
                texts.add(line.toString());
                written += line.length();
            }
            return texts;
        }
    }
}
