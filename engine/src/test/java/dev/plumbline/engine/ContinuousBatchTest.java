package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.core.FinishReason;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// What a sequence says does not depend on what is computed beside it, before it or instead of it.
class ContinuousBatchTest {
    private static final int VOCABULARY = 40;

    @BeforeAll
    static void exactArithmetic() {
        Engine.configure(EngineOptions.exact());
    }

    private static Decoder tiny() {
        DecoderConfig config = DecoderConfig.llama(VOCABULARY, 16, 2, 4, 24, 200, true)
                .withKeyHeads(2)
                .withInitialDeviation(.4);
        return Decoder.fresh(config, new Seed(5));
    }

    private static int[] ids(long seed, int length) {
        return new Seed(seed).generator().ints(length, 0, VOCABULARY).toArray();
    }

    private static int[] joined(int[] first, int[] second) {
        int[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    /// What one sequence was told.
    private static final class Heard implements GenerationListener {
        private final List<Integer> ids = new ArrayList<>();
        private final List<Double> logProbabilities = new ArrayList<>();
        private int cancelAfter = Integer.MAX_VALUE;
        private @Nullable FinishReason reason;
        private @Nullable RuntimeException failure;

        @Override
        public boolean wrote(WrittenToken token) {
            ids.add(token.id());
            logProbabilities.add(token.logProbability());
            return true;
        }

        @Override
        public boolean cancelled() {
            return ids.size() >= cancelAfter;
        }

        @Override
        public void ended(FinishReason why) {
            reason = why;
        }

        @Override
        public void failed(RuntimeException why) {
            failure = why;
        }
    }

    private static GenerationOptions sampled(int tokens) {
        return new GenerationOptions(
                Draw.at(1).withTopK(20).withTopP(.95),
                Constraints.NONE.withRepetitionPenalty(1.1),
                tokens,
                Set.of(3, 7),
                0);
    }

    private static Heard alone(Decoder decoder, int[] prompt, GenerationOptions options, long seed) {
        Heard heard = new Heard();
        Generator.write(
                decoder,
                List.of(new GenerationRequest(prompt, options, new Seed(seed), heard)),
                BatchLimits.rows(1),
                (done, figures) -> {});
        return heard;
    }

    private static void assertSame(Heard found, Heard expected) {
        assertThat(found.ids).isEqualTo(expected.ids);
        assertThat(found.reason).isEqualTo(expected.reason);
        for (int i = 0; i < expected.ids.size(); i++) {
            double value = expected.logProbabilities.get(i);
            assertThat(found.logProbabilities.get(i)).isCloseTo(value, within(1e-5 * Math.max(1, Math.abs(value))));
        }
    }

    @Nested
    class ASeed {
        @Test
        void givesTheSameTextToRowsThatComeAndGoAtDifferentTimes() {
            Engine.run(() -> {
                try (Decoder decoder = tiny();
                        ContinuousBatch batch = new ContinuousBatch(decoder, BatchLimits.rows(3))) {
                    List<Heard> heard = new ArrayList<>();
                    for (int i = 0; i < 9; i++) {
                        Heard one = new Heard();
                        heard.add(one);
                        batch.add(new GenerationRequest(ids(i, 1 + 7 * i), sampled(10 + i), new Seed(50 + i), one));
                        batch.step();
                        assertThat(batch.active()).isLessThanOrEqualTo(3);
                    }
                    while (!batch.isIdle()) {
                        batch.step();
                    }
                    for (int i = 0; i < 9; i++) {
                        assertSame(heard.get(i), alone(decoder, ids(i, 1 + 7 * i), sampled(10 + i), 50 + i));
                    }
                    assertThat(batch.written())
                            .isEqualTo(
                                    heard.stream().mapToInt(h -> h.ids.size()).sum());
                }
            });
        }

        @Test
        void givesTheSameTextWhetherAPromptsBeginningIsSharedOrNot() {
            int[] beginning = ids(99, 30);
            Engine.run(() -> {
                try (Decoder decoder = tiny()) {
                    List<int[]> prompts = new ArrayList<>();
                    for (int i = 0; i < 6; i++) {
                        prompts.add(joined(beginning, ids(i % 4, 1 + i % 4))); // two of them occur twice
                    }
                    List<Heard> heard = new ArrayList<>();
                    List<GenerationRequest> requests = new ArrayList<>();
                    for (int i = 0; i < 6; i++) {
                        heard.add(new Heard());
                        requests.add(new GenerationRequest(prompts.get(i), sampled(12), new Seed(i), heard.get(i)));
                    }
                    Generator.write(decoder, requests, BatchLimits.rows(6), (done, figures) -> {});
                    for (int i = 0; i < 6; i++) {
                        assertSame(heard.get(i), alone(decoder, prompts.get(i), sampled(12), i));
                    }
                    assertThat(heard.get(0).ids).isNotEqualTo(heard.get(4).ids);
                }
            });
        }
    }

    @Nested
    class Logits {
        @Test
        void areThoseOfTheWholeTextComputedAtOnceInEveryRowAndEveryStep() {
            Engine.run(() -> {
                try (Decoder decoder = tiny();
                        DecodingRows rows = new DecodingRows(decoder, 1, 1, 8);
                        NoGradient off = NoGradient.open()) {
                    List<int[]> texts = new ArrayList<>(List.of(ids(1, 3), ids(2, 60), ids(3, 17)));
                    rows.enter(texts, 0);
                    assertLogits(decoder, rows, texts);
                    for (int step = 0; step < 40; step++) {
                        long[] next = new long[texts.size()];
                        for (int r = 0; r < next.length; r++) {
                            next[r] = (7L * step + r) % VOCABULARY;
                            texts.set(r, joined(texts.get(r), new int[] {Math.toIntExact(next[r])}));
                        }
                        rows.step(next);
                        assertLogits(decoder, rows, texts);
                    }
                    assertThat(rows.repeats()).isTrue();
                }
            });
        }

        private void assertLogits(Decoder decoder, DecodingRows rows, List<int[]> texts) {
            for (int r = 0; r < texts.size(); r++) {
                int[] text = texts.get(r);
                float[] found = Arrays.copyOfRange(rows.logits(), r * VOCABULARY, (r + 1) * VOCABULARY);
                for (TokenBatch batch : List.of(
                        TokenBatch.of(List.of(text)), TokenBatch.leftPadded(List.of(text, ids(8, text.length + 5))))) {
                    Tensor hidden = decoder.hidden(batch)
                            .reshape((long) batch.lines() * batch.longest(), -1)
                            .narrow(0, batch.flat(0, text.length - 1), 1);
                    float[] expected = decoder.logits(hidden).toFloats();
                    double scale = 0;
                    for (float logit : expected) {
                        scale = Math.max(scale, Math.abs(logit));
                    }
                    for (int v = 0; v < VOCABULARY; v++) {
                        assertThat((double) found[v]).isCloseTo(expected[v], within(1e-5 * scale));
                    }
                }
            }
        }
    }

    @Test
    void aCancelledSequenceLeavesAtOnceAndAWaitingOneTakesItsPlace() {
        Engine.run(() -> {
            try (Decoder decoder = tiny();
                    ContinuousBatch batch = new ContinuousBatch(decoder, BatchLimits.rows(1))) {
                Heard first = new Heard();
                first.cancelAfter = 3;
                Heard second = new Heard();
                GenerationOptions greedy = new GenerationOptions(Draw.GREEDY, Constraints.NONE, 5, Set.of(), 0);
                batch.add(new GenerationRequest(
                        ids(1, 4),
                        new GenerationOptions(Draw.GREEDY, Constraints.NONE, 100, Set.of(), 0),
                        new Seed(1),
                        first));
                batch.add(new GenerationRequest(ids(2, 4), greedy, new Seed(1), second));
                while (!batch.isIdle()) {
                    batch.step();
                }
                assertThat(first.ids).hasSize(3);
                assertThat(first.reason).isEqualTo(FinishReason.CANCELLED);
                assertSame(second, alone(decoder, ids(2, 4), greedy, 1));
            }
        });
    }

    @Test
    void theLikeliestTokensAreReportedBesideTheOneThatWasWritten() {
        Engine.run(() -> {
            try (Decoder decoder = tiny()) {
                List<WrittenToken> tokens = new ArrayList<>();
                GenerationListener listener = token -> tokens.add(token);
                Generator.write(
                        decoder,
                        List.of(new GenerationRequest(
                                ids(1, 4),
                                new GenerationOptions(Draw.GREEDY, Constraints.NONE, 4, Set.of(), 5),
                                new Seed(1),
                                listener)),
                        BatchLimits.rows(1),
                        (done, figures) -> {});
                for (WrittenToken token : tokens) {
                    assertThat(token.alternatives()).hasSize(5);
                    assertThat(token.alternatives().getFirst().id()).isEqualTo(token.id());
                    assertThat(token.alternatives().getFirst().logProbability()).isEqualTo(token.logProbability());
                    assertThat(token.alternatives())
                            .extracting(WrittenToken.Alternative::logProbability)
                            .isSortedAccordingTo((a, b) -> Double.compare(b, a));
                }
            }
        });
    }

    @Test
    void promptsThatCannotBeReadAreRefused() {
        Engine.run(() -> {
            try (Decoder decoder = tiny();
                    ContinuousBatch batch = new ContinuousBatch(decoder, BatchLimits.rows(1))) {
                GenerationOptions options = sampled(1);
                for (int[] prompt : List.of(new int[0], ids(1, 200), new int[] {VOCABULARY}, new int[] {-1})) {
                    assertThatThrownBy(
                                    () -> batch.add(new GenerationRequest(prompt, options, new Seed(1), new Heard())))
                            .isInstanceOf(PlumblineException.class);
                }
                GenerationOptions unknown = options.withConstraints(
                        Constraints.NONE.withBiases(List.of(new Constraints.SequenceBias(List.of(VOCABULARY), 1))));
                assertThatThrownBy(() -> batch.add(new GenerationRequest(ids(1, 2), unknown, new Seed(1), new Heard())))
                        .hasMessageContaining("outside the model's vocabulary");
                assertThat(batch.isIdle()).isTrue();
            }
        });
    }

    @Test
    void closingEndsWhatIsUnderWayAsCancelled() {
        Heard heard = new Heard();
        Engine.run(() -> {
            try (Decoder decoder = tiny()) {
                try (ContinuousBatch batch = new ContinuousBatch(decoder, BatchLimits.rows(1))) {
                    batch.add(new GenerationRequest(ids(1, 4), sampled(50), new Seed(1), heard));
                    batch.step();
                }
            }
        });
        assertThat(heard.reason).isEqualTo(FinishReason.CANCELLED);
    }

    @Test
    void generatingLeavesNoNativeMemoryBehind() {
        long[] counts = Engine.call(() -> {
            try (Decoder decoder = tiny()) {
                List<Long> seen = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    List<GenerationRequest> requests = new ArrayList<>();
                    for (int r = 0; r < 3; r++) {
                        requests.add(new GenerationRequest(ids(r, 20 + r), sampled(30), new Seed(r), new Heard()));
                    }
                    Generator.write(decoder, requests, BatchLimits.rows(3), (done, figures) -> {});
                    seen.add(Pointer.totalCount());
                }
                return seen.stream().mapToLong(Long::longValue).toArray();
            }
        });
        // Programs are compiled in the first rounds and kept for whatever comes later.
        assertThat(counts[3]).isEqualTo(counts[2]);
    }

    @Test
    void aWindowHidesWhatLiesTooFarBack() {
        Engine.run(() -> {
            try (Decoder decoder = tiny();
                    KeyValueCache cache = new KeyValueCache(decoder, 2, 64)) {
                cache.prompts(0, 1, 0, 4);
                assertThat(cache.mask(4, 0)).isNull();
                Tensor prompt = Objects.requireNonNull(cache.mask(4, 2));
                assertThat(prompt).isNotNull();
                assertThat(visible(prompt)).containsExactly(0, 4, 5, 9, 10, 14, 15);
                cache.length(0, 3);
                cache.length(1, 9);
                cache.nextTokens(2);
                Tensor step = Objects.requireNonNull(cache.mask(1, 3));
                assertThat(step).isNotNull();
                assertThat(visible(step)).containsExactly(1, 2, 3, 32 + 7, 32 + 8, 32 + 9);
            }
        });
    }

    private static List<Integer> visible(Tensor mask) {
        float[] values = mask.toFloats();
        return IntStream.range(0, values.length)
                .filter(i -> values[i] == 0)
                .boxed()
                .toList();
    }
}
