package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.core.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What some rows recorded of a step is taken over by others, and says of them what the operations would say.
class StepPatternTest {
    private static final DecoderConfig CONFIG = DecoderConfig.llama(48, 32, 2, 4, 64, 64, true);

    /// Enough for a program to be compiled.
    private static final int STEPS = 12;

    @BeforeEach
    void oneThread() {
        Engine.configure(EngineOptions.exact());
    }

    private static List<int[]> prompts(int rows, int length, int first) {
        return IntStream.range(0, rows)
                .mapToObj(r -> IntStream.range(0, length)
                        .map(t -> (first + 7 * r + 3 * t) % 48)
                        .toArray())
                .toList();
    }

    /// Logits of every step, and whether the first of them was a program of other rows.
    private record Written(List<float[]> logits, boolean takenOver) {}

    private static Written write(Decoder decoder, List<int[]> prompts, int steps) {
        try (DecodingRows rows = new DecodingRows(decoder, prompts.size(), 1, prompts.size())) {
            rows.enter(prompts, 0);
            List<float[]> logits = new ArrayList<>();
            boolean takenOver = false;
            for (int s = 0; s < steps; s++) {
                long[] tokens = new long[prompts.size()];
                for (int r = 0; r < tokens.length; r++) {
                    tokens[r] = (5 + s + 2 * r) % 48;
                }
                rows.step(tokens);
                takenOver |= s == 0 && rows.repeats() && rows.recordings() == 0;
                logits.add(java.util.Arrays.copyOf(rows.logits(), prompts.size() * 48));
            }
            return new Written(logits, takenOver);
        }
    }

    /// What a decoder of the same weights says that has recorded nothing: each shape's first step is single operations.
    private static void assertAsOperations(Decoder decoder, Decoder fresh, List<int[]> prompts) {
        Written found = write(decoder, prompts, 4);
        Written expected = write(fresh, prompts, 4);
        assertThat(expected.takenOver()).isFalse();
        for (int s = 0; s < 4; s++) {
            assertThat(found.logits().get(s)).containsExactly(expected.logits().get(s), within(1e-5f));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void othersTakeItOver(int rows) {
        Engine.run(() -> {
            try (Decoder decoder = Decoder.fresh(CONFIG, new Seed(3));
                    Decoder fresh = Decoder.fresh(CONFIG, new Seed(3))) {
                write(decoder, prompts(rows, 5, 1), STEPS);
                assertThat(write(decoder, prompts(rows, 6, 11), 1).takenOver()).isTrue();
                assertAsOperations(decoder, fresh, prompts(rows, 7, 20));
            }
        });
    }

    @Test
    void anotherNumberOfRowsIsAnotherShape() {
        Engine.run(() -> {
            try (Decoder decoder = Decoder.fresh(CONFIG, new Seed(3));
                    Decoder fresh = Decoder.fresh(CONFIG, new Seed(3))) {
                write(decoder, prompts(3, 5, 1), STEPS);
                assertThat(write(decoder, prompts(2, 5, 1), 1).takenOver()).isFalse();
                assertAsOperations(decoder, fresh, prompts(2, 5, 4));
            }
        });
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "3, 3", "3, 1"})
    void itReadsTheWeightsAsTheyAre(int before, int rows) {
        Engine.run(() -> {
            try (Decoder decoder = Decoder.fresh(CONFIG, new Seed(3));
                    Decoder fresh = Decoder.fresh(CONFIG, new Seed(3))) {
                write(decoder, prompts(before, 5, 1), STEPS);
                for (Decoder one : List.of(decoder, fresh)) {
                    try (NoGradient off = NoGradient.open()) {
                        one.parameters().values().mulInPlace(-1.5);
                    }
                }
                assertAsOperations(decoder, fresh, prompts(rows, 5, 2));
            }
        });
    }

    @Test
    void anAdapterHasProgramsOfItsOwn() {
        Engine.run(() -> {
            try (Decoder decoder = Decoder.fresh(CONFIG, new Seed(3));
                    Decoder fresh = Decoder.fresh(CONFIG, new Seed(3))) {
                write(decoder, prompts(1, 5, 1), STEPS);
                for (Decoder one : List.of(decoder, fresh)) {
                    Adapter adapter = Adapter.fresh(one, "a", AdapterConfig.of(4, 8, "q_proj"), new Seed(1));
                    try (NoGradient off = NoGradient.open()) {
                        adapter.parameters().values().mulInPlace(0).addInPlace(.1);
                    }
                    one.adapters().attach(adapter);
                    one.adapters().activate("a");
                }
                assertThat(write(decoder, prompts(1, 5, 1), 1).takenOver()).isFalse();
                assertAsOperations(decoder, fresh, prompts(1, 5, 2));
            }
        });
    }

    @Test
    void longerTablesAreOthers() {
        Engine.run(() -> {
            try (Decoder decoder = Decoder.fresh(CONFIG, new Seed(3));
                    Decoder fresh = Decoder.fresh(CONFIG, new Seed(3));
                    Decoder reaching = decoder.reaching(160);
                    Decoder expected = fresh.reaching(160)) {
                write(decoder, prompts(1, 5, 1), STEPS);
                assertThat(write(reaching, prompts(1, 5, 1), 1).takenOver()).isFalse();
                assertAsOperations(reaching, expected, prompts(1, 100, 2));
            }
        });
    }
}
