package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Options whose null, absence or old spelling means something of its own, as in the configuration classes of
/// transformers.
class FamilyOptionsTest {
    private static final String SIZES = "\"vocab_size\": 20, \"hidden_size\": 32, \"num_hidden_layers\": 2,"
            + " \"num_attention_heads\": 4, \"intermediate_size\": 24, \"ffn_dim\": 24,"
            + " \"max_position_embeddings\": 64";

    @TempDir
    Path folder;

    @BeforeEach
    void exactArithmetic() {
        Engine.configure(EngineOptions.exact());
    }

    private DecoderConfig config(String type, String more) throws IOException {
        Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"" + type + "\", " + SIZES + more + "}");
        return ConfigFile.read(folder);
    }

    @ParameterizedTest
    @CsvSource({"llama", "mistral", "qwen2", "qwen3", "phi3", "olmo2", "gemma2", "gemma3_text", "starcoder2"})
    void keyHeadsThatAreNullAreAsManyAsHeads(String type) throws IOException {
        assertThat(config(type, ", \"num_key_value_heads\": null, \"head_dim\": 8")
                        .attention()
                        .keyHeads())
                .isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({"llama, 4", "olmo2, 4", "phi3, 4", "gemma2, 4", "starcoder2, 2"})
    void keyHeadsThatAreAbsentAreTheFamilysDefault(String type, int keyHeads) throws IOException {
        assertThat(config(type, "").attention().keyHeads()).isEqualTo(keyHeads);
    }

    @Nested
    class Windows {
        @Test
        void thatAreNotSwitchedOnLeaveAllLayersFull() throws IOException {
            assertThat(config("qwen2", ", \"num_key_value_heads\": 4, \"sliding_window\": 5, \"max_window_layers\": 0")
                            .attention()
                            .windows())
                    .containsExactly(0, 0);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '\0',
                value = {
                    "gemma2 | \"sliding_window\": null",
                    "qwen2 | \"num_key_value_heads\": 4, \"sliding_window\": 5,"
                            + " \"layer_types\": [\"full_attention\", \"sliding_attention\"]",
                })
        void withoutAWidthAreRefusedWhereALayerSlides(String type, String options) {
            assertThatThrownBy(() -> config(type, ", " + options))
                    .isInstanceOf(PlumblineException.class)
                    .hasMessageContaining("config.json")
                    .hasMessageContaining("sliding_window");
        }
    }

    @Nested
    class RotarySettings {
        private static final String FACTORS = "\"short_factor\": [1, 1, 1, 1], \"long_factor\": [2, 2, 2, 2]";

        private RotaryScaling scaling(String type, String more) throws IOException {
            return ((PositionConfig.Rotary) config(type, more).positions())
                    .layers()
                    .getFirst()
                    .scaling();
        }

        @ParameterizedTest
        @CsvSource({"longrope", "su", "yarn"})
        void ofPhi3HaveTwoOldNames(String name) throws IOException {
            assertThat(scaling("phi3", ", \"rope_scaling\": {\"type\": \"" + name + "\", " + FACTORS + "}"))
                    .isInstanceOf(RotaryScaling.LongRope.class);
        }

        @Test
        void ofPhi3TakeTheOriginalContextFromTheConfigurationItself() throws IOException {
            String scaled = ", \"rope_scaling\": {\"type\": \"longrope\", " + FACTORS
                    + ", \"original_max_position_embeddings\": 20}";
            assertThat(((RotaryScaling.LongRope) scaling("phi3", scaled)).original())
                    .isEqualTo(4096);
            assertThat(((RotaryScaling.LongRope) scaling("phi3", scaled + ", \"original_max_position_embeddings\": 32"))
                            .original())
                    .isEqualTo(32);
        }

        @Test
        void elsewhereTakeItFromThemselvesUnlessTheConfigurationHasIt() throws IOException {
            String scaled = ", \"rope_scaling\": {\"type\": \"yarn\", \"factor\": 2,"
                    + " \"original_max_position_embeddings\": 20}";
            assertThat(((RotaryScaling.Yarn) scaling("llama", scaled)).original())
                    .isEqualTo(20);
            assertThat(((RotaryScaling.Yarn) scaling("llama", scaled + ", \"original_max_position_embeddings\": 32"))
                            .original())
                    .isEqualTo(32);
        }
    }

    @Test
    void freshWeightsOfNoSpreadAreNoReasonToRefuseACheckpoint() throws IOException {
        assertThat(config("llama", ", \"initializer_range\": 0").initialDeviation())
                .isZero();
    }

    /// Values of each formula, from its definition in float 64.
    @ParameterizedTest
    @CsvSource({
        "gelu_10,     -0.3, -0.11462657",
        "gelu_10,     12.0, 10.0",
        "relu6,       7.0,  6.0",
        "relu6,      -1.0,  0.0",
        "leaky_relu, -2.0, -0.02",
        "leaky_relu,  3.0,  3.0",
        "mish,        1.5,  1.40337827",
        "mish,       -2.0, -0.25250148",
        "tanh,        0.5,  0.46211716",
        "sigmoid,     0.5,  0.62245933",
        "linear,     -4.5, -4.5",
        "gelu_accurate, 1.0, 0.84119199"
    })
    void activationsComputeTheirFormula(String name, double x, double expected) {
        Engine.run(() -> {
            try (TensorScope scope = TensorScope.open()) {
                Tensor input = Tensor.of(new float[] {(float) x}, 1);
                assertThat(Activation.named(name).orElseThrow().of(input).item())
                        .isCloseTo(expected, within(1e-6));
            }
        });
    }

    @Test
    void theNormedStreamIsAsWideAsTheStreamEvenWhereTheHeadReadsLess() throws IOException {
        DecoderConfig config = config("opt", ", \"word_embed_proj_dim\": 12");
        Engine.run(() -> {
            try (Decoder decoder = Decoder.fresh(config, new Seed(2));
                    NoGradient off = NoGradient.open();
                    TensorScope scope = TensorScope.open()) {
                TokenBatch batch = TokenBatch.of(List.of(new int[] {1, 2, 3}));
                assertThat(decoder.normed(batch).shape()).containsExactly(1, 3, 32);
                assertThat(decoder.hidden(batch).shape()).containsExactly(1, 3, 12);
            }
        });
    }
}
