package dev.plumbline.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What would end the process in the tokenizers library is refused before the library sees it.
class TokenizerChecksTest {
    private static final String TEMPLATE = """
        {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "%s", "type_id": 0}},
          {"Sequence": {"id": "%s", "type_id": 0}}],
         "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
         "special_tokens": {"<s>": {"id": "<s>", "ids": [0], "tokens": ["<s>"%s]}}}\
        """;

    private static final String SOUND = TEMPLATE.formatted("<s>", "A", "");

    private static void require(String json) {
        TokenizerChecks.require("t.json", JsonFile.parse("t.json", json, ErrorCode.BAD_CHECKPOINT));
    }

    private static void assertRefused(String json, String... words) {
        PlumblineException refused = catchThrowableOfType(PlumblineException.class, () -> require(json));
        assertThat(refused).isNotNull();
        assertThat(refused.code()).isEqualTo(ErrorCode.BAD_CHECKPOINT);
        assertThat(refused).hasMessageStartingWith("t.json: ").hasMessageContainingAll(words);
    }

    @Test
    void aSoundTemplateIsTaken() {
        assertThatCode(() -> require("{\"post_processor\": " + SOUND + "}")).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({"<t>, A, '', <t>", "<s>, B, '', sequence", "<s>, A, ',\"<t>\"', as many"})
    void aTemplateMayNameOnlyWhatItHas(String token, String sequence, String more, String word) {
        assertRefused("{\"post_processor\": " + TEMPLATE.formatted(token, sequence, more) + "}", word);
        assertRefused(
                "{\"post_processor\": {\"type\": \"Sequence\", \"processors\": ["
                        + TEMPLATE.formatted(token, sequence, more) + "]}}",
                word);
    }

    @Test
    void numbersOfATemplateFitWhatReadsThem() {
        assertRefused(
                "{\"post_processor\": " + SOUND.replace("\"type_id\": 1", "\"type_id\": 4294967295") + "}",
                "type_id",
                "4294967295");
        assertRefused(
                "{\"post_processor\": " + SOUND.replace("\"ids\": [0]", "\"ids\": [4294967295]") + "}",
                "ids",
                "4294967295");
    }

    @Test
    void twoTemplatesAreOneTooMany() {
        assertRefused(
                "{\"post_processor\": {\"type\": \"Sequence\", \"processors\": [" + SOUND + ", " + SOUND + "]}}",
                "more than one");
    }

    /// The library takes a part without a type for whichever kind its fields fit. Found by damaging files.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"decoder\": {\"content\": \"a\", \"start\": 9, \"stop\": 9}}",
                "{\"decoder\": {\"type\": \"Sequence\", \"decoders\": [{\"content\": \"a\", \"start\": 9, \"stop\": 9}]}}",
                "{\"post_processor\": {\"type\": \"Sequence\", \"processors\":"
                        + " [{\"type\": {\"type\": \"Sequence\"}, \"single\": [], \"pair\": [], \"special_tokens\": {}}]}}",
                "{\"pre_tokenizer\": {\"length\": 0}}",
                "{\"normalizer\": []}"
            })
    void everyPartNamesItsType(String json) {
        assertRefused(json, "has no \"type\"");
    }

    @Test
    void chunksAndCutsMustBePossible() {
        assertRefused("{\"pre_tokenizer\": {\"type\": \"FixedLength\", \"length\": 0}}", "length", "0");
        assertRefused(
                "{\"decoder\": {\"type\": \"Sequence\", \"decoders\":"
                        + " [{\"type\": \"Strip\", \"content\": \" \", \"start\": 0, \"stop\": 1}]}}",
                "stop");
    }

    @ParameterizedTest
    @CsvSource({"'\"a ##b\"', true", "'[\"a\",\"##b\"]', true", "'\"a b\"', false", "'[\"a\",\"\"]', false"})
    void aMergeGoesOnWithThePrefix(String merge, boolean sound) {
        String json = "{\"model\": {\"continuing_subword_prefix\": \"##\", \"merges\": [" + merge + "]}}";
        if (sound) {
            assertThatCode(() -> require(json)).doesNotThrowAnyException();
        } else {
            assertRefused(json, "merge", "##");
        }
    }

    /// A table that replaces `a` by the text at an index of the replacements, which are `b`.
    private static byte[] table(int index, int units) {
        int child = 256 ^ 'a';
        int value = 128;
        int[] trie = new int[512];
        trie[0] = 256 << 10;
        trie[child] = 'a' | 1 << 8 | (child ^ value) << 10;
        trie[value] = index | 1 << 31;
        ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * units + 2).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(4 * units);
        for (int i = 0; i < units; i++) {
            bytes.putInt(trie[i]);
        }
        return bytes.put((byte) 'b').put((byte) 0).array();
    }

    private static String precompiled(byte[] table) {
        return "{\"normalizer\": {\"type\": \"Sequence\", \"normalizers\": [{\"type\": \"Precompiled\","
                + " \"precompiled_charsmap\": \"" + Base64.getEncoder().encodeToString(table) + "\"}]}}";
    }

    @Test
    void aTableOfReplacementsMayNotLeadOutOfItself() {
        assertThatCode(() -> require(precompiled(table(0, 512)))).doesNotThrowAnyException();
        assertRefused(precompiled(table(2, 512)), "precompiled_charsmap");
        assertRefused(precompiled(table(0, 300)), "precompiled_charsmap");
        assertRefused(precompiled(new byte[3]), "precompiled_charsmap");
        assertRefused(precompiled(new byte[] {-1, -1, -1, 127, 0, 0, 0, 0}), "precompiled_charsmap");
    }

    @Test
    void theLibraryTakesTheTableThatIsSound() {
        String normalizer = precompiled(table(0, 512));
        String json = "{\"version\": \"1.0\", \"truncation\": null, \"padding\": null, \"added_tokens\": [],"
                + normalizer.substring(1, normalizer.length() - 1)
                + ", \"pre_tokenizer\": null, \"post_processor\": null, \"decoder\": null, \"model\":"
                + " {\"type\": \"WordLevel\", \"vocab\": {\"a\": 0, \"b\": 1, \"u\": 2}, \"unk_token\": \"u\"}}";
        require(json);
        try (NativeTokenizer tokenizer = new NativeTokenizer("t.json", json)) {
            assertThat(tokenizer.encode("a", false).getIds()).containsExactly(1);
        }
    }

    @Test
    void aTextThatTheLibraryFailsOnIsACodedError() {
        String json = "{\"version\": \"1.0\", \"truncation\": null, \"padding\": null, \"added_tokens\": [],"
                + " \"normalizer\": null, \"pre_tokenizer\": null, \"post_processor\": null, \"decoder\": null,"
                + " \"model\": {\"type\": \"WordLevel\", \"vocab\": {\"a\": 0}, \"unk_token\": \"u\"}}";
        try (NativeTokenizer tokenizer = new NativeTokenizer("t.json", json)) {
            assertThat(tokenizer.encode("a", false).getIds()).containsExactly(0);
            PlumblineException failed =
                    catchThrowableOfType(PlumblineException.class, () -> tokenizer.encode("x", false));
            assertThat(failed.code()).isEqualTo(ErrorCode.BAD_CHECKPOINT);
            assertThat(failed).hasMessageStartingWith("t.json: ").hasMessageContaining("UNK");
        }
    }
}
