package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.core.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Looking at a pass, changing it on the way, stopping it early, and asking what it is sensitive to.
class HookTest {
    private static final TokenBatch BATCH = TokenBatch.of(List.of(new int[] {3, 1, 4, 1, 5, 9}));

    private static Decoder tiny() {
        return Decoder.fresh(
                DecoderConfig.llama(20, 16, 2, 4, 24, 32, false).withKeyHeads(2).withInitialDeviation(.3), new Seed(8));
    }

    @BeforeEach
    void exactArithmetic() {
        Engine.configure(EngineOptions.exact());
    }

    /// Changes one point and sees nothing else.
    private record At(String name, UnaryOperator<Tensor> change) implements Hook {
        @Override
        public boolean wants(String point) {
            return point.equals(name);
        }

        @Override
        public Tensor at(String point, Tensor value) {
            return change.apply(value);
        }
    }

    private static float[] logits(Decoder decoder, Hook hook) {
        return decoder.logits(BATCH, hook).toFloats();
    }

    @Test
    void aHookThatLeavesEverythingAsItIsChangesNoLogitByMoreThanRounding() {
        Engine.run(() -> {
            try (Decoder decoder = tiny();
                    NoGradient off = NoGradient.open()) {
                List<String> seen = new ArrayList<>();
                Hook all = new Hook() {
                    @Override
                    public boolean wants(String point) {
                        return true;
                    }

                    @Override
                    public Tensor at(String point, Tensor value) {
                        seen.add(point);
                        return value;
                    }
                };
                float[] plain = decoder.logits(decoder.hidden(BATCH)).toFloats();
                float[] watched = logits(decoder, all);
                for (int i = 0; i < plain.length; i++) {
                    assertThat(watched[i]).isCloseTo(plain[i], within(1e-5f));
                }
                assertThat(seen)
                        .contains("hook_embed", "blocks.1.attn.hook_pattern", "blocks.0.hook_q_input")
                        .doesNotHaveDuplicates();
            }
        });
    }

    @Test
    void aValuePutInPlaceIsWhatTheRestComputesWith() {
        Engine.run(() -> {
            try (Decoder decoder = tiny();
                    NoGradient off = NoGradient.open()) {
                float[] plain = logits(decoder, new At("none", x -> x));
                float[] zeroed = logits(decoder, new At("blocks.1.hook_attn_out", x -> x.mul(0)));
                float[] also = logits(decoder, new At("blocks.1.attn.hook_z", x -> x.mul(0)));
                assertThat(zeroed).isNotEqualTo(plain);
                for (int i = 0; i < plain.length; i++) {
                    assertThat(also[i]).isCloseTo(zeroed[i], within(1e-6f));
                }
            }
        });
    }

    @Test
    void aPassStopsWhereItIsTold() {
        Engine.run(() -> {
            try (Decoder decoder = tiny();
                    NoGradient off = NoGradient.open()) {
                List<String> seen = new ArrayList<>();
                Hook post = new At("blocks.0.hook_resid_post", x -> {
                    seen.add("block 0");
                    return x;
                });
                Hook behind = new At("blocks.1.hook_resid_pre", x -> {
                    seen.add("block 1");
                    return x;
                });
                float[] stream = decoder.stream(BATCH, 1, post).toFloats();
                decoder.stream(BATCH, 1, behind);
                assertThat(seen).containsExactly("block 0");
                assertThat(stream).hasSize(6 * 16);
            }
        });
    }

    /// d logits.sum / d x at a point, against the difference of two passes in which the point is shifted.
    @Test
    void gradientsAtAPointAreThoseOfFiniteDifferences() {
        Engine.run(() -> {
            try (Decoder decoder = tiny()) {
                String point = "blocks.1.hook_resid_pre";
                List<Tensor> held = new ArrayList<>();
                Tensor sum = decoder.logits(BATCH, new At(point, x -> {
                            Tensor leaf = x.detach().requireGradient();
                            held.add(leaf);
                            return leaf;
                        }))
                        .square()
                        .sum();
                float[] gradient = sum.gradients(held).getFirst().toFloats();
                double step = 1e-2;
                double up = shifted(decoder, point, step);
                double down = shifted(decoder, point, -step);
                double along = 0;
                for (float one : gradient) {
                    along += one;
                }
                assertThat((up - down) / (2 * step)).isCloseTo(along, within(Math.abs(along) * .01 + .01));
            }
        });
    }

    private static double shifted(Decoder decoder, String point, double by) {
        try (NoGradient off = NoGradient.open()) {
            return decoder.logits(BATCH, new At(point, x -> x.add(by)))
                    .square()
                    .sum()
                    .item();
        }
    }
}
