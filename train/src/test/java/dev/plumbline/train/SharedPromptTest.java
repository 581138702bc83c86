package dev.plumbline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.core.Seed;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.DecoderConfig;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.EngineOptions;
import dev.plumbline.engine.NoGradient;
import dev.plumbline.engine.Tensor;
import dev.plumbline.engine.TokenBatch;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Rows that share what they begin with.
class SharedPromptTest {
    private static final List<int[]> ROWS = List.of(
            new int[] {5, 6, 7, 8, 9, 10}, new int[] {5, 6, 7, 8, 11}, new int[] {5, 6, 7, 8, 12, 13, 14}, new int[] {
                30, 31, 32, 33
            });

    @BeforeAll
    static void exactArithmetic() {
        Engine.configure(EngineOptions.exact());
    }

    /// @param window how many tokens the first layer sees; 0 for all
    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    void answersBehindOneCopyOfTheirPromptReadAsAlone(int window) {
        TokenBatch shared = TokenBatch.sharing(ROWS, new int[] {4, 4, 4, 2});
        assertThat(shared.lines()).isEqualTo(1);
        assertThat(shared.longest()).isEqualTo(4 + 2 + 1 + 3 + 4);
        DecoderConfig plain = TinyTraining.config(TinyTraining.Kind.SFT);
        DecoderConfig config = plain.with(plain.attention().withWindows(List.of(window, 0)));
        Engine.run(() -> {
            try (Decoder decoder = Decoder.fresh(config, new Seed(3));
                    NoGradient off = NoGradient.open()) {
                double[] together = flat(decoder, shared, ROWS);
                double[] alone = ROWS.stream()
                        .flatMapToDouble(row -> Arrays.stream(flat(decoder, TokenBatch.of(List.of(row)), List.of(row))))
                        .toArray();
                assertThat(TinyTraining.distance(together, alone)).isLessThan(1e-6);
            }
        });
    }

    @Test
    void aRowHasMoreTokensThanItShares() {
        assertThatThrownBy(() -> TokenBatch.sharing(ROWS, new int[] {4, 5, 4, 2}))
                .hasMessageContaining("row 2");
    }

    private static double[] flat(Decoder decoder, TokenBatch batch, List<int[]> rows) {
        long[] places = IntStream.range(0, rows.size())
                .flatMap(r -> IntStream.range(0, rows.get(r).length).map(t -> batch.flat(r, t)))
                .asLongStream()
                .toArray();
        Tensor hidden = decoder.hidden(batch).view(-1, decoder.config().width());
        return hidden.indexSelect(0, Tensor.of(places, places.length)).toDoubles();
    }
}
