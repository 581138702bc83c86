package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.FinishReason;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.engine.internal.scores.NothingYet;
import dev.plumbline.model.Sampling;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Text is what the model says, whatever is computed together, cached or left out.
class GeneratorTest {
    @BeforeAll
    static void exactArithmetic() {
        Engine.configure(EngineOptions.exact());
    }

    private static Generator.Prompt prompt(int[] ids, Sampling sampling, long seed) {
        return new Generator.Prompt(ids, sampling, new Seed(seed), written -> false);
    }

    private static List<Generator.Continuation> generate(
            Decoder decoder, Set<Integer> ends, int batch, List<Generator.Prompt> prompts) {
        return new Generator(decoder, ends, batch).generate(prompts, (done, figures) -> {});
    }

    private static Set<Integer> set(JsonNode ids) {
        Set<Integer> set = new HashSet<>();
        Arrays.stream(Golden.ints(ids)).forEach(set::add);
        return set;
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama_gqa", "llama_mha", "llama_tied", "llama_head_dim", "llama_bias"})
    void greedyTextAndScoresAreTheRecordedOnes(String name) {
        Path folder = Golden.folder("engine/models/" + name);
        JsonNode expected = Golden.json(folder.resolve("expected.json"));
        JsonNode greedy = expected.get("greedy");
        Sampling sampling = Sampling.greedy(greedy.get("max_new_tokens").asInt());
        Engine.run(() -> {
            try (Decoder decoder = Checkpoint.read(folder)) {
                for (JsonNode one : greedy.get("cases")) {
                    int[] ids = Golden.ints(one.get("prompt"));
                    Generator.Continuation found = generate(
                                    decoder, set(one.get("eos")), 1, List.of(prompt(ids, sampling, 1)))
                            .getFirst();
                    assertThat(found.ids()).isEqualTo(Golden.ints(one.get("generated")));
                }
                assertBatch(decoder, greedy.get("batch"), sampling);
                assertScores(decoder, expected.get("prompts"));
            }
        });
    }

    /// Rows that have ended leave the batch; the others go on as if nothing had happened.
    private static void assertBatch(Decoder decoder, JsonNode batch, Sampling sampling) {
        List<Generator.Prompt> prompts = new ArrayList<>();
        batch.get("rows").forEach(row -> prompts.add(prompt(Golden.ints(row), sampling, 1)));
        Set<Integer> ends = set(batch.get("eos"));
        List<Generator.Continuation> found = generate(decoder, ends, prompts.size(), prompts);
        for (int r = 0; r < found.size(); r++) {
            int[] padded = Golden.ints(batch.get("generated").get(r));
            int[] ids = found.get(r).ids();
            assertThat(ids).isEqualTo(Arrays.copyOf(padded, ids.length));
            boolean stopped = ends.contains(ids[ids.length - 1]);
            assertThat(found.get(r).finish()).isEqualTo(stopped ? FinishReason.STOP : FinishReason.LENGTH);
            assertThat(stopped || ids.length == padded.length).isTrue();
        }
    }

    private static void assertScores(Decoder decoder, JsonNode prompts) {
        List<int[]> given = new ArrayList<>();
        List<int[]> continuations = new ArrayList<>();
        for (JsonNode prompt : prompts) {
            given.add(Golden.ints(prompt.get("prompt")));
            continuations.add(Golden.ints(prompt.get("continuation")));
        }
        List<double[]> scores = ContinuationScores.of(decoder, given, continuations, 2);
        for (int i = 0; i < scores.size(); i++) {
            JsonNode expected = prompts.get(i).get("continuation_logprobs");
            assertThat(scores.get(i)).hasSize(expected.size());
            for (int t = 0; t < expected.size(); t++) {
                assertThat(scores.get(i)[t]).isCloseTo(expected.get(t).asDouble(), within(1e-4));
            }
        }
    }

    private static Decoder tiny() {
        return Decoder.fresh(
                DecoderConfig.llama(40, 16, 2, 4, 24, 48, true).withKeyHeads(2).withInitialDeviation(.4), new Seed(5));
    }

    private static List<Generator.Prompt> eight(Sampling sampling) {
        List<Generator.Prompt> prompts = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            int[] ids = new Seed(i).generator().ints(1 + i % 5, 0, 40).toArray();
            prompts.add(prompt(ids, sampling, 100 + i));
        }
        return prompts;
    }

