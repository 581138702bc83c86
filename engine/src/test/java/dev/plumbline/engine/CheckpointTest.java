package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What is written is read back to the bit, and a folder that is not a model gives one error that names the place.
class CheckpointTest {
    private static final SpecialTokens NO_TOKENS =
            new SpecialTokens(OptionalInt.empty(), OptionalInt.of(1), OptionalInt.of(0), OptionalInt.empty(), Map.of());

    @TempDir
    Path folder;

    private static DecoderConfig config() {
        return DecoderConfig.llama(12, 8, 1, 2, 16, 32, false);
    }

    @BeforeEach
    void aGoodFolder() {
        Engine.run(() -> {
            try (Decoder decoder = Decoder.fresh(config(), new Seed(1))) {
                Checkpoint.write(decoder, NO_TOKENS, folder);
            }
        });
    }

    @ParameterizedTest
    @EnumSource(DecoderConfig.Head.class)
    void whatIsWrittenIsReadBackToTheBit(DecoderConfig.Head head) {
        Path other = folder.resolve("other");
        Engine.run(() -> {
            try (Decoder decoder = Decoder.fresh(config().withHead(head), new Seed(2))) {
                Checkpoint.write(decoder, NO_TOKENS, other);
                try (Decoder twin = Checkpoint.read(other)) {
                    assertThat(twin.config())
                            .isEqualTo(decoder.config()
                                    .withPad(twin.config().output().pad()));
                    assertThat(twin.parameters().values().toFloats())
                            .isEqualTo(decoder.parameters().values().toFloats());
                }
            }
        });
    }

    /// Weights that are read where they lie in the file.
    @Nested
    class Mapped {
        private static final List<int[]> ROWS = List.of(new int[] {1, 5, 2, 7}, new int[] {3, 3});

        private static float[] logits(Decoder decoder) {
            try (NoGradient off = NoGradient.open()) {
                return decoder.logits(decoder.hidden(TokenBatch.of(ROWS))).toFloats();
            }
        }

        @Test
        void theyGiveWhatCopiesGive() {
            Engine.run(() -> {
                try (Decoder copied = Checkpoint.read(folder);
                        Decoder mapped = Checkpoint.read(folder, 0)) {
                    assertThat(logits(mapped)).isEqualTo(logits(copied));
                    assertThat(mapped.parameters().generation()).isZero();
                }
            });
        }

        @Test
        void theyMoveWhenTheyAreToBeChanged() throws IOException {
            byte[] before = Files.readAllBytes(folder.resolve("model.safetensors"));
            Engine.run(() -> {
                try (Decoder mapped = Checkpoint.read(folder, 0)) {
                    float[] found = logits(mapped);
                    mapped.parameters().values().mulInPlace(2);
                    assertThat(mapped.parameters().generation()).isEqualTo(1);
                    assertThat(logits(mapped)).isNotEqualTo(found);
                    mapped.parameters().trainable();
                    assertThat(mapped.parameters().gradients().elements())
                            .isEqualTo(mapped.parameters().elements());
                }
            });
            assertThat(folder.resolve("model.safetensors")).hasBinaryContent(before);
        }

        @Test
        void anAdapterIsMergedIntoACopy() {
            AdapterConfig low = AdapterConfig.of(2, 4, "q_proj", "down_proj");
            Engine.run(() -> {
                try (Decoder mapped = Checkpoint.read(folder, 0)) {
                    float[] found = logits(mapped);
                    Adapter adapter = Adapter.fresh(mapped, "a", low, new Seed(3));
                    adapter.parameters().values().addInPlace(.1);
                    mapped.adapters().attach(adapter);
                    mapped.adapters().merge("a");
                    assertThat(logits(mapped)).isNotEqualTo(found);
                    mapped.adapters().unmerge();
                    assertThat(logits(mapped)).isEqualTo(found);
                }
            });
        }

        @Test
        void theyAreSavedFromWhereTheyLie() {
            Path other = folder.resolve("again");
            Engine.run(() -> {
                try (Decoder mapped = Checkpoint.read(folder, 0)) {
                    Checkpoint.write(mapped, NO_TOKENS, other);
                    assertThat(mapped.parameters().generation()).isZero();
                }
            });
            assertThat(other.resolve("model.safetensors")).hasSameBinaryContentAs(folder.resolve("model.safetensors"));
        }

        @Test
        void theyMayBeReplacedWhileTheyAreRead() {
            Engine.run(() -> {
                try (Decoder mapped = Checkpoint.read(folder, 0)) {
                    float[] found = logits(mapped);
                    try (Decoder fresh = Decoder.fresh(config(), new Seed(9))) {
                        Checkpoint.write(fresh, NO_TOKENS, folder);
                    }
                    assertThat(logits(mapped)).isEqualTo(found);
                }
            });
        }

        @Test
        void inBfloat16TheMatricesAreHeldInThatTypeAndTrainingHasThemInFull() {
            EngineOptions before = Engine.options();
            Engine.configure(new EngineOptions(1, Precision.BFLOAT16));
            try {
                Engine.run(() -> {
                    try (Decoder copied = Checkpoint.read(folder);
                            Decoder mapped = Checkpoint.read(folder, 0)) {
                        assertThat(mapped.parameters().held()).isEqualTo(DType.BFLOAT16);
                        assertThat(logits(mapped)).isEqualTo(logits(copied));
                        assertThat(mapped.parameters().values().toFloats())
                                .isEqualTo(copied.parameters().values().toFloats());
                        assertThat(mapped.parameters().held()).isEqualTo(DType.FLOAT32);
                    }
                });
            } finally {
                Engine.configure(before);
            }
        }

