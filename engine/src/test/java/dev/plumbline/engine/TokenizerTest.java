package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerTest {
    @TempDir
    Path folder;

    @BeforeEach
    void writeATokenizer() {
        List<String> seen = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            seen.add("the wall leans but the line hangs straight " + i);
        }
        ByteLevelBpe.train(seen.iterator(), 300, SpecialTexts.USUAL.and("<|end|>"))
                .write(folder);
    }

    private static ErrorCode codeOf(Throwable thrown) {
        assertThat(thrown).isInstanceOf(PlumblineException.class);
        return ((PlumblineException) thrown).code();
    }

    @Nested
    class EncodingTexts {
        @Test
        void textsOfAnyLengthAreEncodedWhole() {
            try (Tokenizer tokenizer = Tokenizer.load(folder)) {
                String text = "é".repeat(5000);
                int[] ids = tokenizer.encode(text, false).ids();
                assertThat(ids).hasSize(10_000);
                assertThat(tokenizer.decode(ids, false)).isEqualTo(text);
            }
        }

        @Test
        void loneSurrogatesBecomeReplacementCharacters() {
            try (Tokenizer tokenizer = Tokenizer.load(folder)) {
                for (String text : List.of("a\ud83d", "\ude42b", "\ude42\ud83d", "x\ud83d\ud83d\ude42y")) {
                    int[] ids = tokenizer.encode(text, false).ids();
                    String back = tokenizer.decode(ids, false);
                    assertThat(back.codePointCount(0, back.length())).isEqualTo(text.codePointCount(0, text.length()));
                    assertThat(back).contains("\ufffd");
                }
                assertThat(tokenizer.encodePair("\ud800", "\udfff", true).size())
                        .isPositive();
            }
        }

        @Test
        void spansCountCodePointsAndPiecesShareTheirCharacter() {
            try (Tokenizer tokenizer = Tokenizer.load(folder)) {
                Encoding encoding = tokenizer.encode("🙂x", true);
                assertThat(encoding.spans())
                        .containsExactly(
                                new TextSpan(0, 0),
                                new TextSpan(0, 1),
                                new TextSpan(0, 1),
                                new TextSpan(0, 1),
                                new TextSpan(0, 1),
                                new TextSpan(1, 2));
                assertThat(encoding.special()).containsExactly(true, false, false, false, false, false);
                assertThat(new TextSpan(0, 1).of("🙂x")).isEqualTo("🙂");
            }
        }

        @Test
        void aMaskCoversAllPiecesOfTheLastCharacter() {
            try (Tokenizer tokenizer = Tokenizer.load(folder)) {
                Encoding encoding = tokenizer.encode("x🙂y", true);
                assertThat(encoding.mask(List.of(new TextSpan(1, 2))))
                        .containsExactly(false, false, true, true, true, true, false);
                assertThat(encoding.mask(List.of(new TextSpan(1, 1)))).doesNotContain(true);
                assertThat(encoding.mask(List.of(new TextSpan(0, 1), new TextSpan(2, 9))))
                        .containsExactly(false, true, false, false, false, false, true);
            }
        }

        @Test
        void specialTokensSpeltInATextBecomeThemselves() {
            try (Tokenizer tokenizer = Tokenizer.load(folder)) {
                int end = tokenizer.id("<|end|>").orElseThrow();
                assertThat(tokenizer.encode("a<|end|>", false).ids()).endsWith(end);
                assertThat(tokenizer.encode("a<|end|>", false).special()).doesNotContain(true);
            }
        }
    }

    @Nested
    class Decoding {
        @Test
        void specialTokensAreLeftOutOnDemandAndUnknownIdsSayNothing() {
            try (Tokenizer tokenizer = Tokenizer.load(folder)) {
                int bos = tokenizer.special().bos().orElseThrow();
                int t = tokenizer.id("t").orElseThrow();
                assertThat(tokenizer.decode(new int[] {bos, t, 100_000}, false)).isEqualTo("<bos>t");
                assertThat(tokenizer.decode(new int[] {bos, t}, true)).isEqualTo("t");
                assertThat(codeOf(catchThrowable(() -> tokenizer.decode(new int[] {-1}, true))))
                        .isEqualTo(ErrorCode.BAD_ARGUMENT);
            }
        }

        @Test
        void aStreamNeverHandsOutHalfACharacter() {
            try (Tokenizer tokenizer = Tokenizer.load(folder)) {
                String text = "the 猫 wall 🙂!";
                TokenStream stream = tokenizer.stream(true);
                StringBuilder out = new StringBuilder();
                for (int id : tokenizer.encode(text, true).ids()) {
                    String piece = stream.next(id);
                    assertThat(piece).doesNotContain("\ufffd");
                    out.append(piece);
                }
                assertThat(out).hasToString(text);
                assertThat(stream.finish()).isEmpty();
            }
        }

        @Test
        void whatAStreamHoldsBackComesOutAtTheEnd() {
            try (Tokenizer tokenizer = Tokenizer.load(folder)) {
                int[] ids = tokenizer.encode("a猫", false).ids();
                TokenStream stream = tokenizer.stream(true);
                assertThat(stream.next(ids[0])).isEqualTo("a");
                assertThat(stream.next(ids[1])).isEmpty();
                assertThat(stream.finish()).isEqualTo("\ufffd");
                assertThat(stream.next(ids[0])).isEqualTo("a");
            }
        }

        @Test
        void aStreamDoesNotWaitForEver() {
            try (Tokenizer tokenizer = Tokenizer.load(folder)) {
                int broken = tokenizer.encode("猫", false).ids()[0];
                TokenStream stream = tokenizer.stream(true);
                StringBuilder out = new StringBuilder();
                for (int i = 0; i < 100; i++) {
                    out.append(stream.next(broken));
                }
                out.append(stream.finish());
                assertThat(out).hasToString("\ufffd".repeat(100));
            }
        }
    }

    @Nested
    class Loading {
        private Tokenizer withConfig(String name, String json) throws IOException {
            Files.writeString(folder.resolve(name), json);
            return Tokenizer.load(folder);
        }

        @Test
        void specialTokensComeFromTheFirstFileThatNamesThem() throws IOException {
            Files.writeString(
                    folder.resolve("special_tokens_map.json"), "{\"bos_token\":\"<unk>\",\"eos_token\":\"<|end|>\"}");
            Files.writeString(
                    folder.resolve("config.json"), "{\"pad_token_id\":2,\"eos_token_id\":[3,4],\"unk_token_id\":9999}");
            try (Tokenizer tokenizer = withConfig(
                    "tokenizer_config.json",
                    "{\"bos_token\":{\"content\":\"<bos>\",\"special\":true},\"eos_token\":null,\"cls_token\":\"<c>\"}")) {
                SpecialTokens special = tokenizer.special();
                assertThat(special.bos()).isEqualTo(tokenizer.id("<bos>"));
                assertThat(special.eos()).isEqualTo(tokenizer.id("<|end|>"));
                assertThat(special.pad()).hasValue(2);
                assertThat(special.unk()).isEqualTo(OptionalInt.empty());
                assertThat(special.texts())
                        .containsEntry("cls_token", "<c>")
                        .containsEntry("pad_token", tokenizer.token(2).orElseThrow());
            }
        }

        @Test
        void truncationAndPaddingInTheFileAreIgnored() throws IOException {
            Path file = folder.resolve("tokenizer.json");
            String json = Files.readString(file);
            Files.writeString(
                    file,
                    json.replaceFirst(
                                    "\"truncation\" : null",
                                    "\"truncation\":{\"direction\":\"Right\",\"max_length\":3,"
                                            + "\"strategy\":\"LongestFirst\",\"stride\":0}")
                            .replaceFirst(
                                    "\"padding\" : null",
                                    "\"padding\":{\"strategy\":{\"Fixed\":9},\"direction\":\"Right\","
                                            + "\"pad_to_multiple_of\":null,\"pad_id\":0,\"pad_type_id\":0,"
                                            + "\"pad_token\":\"<pad>\"}"));
            assertThat(Files.readString(file)).isNotEqualTo(json);
            try (Tokenizer tokenizer = withConfig("tokenizer_config.json", "{\"model_max_length\":2}")) {
                assertThat(tokenizer.encode("xyzxyz", false).size()).isEqualTo(6);
            }
        }

        @Test
        void damagedFilesAreRefusedWithTheirName() throws IOException {
            Path file = folder.resolve("tokenizer.json");
            String good = Files.readString(file);
            for (String bad : List.of(
                    good.substring(0, good.length() / 2),
                    "",
                    "[]",
                    "{\"model\":{\"type\":\"BPE\"}}",
                    "{\"model\":{\"type\":\"Nope\",\"vocab\":{\"a\":0}}}",
                    good.replace("\"BPE\"", "\"Unigram\""),
                    good.replaceFirst("\"vocab\" : \\{", "\"vocab\" : { \"x\" : -1,"),
                    good.replaceFirst("\"vocab\" : \\{", "\"vocab\" : { \"zz\" : 0,"))) {
                Files.writeString(file, bad);
                Throwable thrown = catchThrowable(() -> Tokenizer.load(folder));
                assertThat(codeOf(thrown)).isEqualTo(ErrorCode.BAD_CHECKPOINT);
                assertThat(thrown).hasMessageStartingWith(file.toString());
            }
        }

        @Test
        void aSpecialTokenThatIsNotInTheVocabularyIsRefused() {
            assertThatThrownBy(() -> withConfig("tokenizer_config.json", "{\"pad_token\":\"[NOPE]\"}"))
                    .isInstanceOf(PlumblineException.class)
                    .hasMessageContaining("pad_token is \"[NOPE]\"");
        }

        @Test
        void anEmptyFolderHasNoTokenizer(@TempDir Path empty) {
            assertThat(codeOf(catchThrowable(() -> Tokenizer.load(empty)))).isEqualTo(ErrorCode.MISSING_FILE);
        }

        @Test
        void aClosedTokenizerSaysSo() {
            Tokenizer tokenizer = Tokenizer.load(folder);
            tokenizer.close();
            tokenizer.close();
            assertThatThrownBy(() -> tokenizer.encode("a", false))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed");
        }

        @Test
        void nothingIsReportedAndNoOtherLibraryIsFetched() {
            Tokenizer.load(folder).close();
            assertThat(System.getProperty("OPT_OUT_TRACKING")).isEqualTo("true");
            assertThat(System.getProperty("ai.djl.offline")).isEqualTo("true");
            assertThat(System.getProperty("RUST_FLAVOR")).isEqualTo("cpu");
        }
    }
}
