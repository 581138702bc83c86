package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.core.Seed;
import dev.plumbline.engine.family.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PackedWeightsTest {
    private static final DecoderConfig CONFIG = DecoderConfig.llama(48, 32, 2, 4, 64, 128, true);

    @BeforeEach
    void oneThread() {
        Engine.configure(EngineOptions.exact());
    }

    @Nested
    class Products {
        @Test
        void areThoseOfTheMatrixItselfWithWhatIsDoneToThemOnTheWay() {
            Engine.run(() -> {
                Assumptions.assumeTrue(StandIns.available(), "this libtorch has no oneDNN");
                try (NoGradient off = NoGradient.open()) {
                    Tensor x = numbers(3, 32).view(3, 1, 32);
                    Tensor matrix = numbers(24, 32);
                    Tensor bias = numbers(1, 24).view(24);
                    Tensor other = numbers(3, 24).view(3, 1, 24).add(1);
                    Tensor packed = OneDnn.pack(matrix);
                    Tensor plain = x.linear(matrix, null);
                    Tensor biased = plain.add(bias);
                    assertClose(OneDnn.linear(x, packed, null), plain);
                    assertClose(OneDnn.linear(x, packed, bias), biased);
                    assertClose(OneDnn.silu(x, packed), plain.silu());
                    assertClose(OneDnn.add(x, packed, null, other), plain.add(other));
                    assertClose(OneDnn.add(x, packed, bias, other), biased.add(other));
                    assertClose(OneDnn.mul(x, packed, other), plain.mul(other));
                }
            });
        }
    }

    @Nested
    class Attention {
        @Test
        void overACacheIsThatOfTheFusedKernel() {
            Engine.run(() -> {
                try (NoGradient off = NoGradient.open();
                        Decoder decoder = Decoder.fresh(CONFIG, new Seed(3));
                        KeyValueCache cache = new KeyValueCache(decoder, 3, 64)) {
                    Tensor key = numbers(3 * 5, 32).view(3, 5, 4, 8);
                    Tensor value = numbers(3 * 5, 32).view(3, 5, 4, 8).mul(.5);
                    cache.prompts(0, 3, 0, 4);
                    cache.append(0, key.narrow(1, 0, 4), value.narrow(1, 0, 4));
                    cache.advance(4);
                    cache.nextTokens(3);
                    Tensor query = numbers(12, 8).view(3, 1, 4, 8);
                    Tensor mask = Objects.requireNonNull(cache.mask(1, 0));
                    Tensor joined = Tensor.cat(List.of(query, key.narrow(1, 4, 1), value.narrow(1, 4, 1)), 2);
                    Tensor found = cache.mixed(0, joined, .3, 0, mask);
                    Tensor expected = query.view(3, 4, 1, 8)
                            .attention(key.transpose(1, 2), value.transpose(1, 2), null, false, .3);
                    assertClose(found, expected);
                }
            });
        }
    }

    @Test
    void oneRowTakesTheMatricesThemselvesAndSeveralTakeCopies() {
        Engine.run(() -> {
            Assumptions.assumeTrue(StandIns.available(), "this libtorch has no oneDNN");
            try (Decoder decoder = Decoder.fresh(CONFIG, new Seed(5));
                    PackedWeights packed = new PackedWeights(CONFIG, decoder.parameters())) {
                String leaf = Part.DOWN.module(0) + ".weight";
                long width = decoder.parameters().leaf(leaf).size(1);
                Tensor one = Tensor.zeros(1, 1, width);
                Tensor several = Tensor.zeros(2, 1, width);
                packed.make(DType.FLOAT32, 1);
                assertThat(packed.of(leaf, several)).isNull();
                assertThat(packed.generation()).isZero();
                packed.make(DType.FLOAT32, 2);
                assertThat(packed.of(leaf, several)).isNotNull();
                assertThat(packed.of(leaf, one)).isNull();
                assertThat(packed.generation()).isEqualTo(1);
                packed.make(DType.FLOAT32, 1);
                packed.make(DType.FLOAT32, 3);
                assertThat(packed.generation()).isEqualTo(1);
            }
        });
    }

    @Test
    void aChangedWeightIsReadAtOnce() {
        Engine.run(() -> {
            try (Decoder decoder = Decoder.fresh(CONFIG, new Seed(5));
                    Decoder fresh = Decoder.fresh(CONFIG, new Seed(5))) {
                write(decoder);
                for (Decoder one : List.of(decoder, fresh)) {
                    try (NoGradient off = NoGradient.open()) {
                        one.parameters().values().mulInPlace(-1.5);
                    }
                }
                assertThat(write(decoder)).isEqualTo(write(fresh)).hasSize(3 * 40);
            }
        });
    }

    private static List<Integer> write(Decoder decoder) {
        List<Integer> written = new ArrayList<>();
        try (ContinuousBatch batch = new ContinuousBatch(decoder, BatchLimits.rows(3))) {
            for (int r = 0; r < 3; r++) {
                GenerationOptions options =
                        GenerationOptions.of(dev.plumbline.model.Sampling.greedy(40), java.util.Set.of());
                batch.add(
                        new GenerationRequest(new int[] {r + 1, 7, 9}, options, new Seed(r), new GenerationListener() {
                            @Override
                            public boolean wrote(WrittenToken token) {
                                written.add(token.id());
                                return true;
                            }
                        }));
            }
            while (!batch.isIdle()) {
                batch.step();
            }
        }
        return written;
    }

    /// Numbers between -1 and 1 that look like noise.
    private static Tensor numbers(int rows, int columns) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.sin(i * 12.9898 + rows);
        }
        return Tensor.of(values, rows, columns);
    }

    private static void assertClose(Tensor found, Tensor expected) {
        float[] a = found.toFloats();
        float[] b = expected.toFloats();
        assertThat(a).hasSameSizeAs(b);
        for (int i = 0; i < a.length; i++) {
            assertThat(a[i]).isCloseTo(b[i], within(1e-5f));
        }
    }
}
