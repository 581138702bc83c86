package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Every kind of tokenizer that checkpoints carry, on texts meant to trip it up, against the reference's own answers.
@Execution(ExecutionMode.SAME_THREAD)
class TokenizerGoldenTest {
    static Stream<String> kinds() {
        return Stream.of(
                "gpt2_bytelevel", "llama2_sentencepiece", "llama3_bytelevel", "unigram", "wordlevel", "wordpiece");
    }

    private static Tokenizer tokenizer(String kind) {
        return Tokenizer.load(TextGolden.path("tokenizers/" + kind));
    }

    private static int[] ints(JsonNode array) {
        return array.valueStream().mapToInt(JsonNode::intValue).toArray();
    }

    private static List<TextSpan> spans(JsonNode array) {
        return array.valueStream()
                .map(pair -> new TextSpan(pair.get(0).intValue(), pair.get(1).intValue()))
                .toList();
    }

    private static int[] marks(Encoding encoding) {
        int[] out = new int[encoding.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = encoding.special()[i] ? 1 : 0;
        }
        return out;
    }

    private static void streams(Tokenizer tokenizer, int[] ids, JsonNode expected, String name) {
        TokenStream stream = tokenizer.stream(false);
        List<String> out = new ArrayList<>();
        List<String> wanted = new ArrayList<>();
        for (int i = 0; i < expected.size(); i++) {
            out.add(stream.next(ids[i]));
            wanted.add(expected.get(i).asString(""));
        }
        assertThat(out).as(name).isEqualTo(wanted);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void textsBecomeTheReferencesTokens(String kind) {
        try (Tokenizer tokenizer = tokenizer(kind)) {
            for (JsonNode golden : TextGolden.cases("tokenizers/" + kind + "/cases.json", "cases")) {
                String name = golden.path("name").stringValue();
                String text = golden.path("text").stringValue();
                Encoding plain = tokenizer.encode(text, false);
                Encoding full = tokenizer.encode(text, true);
                assertThat(plain.ids()).as(name).isEqualTo(ints(golden.path("ids")));
                assertThat(full.ids()).as(name).isEqualTo(ints(golden.path("ids_with_special")));
                if (golden.has("offsets")) {
                    assertThat(plain.spans()).as(name).isEqualTo(spans(golden.path("offsets")));
                    assertThat(marks(full)).as(name).isEqualTo(ints(golden.path("special_tokens_mask")));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void tokensBecomeTheReferencesTexts(String kind) {
        try (Tokenizer tokenizer = tokenizer(kind)) {
            for (JsonNode golden : TextGolden.cases("tokenizers/" + kind + "/cases.json", "cases")) {
                String name = golden.path("name").stringValue();
                int[] ids = ints(golden.path("ids_with_special"));
                assertThat(tokenizer.decode(ids, false))
                        .as(name)
                        .isEqualTo(golden.path("decoded").stringValue());
                assertThat(tokenizer.decode(ids, true))
                        .as(name)
                        .isEqualTo(golden.path("decoded_skip_special").stringValue());
                for (int i = 0; i < golden.path("cumulative").size(); i++) {
                    assertThat(tokenizer.decode(java.util.Arrays.copyOf(ids, i + 1), false))
                            .as("%s, first %d", name, i + 1)
                            .isEqualTo(golden.path("cumulative").get(i).stringValue());
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void tokensStreamAsTheReferenceStreamsThem(String kind) {
        try (Tokenizer tokenizer = tokenizer(kind)) {
            for (JsonNode golden : TextGolden.cases("tokenizers/" + kind + "/cases.json", "cases")) {
                streams(
                        tokenizer,
                        ints(golden.path("ids_with_special")),
                        golden.path("stream"),
                        golden.path("name").stringValue());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void idsThatNoTextGivesAreDecodedAllTheSame(String kind) {
        try (Tokenizer tokenizer = tokenizer(kind)) {
            for (JsonNode golden : TextGolden.cases("tokenizers/" + kind + "/cases.json", "decode_only")) {
                int[] ids = ints(golden.path("ids"));
                String name = golden.path("ids").toString();
                assertThat(tokenizer.decode(ids, false))
                        .as(name)
                        .isEqualTo(golden.path("decoded").stringValue());
                assertThat(tokenizer.decode(ids, true))
                        .as(name)
                        .isEqualTo(golden.path("decoded_skip_special").stringValue());
                streams(tokenizer, ids, golden.path("stream"), name);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void pairsAreJoinedAsTheReferenceJoinsThem(String kind) {
        try (Tokenizer tokenizer = tokenizer(kind)) {
            for (JsonNode golden : TextGolden.cases("tokenizers/" + kind + "/cases.json", "pairs")) {
                Encoding pair = tokenizer.encodePair(
                        golden.path("text").stringValue(), golden.path("pair").stringValue(), true);
                assertThat(pair.ids()).isEqualTo(ints(golden.path("ids")));
                assertThat(pair.typeIds()).isEqualTo(ints(golden.path("type_ids")));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void theVocabularyHasTheReferencesSize(String kind) {
        try (Tokenizer tokenizer = tokenizer(kind)) {
            JsonNode golden = TextGolden.json("tokenizers/" + kind + "/cases.json");
            assertThat(tokenizer.vocabSize())
                    .isEqualTo(golden.path("vocab_size").intValue());
        }
    }
}
