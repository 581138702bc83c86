package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.engine.family.Families;
import dev.plumbline.engine.family.Family;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Every family reads what it writes, computes the same in every layout, and refuses what it does not know.
class FamilyTest {
    private static final SpecialTokens NO_TOKENS =
            new SpecialTokens(OptionalInt.empty(), OptionalInt.of(1), OptionalInt.of(0), OptionalInt.empty(), Map.of());

    /// Options that all families understand between them; each takes its own.
    private static final String SIZES = "\"vocab_size\": 20, \"hidden_size\": 16, \"num_hidden_layers\": 2,"
            + " \"num_attention_heads\": 2, \"num_key_value_heads\": 2, \"head_dim\": 8, \"intermediate_size\": 24,"
            + " \"ffn_dim\": 24, \"n_embd\": 16, \"n_layer\": 2, \"n_head\": 2, \"n_positions\": 32,"
            + " \"max_position_embeddings\": 32, \"sliding_window\": 4, \"initializer_range\": 0.3, \"init_std\": 0.3,"
            + " \"pad_token_id\": 0";

    @TempDir
    Path folder;

    @BeforeEach
    void exactArithmetic() {
        Engine.configure(EngineOptions.exact());
    }

    static Stream<String> families() {
        return Families.all().stream().map(Family::type);
    }

    private DecoderConfig config(String type, String more) throws IOException {
        Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"" + type + "\", " + SIZES + more + "}");
        return ConfigFile.read(folder);
    }

    @ParameterizedTest
    @MethodSource("families")
    void whatAFamilyWritesItReadsAgain(String type) throws IOException {
        for (DecoderConfig.Head head : DecoderConfig.Head.values()) {
            DecoderConfig config = config(type, "").withHead(head);
            Path other = folder.resolve(head.name());
            Engine.run(() -> {
                try (Decoder decoder = Decoder.fresh(config, new Seed(3))) {
                    Checkpoint.write(decoder, NO_TOKENS, other);
                    try (Decoder twin = Checkpoint.read(other)) {
                        assertThat(twin.config().withPad(OptionalInt.empty()))
                                .isEqualTo(config.withPad(OptionalInt.empty()).withTied(config.tied()));
                        assertThat(twin.parameters().values().toFloats())
                                .isEqualTo(decoder.parameters().values().toFloats());
                    }
                }
            });
        }
    }

    @ParameterizedTest
    @MethodSource("families")
    void aTokensLogitsDoNotDependOnTheLayoutAroundIt(String type) throws IOException {
        DecoderConfig config = config(type, "");
        List<int[]> rows = List.of(new int[] {3, 7, 11, 2, 9, 13, 4}, new int[] {5, 2}, new int[] {8, 1, 17, 6});
        Engine.run(() -> {
            try (Decoder decoder = Decoder.fresh(config, new Seed(4));
                    NoGradient off = NoGradient.open()) {
                float[] alone = row(decoder, TokenBatch.of(rows.subList(2, 3)), 0);
                for (TokenBatch batch :
                        List.of(TokenBatch.of(rows), TokenBatch.leftPadded(rows), TokenBatch.packed(rows))) {
                    float[] found = row(decoder, batch, 2);
                    for (int i = 0; i < alone.length; i++) {
                        assertThat(Math.abs(found[i] - alone[i])).isLessThan(1e-5f);
                    }
                }
            }
        });
    }

    private static float[] row(Decoder decoder, TokenBatch batch, int row) {
        Tensor logits =
                decoder.logits(decoder.hidden(batch)).view(-1, decoder.config().vocabulary());
        return logits.narrow(0, batch.flat(row, 0), batch.length(row)).toFloats();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "llama | \"rope_scaling\": {\"rope_type\": \"spiral\"} | rope_type | spiral",
                "llama | \"rope_scaling\": {\"rope_type\": \"linear\"} | factor | needs it",
                "llama | \"rope_scaling\": {\"type\": \"linear\", \"factor\": 0} | factor | above 0",
                "llama | \"partial_rotary_factor\": 0.5 | partial_rotary_factor | 0.5",
                "llama | \"pretraining_tp\": 2 | pretraining_tp | 2",
                "llama | \"quantization_config\": {\"bits\": 4} | quantization_config | unquantized",
                "llama | \"architectures\": [\"LlamaForQuestionAnswering\"] | architectures | QuestionAnswering",
                "mistral | \"hidden_act\": \"softplus\" | hidden_act | softplus",
                "qwen2 | \"use_sliding_window\": 1 | use_sliding_window | true or false",
                "qwen3 | \"layer_types\": [\"linear_attention\", \"full_attention\"] | layer_types | linear_attention",
                "gemma2 | \"use_bidirectional_attention\": true | use_bidirectional_attention | true",
                "gemma3_text | \"sliding_window_pattern\": 0 | sliding_window_pattern | 0",
                "phi3 | \"rope_scaling\": {\"type\": \"linear\", \"factor\": 2} | rope_type | linear",
                "phi3 | \"rope_scaling\": {\"type\": \"longrope\", \"short_factor\": [1], \"long_factor\": [1]}"
                        + " | short_factor | 4 numbers",
                "gpt2 | \"add_cross_attention\": true | add_cross_attention | true",
                "gpt2 | \"n_head\": 3 | n_embd | does not divide",
                "gpt_neox | \"rotary_pct\": 0 | partial_rotary_factor | (0, 1]",
                "opt | \"activation_function\": \"maxout\" | activation_function | maxout",
                "olmo2 | \"num_hidden_layers\": 100000 | num_hidden_layers | 4096"
            })
    void whatWouldChangeANumberAndIsNotKnownIsRefusedByNameAndValue(
            String type, String option, String key, String value) {
        PlumblineException refused = catchThrowableOfType(PlumblineException.class, () -> config(type, ", " + option));
        assertThat(refused.code()).isEqualTo(ErrorCode.BAD_CHECKPOINT);
        assertThat(refused.getMessage()).contains("config.json", key, value);
    }

    @Test
    void sizesBeyondCountingAreRefusedBeforeAnythingIsAllocated() {
        PlumblineException refused = catchThrowableOfType(
                PlumblineException.class,
                () -> config("llama", ", \"intermediate_size\": 2147483647, \"hidden_size\": 2147483647"));
        assertThat(refused.code()).isEqualTo(ErrorCode.BAD_CHECKPOINT);
    }

    @Test
    void aHeadThatIsSaidToBeTiedButDiffersIsNotTied() throws IOException {
        DecoderConfig config = config("llama", ", \"tie_word_embeddings\": false");
        Path other = folder.resolve("other");
        Engine.run(() -> {
            try (Decoder decoder = Decoder.fresh(config, new Seed(3))) {
                Checkpoint.write(decoder, NO_TOKENS, other);
                Path file = other.resolve("config.json");
                String text = read(file);
                assertThat(text).contains("\"tie_word_embeddings\" : false");
                write(file, text.replace("\"tie_word_embeddings\" : false", "\"tie_word_embeddings\" : true"));
                try (Decoder twin = Checkpoint.read(other)) {
                    assertThat(twin.config().tied()).isFalse();
                    assertThat(twin.parameters().values().toFloats())
                            .isEqualTo(decoder.parameters().values().toFloats());
                }
            }
        });
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