    @Test
    void sampledTextDoesNotDependOnTheBatchOrOnRowsThatHaveEnded() {
        List<Generator.Prompt> prompts = eight(new Sampling(1, 20, .95, 20, List.of()));
        Engine.run(() -> {
            try (Decoder decoder = tiny()) {
                List<Generator.Continuation> alone = generate(decoder, Set.of(3, 7), 1, prompts);
                List<Generator.Continuation> together = generate(decoder, Set.of(3, 7), 8, prompts);
                List<Integer> lengths = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    assertThat(together.get(i).ids()).isEqualTo(alone.get(i).ids());
                    assertThat(together.get(i).logProbabilities())
                            .containsExactly(alone.get(i).logProbabilities(), within(1e-4));
                    lengths.add(alone.get(i).ids().length);
                }
                assertThat(new HashSet<>(lengths)).hasSizeGreaterThan(1);
            }
        });
    }

    @Test
    void aTextEndsAtTheContextUnlessItIsToldToReachFurther() {
        int[] start = {3, 1, 4};
        Engine.run(() -> {
            try (Decoder decoder = tiny();
                    Decoder far = decoder.reaching(80)) {
                List<Generator.Prompt> prompts = List.of(prompt(start, Sampling.greedy(60), 1));
                int[] within =
                        generate(decoder, Set.of(), 1, prompts).getFirst().ids();
                int[] beyond = generate(far, Set.of(), 1, prompts).getFirst().ids();
                assertThat(within).hasSize(48 - start.length);
                assertThat(beyond).hasSize(60).startsWith(within);
            }
        });
    }

    @Test
    void theCacheChangesNothing() {
        List<Generator.Prompt> prompts = eight(Sampling.greedy(16));
        Engine.run(() -> {
            try (Decoder decoder = tiny();
                    NoGradient off = NoGradient.open()) {
                List<Generator.Continuation> cached = generate(decoder, Set.of(), 8, prompts);
                for (int i = 0; i < 8; i++) {
                    int[] ids = prompts.get(i).ids();
                    for (int token : cached.get(i).ids()) {
                        Tensor hidden =
                                decoder.hidden(TokenBatch.of(List.of(ids))).select(1, ids.length - 1L);
                        assertThat(decoder.logits(hidden).argmax(-1).item()).isEqualTo(token);
                        ids = Arrays.copyOf(ids, ids.length + 1);
                        ids[ids.length - 1] = token;
                    }
                }
            }
        });
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
    void aModelWithoutFiniteScoresWritesNothing(float broken) {
        Engine.run(() -> {
            try (Decoder decoder = Decoder.fresh(DecoderConfig.llama(32, 16, 1, 2, 32, 64, false), new Seed(1))) {
                try (NoGradient off = NoGradient.open()) {
                    decoder.parameters().values().mulInPlace(0).addInPlace(broken);
                }
                assertThatThrownBy(() -> generate(
                                decoder, Set.of(), 1, List.of(prompt(new int[] {4, 5, 6}, Sampling.greedy(4), 1))))
                        .isInstanceOfSatisfying(
                                PlumblineException.class,
                                failure -> assertThat(failure.code()).isEqualTo(ErrorCode.NOT_FINITE))
                        .hasMessageContaining("no finite scores");
            }
        });
    }

    @Test
    void truncationKeepsTheRightTokens() {
        float[] logits = {0, (float) Math.log(4), (float) Math.log(3), (float) Math.log(2)}; // .1, .4, .3, .2
        assertThat(drawn(new Sampling(1, 0, 1, 1, List.of()), logits)).containsExactlyInAnyOrder(0, 1, 2, 3);
        assertThat(drawn(new Sampling(1, 2, 1, 1, List.of()), logits)).containsExactlyInAnyOrder(1, 2);
        assertThat(drawn(new Sampling(1, 0, .65, 1, List.of()), logits)).containsExactlyInAnyOrder(1, 2);
        assertThat(drawn(new Sampling(1, 0, .75, 1, List.of()), logits)).containsExactlyInAnyOrder(1, 2, 3);
        assertThat(drawn(new Sampling(1, 0, .05, 1, List.of()), logits)).containsExactly(1);
        assertThat(drawn(Sampling.greedy(1), logits)).containsExactly(1);
        assertThat(drawn(new Sampling(1e-3, 0, 1, 1, List.of()), logits)).containsExactly(1);
    }

    private static Set<Integer> drawn(Sampling sampling, float[] logits) {
        GenerationOptions options = GenerationOptions.of(sampling, Set.of());
        TokenSampler sampler = new TokenSampler(options, logits.length, new Seed(1).generator());
        Set<Integer> drawn = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            drawn.add(sampler.next(logits, 0, logits.length, new NothingYet()));
        }
        return drawn;
    }
}
