package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Logits of tiny checkpoints against those of transformers, at the tolerance that came with them: 1e-4 absolute.
class DecoderGoldenTest {
    private static final float TOLERANCE = 1e-4f;

    @BeforeAll
    static void exactArithmetic() {
        Engine.configure(EngineOptions.exact());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gemma2",
                "gemma3_text",
                "gpt2",
                "gpt_neox_parallel",
                "gpt_neox_sequential",
                "llama_bias",
                "llama_gqa",
                "llama_head_dim",
                "llama_mha",
                "llama_rope_linear",
                "llama_rope_llama3",
                "llama_tied",
                "mistral",
                "olmo2",
                "opt",
                "phi3",
                "qwen2",
                "qwen3"
            })
    void givesTheReferenceLogitsInEveryLayout(String name) {
        Path folder = Golden.folder("engine/models/" + name);
        JsonNode expected = Golden.json(folder.resolve("expected.json"));
        List<int[]> rows = new ArrayList<>();
        for (JsonNode prompt : expected.get("prompts")) {
            rows.add(concat(Golden.ints(prompt.get("prompt")), Golden.ints(prompt.get("continuation"))));
        }
        Engine.run(() -> {
            try (Decoder decoder = Checkpoint.read(folder);
                    SafeTensorsFile tensors = SafeTensorsFile.open(folder.resolve("expected.safetensors"))) {
                for (int i = 0; i < rows.size(); i++) {
                    assertLogits(decoder, tensors, TokenBatch.of(rows.subList(i, i + 1)), List.of(i));
                }
                List<Integer> all = List.of(0, 1, 2, 3).subList(0, rows.size());
                assertLogits(decoder, tensors, TokenBatch.of(rows), all);
                assertLogits(decoder, tensors, TokenBatch.leftPadded(rows), all);
                assertLogits(decoder, tensors, TokenBatch.packed(rows), all);
            }
        });
    }

    @Test
    void readsRewardsAtTheLastToken() {
        Path folder = Golden.folder("engine/models/llama_reward");
        JsonNode reward = Golden.json(folder.resolve("expected.json"));
        int pad = Golden.json(folder.resolve("config.json")).get("pad_token_id").asInt();
        List<int[]> rows = new ArrayList<>();
        for (JsonNode row : reward.get("rows")) {
            rows.add(withoutPadding(Golden.ints(row), pad));
        }
        double[] scores = Engine.call(() -> {
            try (Decoder decoder = Checkpoint.read(folder)) {
                return decoder.rewards(TokenBatch.of(rows)).toDoubles();
            }
        });
        for (int i = 0; i < scores.length; i++) {
            assertThat(scores[i]).isCloseTo(reward.get("scores").get(i).get(0).asDouble(), within((double) TOLERANCE));
        }
    }

    private static void assertLogits(Decoder decoder, SafeTensorsFile tensors, TokenBatch batch, List<Integer> names) {
        try (TensorScope scope = TensorScope.open();
                NoGradient off = NoGradient.open()) {
            int vocabulary = decoder.config().vocabulary();
            float[] found = decoder.logits(decoder.hidden(batch)).toFloats();
            for (int r = 0; r < batch.size(); r++) {
                float[] wanted = Golden.floats(tensors, "logits." + names.get(r));
                for (int t = 0; t < batch.length(r); t++) {
                    int from = batch.flat(r, t) * vocabulary;
                    float worst = 0;
                    for (int v = 0; v < vocabulary; v++) {
                        worst = Math.max(worst, Math.abs(found[from + v] - wanted[t * vocabulary + v]));
                    }
                    assertThat(worst).as("row %d, token %d", r, t).isLessThan(TOLERANCE);
                }
            }
        }
    }

    private static int[] withoutPadding(int[] row, int pad) {
        int end = row.length;
        while (end > 0 && row[end - 1] == pad) {
            end--;
        }
        int start = 0;
        while (start < end && row[start] == pad) {
            start++;
        }
        return Arrays.copyOfRange(row, start, end);
    }

    private static int[] concat(int[] a, int[] b) {
        int[] joined = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, joined, a.length, b.length);
        return joined;
    }
}