        @Test
        void aSequenceGoesOnWithTheWeightsThatWereMovedUnderIt() {
            Engine.run(() -> {
                try (Decoder mapped = Checkpoint.read(folder, 0);
                        DecodingRows rows = new DecodingRows(mapped, 1, 32, 1)) {
                    rows.enter(List.of(new int[] {1, 2}), 0);
                    for (int i = 0; i < 16; i++) {
                        rows.step(new long[] {3});
                    }
                    assertThat(rows.repeats()).isTrue();
                    mapped.parameters().values().zeroInPlace();
                    rows.step(new long[] {3});
                    assertThat(rows.logits()).containsOnly(0);
                }
            });
        }
    }

    @Test
    void companionsAreCopied() throws IOException {
        Path target = folder.resolve("copy");
        Files.writeString(folder.resolve("tokenizer.json"), "{}");
        Files.writeString(folder.resolve("chat_template.jinja"), "{{ messages }}");
        Checkpoint.copyCompanions(folder, target);
        assertThat(target.resolve("tokenizer.json")).hasContent("{}");
        assertThat(target.resolve("chat_template.jinja")).hasContent("{{ messages }}");
        assertThat(target.resolve("model.safetensors")).doesNotExist();
    }

    private PlumblineException refused() {
        return catchThrowableOfType(
                PlumblineException.class,
                () -> Engine.run(() -> Checkpoint.read(folder).close()));
    }

    private void assertRefused(ErrorCode code, String... words) {
        PlumblineException refused = refused();
        assertThat(refused.code()).isEqualTo(code);
        assertThat(refused).hasMessageContaining(folder.toString());
        assertThat(refused.getMessage()).contains(words);
    }

    @Nested
    class Weights {
        /// Writes all weights but this one.
        private void writeWithout(String name) {
            Engine.run(() -> {
                try (Decoder decoder = Decoder.fresh(config(), new Seed(1))) {
                    List<SafeTensorsWriter.Tensor> tensors = decoder.parameters().weights().stream()
                            .filter(weight -> !weight.name().equals(name))
                            .map(weight -> FlatTensors.weight(decoder.parameters(), weight))
                            .toList();
                    SafeTensorsWriter.write(folder.resolve("model.safetensors"), tensors, Map.of());
                }
            });
        }

        private void spoil(float value) {
            Engine.run(() -> {
                try (Decoder decoder = Decoder.fresh(config(), new Seed(1))) {
                    Parameters parameters = decoder.parameters();
                    parameters.value(parameters.weights().get(3)).select(0, 1).mulInPlace(value);
                    Checkpoint.write(decoder, NO_TOKENS, folder);
                }
            });
        }

        @Test
        void aMissingTensorIsNamed() {
            writeWithout("lm_head.weight");
            assertRefused(ErrorCode.BAD_CHECKPOINT, "model.safetensors: ", "\"lm_head.weight\" is missing");
        }

        @Test
        void aWrongShapeIsNamedBesideTheRightOne() throws IOException {
            Path config = folder.resolve("config.json");
            Files.writeString(
                    config, Files.readString(config).replaceFirst("\"vocab_size\" : 12", "\"vocab_size\" : 13"));
            assertRefused(
                    ErrorCode.BAD_CHECKPOINT, "model.safetensors: ", "model.embed_tokens.weight", "[12, 8]", "[13, 8]");
        }

        @ParameterizedTest
        @CsvSource({"NaN", "Infinity"})
        void aValueThatIsNotFiniteIsNamed(float value) {
            spoil(value);
            assertRefused(ErrorCode.BAD_CHECKPOINT, "model.layers.0.self_attn.k_proj.weight", "not finite");
        }

        @Test
        void aLayerThatIsMissingIsNamed() throws IOException {
            Path config = folder.resolve("config.json");
            Files.writeString(
                    config,
                    Files.readString(config).replaceFirst("\"num_hidden_layers\" : 1", "\"num_hidden_layers\" : 2"));
            assertRefused(ErrorCode.BAD_CHECKPOINT, "model.layers.1.input_layernorm.weight", "missing");
        }

        @Test
        void aMissingFileIsNamed() throws IOException {
            Files.delete(folder.resolve("model.safetensors"));
            assertRefused(ErrorCode.MISSING_FILE, "model.safetensors");
        }
    }

    @Nested
    class Configuration {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '\0',
                value = {
                    "\"rope_type\" : \"default\" | \"rope_type\" : \"spiral\" | rope_type | spiral",
                    "\"model_type\" : \"llama\" | \"model_type\" : \"mamba\" | model_type | mamba",
                    "\"hidden_act\" : \"silu\" | \"hidden_act\" : \"softplus\" | hidden_act | softplus",
                    "\"hidden_size\" : 8 | \"hidden_size\" : \"8\" | hidden_size | whole number",
                    "\"num_attention_heads\" : 2 | \"num_attention_heads\" : 0 | num_attention_heads | 1 or more"
                })
        void whatIsNotUnderstoodIsNamed(String from, String to, String key, String word) throws IOException {
            Path config = folder.resolve("config.json");
            String before = Files.readString(config);
            assertThat(before).contains(from);
            Files.writeString(config, before.replace(from, to));
            PlumblineException refused = refused();
            assertThat(refused.code()).isEqualTo(ErrorCode.BAD_CHECKPOINT);
            assertThat(refused.getMessage()).contains(key, word, config.toString());
        }

        @Test
        void whatIsNotJsonIsNamed() throws IOException {
            Files.writeString(folder.resolve("config.json"), "{\"vocab_size\": ");
            assertRefused(ErrorCode.BAD_CHECKPOINT, "config.json", "not valid JSON");
        }

        @Test
        void aMissingFileIsNamed() throws IOException {
            Files.delete(folder.resolve("config.json"));
            assertRefused(ErrorCode.MISSING_FILE, "config.json");
        }
    }
}
