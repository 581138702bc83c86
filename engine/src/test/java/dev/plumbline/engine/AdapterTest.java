package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Adapters: training them alone, switching between several, merging and taking out, folders, and what is refused.
class AdapterTest {
    private static final TokenBatch BATCH = TokenBatch.of(List.of(new int[] {3, 1, 4, 1, 5}, new int[] {2, 6}));

    @TempDir
    Path folder;

    @BeforeEach
    void exactArithmetic() {
        Engine.configure(EngineOptions.exact());
    }

    private static Decoder tiny() {
        return Decoder.fresh(
                DecoderConfig.llama(20, 16, 2, 4, 24, 32, true).withKeyHeads(2).withInitialDeviation(.3), new Seed(8));
    }

    private static AdapterConfig everything() {
        return new AdapterConfig(
                3,
                6,
                true,
                true,
                AdapterConfig.Targets.of("q_proj", "v_proj", "down_proj"),
                List.of(),
                Map.of("k_proj", 2),
                Map.of("down_proj", 2.0),
                AdapterConfig.Bias.NONE);
    }

    private static float[] logits(Decoder decoder) {
        try (NoGradient off = NoGradient.open()) {
            return decoder.logits(decoder.hidden(BATCH)).toFloats();
        }
    }

    private static Adapter attached(Decoder decoder, String name, AdapterConfig config, long seed) {
        Adapter adapter = Adapter.fresh(decoder, name, config, new Seed(seed));
        try (NoGradient off = NoGradient.open()) {
            adapter.parameters().values().addInPlace(.05);
        }
        decoder.adapters().attach(adapter);
        return adapter;
    }

    @Test
    void aFreshAdapterChangesNothingYet() {
        Engine.run(() -> {
            try (Decoder decoder = tiny()) {
                float[] before = logits(decoder);
                decoder.adapters().attach(Adapter.fresh(decoder, "a", AdapterConfig.of(4, 8, "q_proj"), new Seed(1)));
                decoder.adapters().activate("a");
                assertThat(logits(decoder)).isEqualTo(before);
            }
        });
    }

    @Test
    void trainingMovesTheAdapterAndLeavesTheBaseToTheBit() {
        Engine.run(() -> {
            try (Decoder decoder = tiny()) {
                float[] base = decoder.parameters().values().toFloats();
                float[] before = logits(decoder);
                Adapter adapter = Adapter.fresh(decoder, "a", everything(), new Seed(1));
                decoder.adapters().attach(adapter);
                decoder.adapters().activate("a");
                adapter.parameters().trainable();
                double first = 0;
                double last = 0;
                try (AdamW optimizer = new AdamW(adapter.parameters(), AdamW.Options.of(.02))) {
                    for (int step = 0; step < 30; step++) {
                        try (TensorScope scope = TensorScope.open()) {
                            Tensor loss = loss(decoder);
                            adapter.parameters().clearGradients();
                            loss.backward();
                            optimizer.step(1);
                            last = loss.item();
                            first = step == 0 ? last : first;
                        }
                    }
                }
                assertThat(last).isLessThan(first * .8);
                assertThat(decoder.parameters().values().toFloats()).isEqualTo(base);
                assertThat(decoder.adapters().without(() -> logits(decoder))).isEqualTo(before);
                assertThat(logits(decoder)).isNotEqualTo(before);
            }
        });
    }

    private static Tensor loss(Decoder decoder) {
        Tensor logits = decoder.logits(decoder.hidden(TokenBatch.of(List.of(new int[] {3, 1, 4, 1}))));
        return logits.view(4, 20)
                .crossEntropy(Tensor.of(new long[] {1, 4, 1, 5}, 4))
                .mean();
    }

    @Test
    void severalAreSwitchedBetweenAndAddUp() {
        Engine.run(() -> {
            try (Decoder decoder = tiny()) {
                float[] base = logits(decoder);
                attached(decoder, "a", AdapterConfig.of(2, 4, "q_proj", "up_proj"), 1);
                attached(decoder, "b", AdapterConfig.of(2, 4, "down_proj"), 2);
                decoder.adapters().activate("a");
                float[] a = logits(decoder);
                decoder.adapters().activate("b");
                float[] b = logits(decoder);
                decoder.adapters().activate("a", "b");
                float[] both = logits(decoder);
                decoder.adapters().activate();
                assertThat(logits(decoder)).isEqualTo(base);
                assertThat(List.of(base, a, b, both)).doesNotHaveDuplicates();
                assertThat(decoder.adapters().attached()).containsExactly("a", "b");
            }
        });
    }

    @Test
    void mergedItGivesTheSameAndUnmergedTheBaseToTheBit() {
        Engine.run(() -> {
            try (Decoder decoder = tiny()) {
                float[] base = decoder.parameters().values().toFloats();
                attached(decoder, "a", everything(), 1);
                decoder.adapters().activate("a");
                float[] on = logits(decoder);
                decoder.adapters().merge("a");
                float[] merged = logits(decoder);
                for (int i = 0; i < on.length; i++) {
                    assertThat(Math.abs(on[i] - merged[i])).isLessThan(1e-4f);
                }
                assertThatThrownBy(() -> decoder.adapters().activate("a")).hasMessageContaining("merged");
                decoder.adapters().unmerge();
                assertThat(decoder.parameters().values().toFloats()).isEqualTo(base);
            }
        });
    }

    @Test
    void aFolderGivesBackWhatWasWritten() {
        Engine.run(() -> {
            try (Decoder decoder = tiny()) {
                Adapter adapter = attached(decoder, "a", everything(), 1);
                AdapterFolder.write(adapter, decoder, "base", folder);
                try (Adapter twin = AdapterFolder.read(folder, decoder, "b")) {
                    assertThat(twin.config()).isEqualTo(adapter.config());
                    assertThat(twin.parameters().values().toFloats())
                            .isEqualTo(adapter.parameters().values().toFloats());
                }
            }
        });
    }

    @Test
    void whatIsNotKnownIsRefusedByName() throws IOException {
        Engine.run(() -> {
            try (Decoder decoder = tiny()) {
                Adapter adapter = attached(decoder, "a", AdapterConfig.of(2, 4, "q_proj"), 1);
                AdapterFolder.write(adapter, decoder, "base", folder);
            }
        });
        refused("\"r\" : 2", "\"r\" : 3", "lora_A.weight");
        refused("\"q_proj\"", "\"k_proj\"", "k_proj.lora_A.weight");
        refused("\"q_proj\"", "\"nothing\"", "target_modules");
        refused("\"LORA\"", "\"IA3\"", "peft_type");
        refused("\"use_dora\" : false", "\"use_dora\" : true", "lora_magnitude_vector");
        refused("\"rank_pattern\" : { }", "\"rank_pattern\" : { \"(((\" : 2 }", "regular expression");
        refused("\"use_rslora\"", "\"lora_bias\" : true, \"use_rslora\"", "lora_bias");
    }

    private void refused(String from, String to, String word) throws IOException {
        Path file = folder.resolve("adapter_config.json");
        String good = Files.readString(file);
        assertThat(good).contains(from);
        Files.writeString(file, good.replace(from, to));
        assertThatThrownBy(() -> Engine.run(() -> {
                    try (Decoder decoder = tiny()) {
                        AdapterFolder.read(folder, decoder, "b").close();
                    }
                }))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining(word)
                .extracting(e -> ((PlumblineException) e).code())
                .isEqualTo(ErrorCode.BAD_CHECKPOINT);
        Files.writeString(file, good);
    }
}
