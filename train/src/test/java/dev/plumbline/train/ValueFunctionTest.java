package dev.plumbline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.NoGradient;
import dev.plumbline.engine.Tensor;
import dev.plumbline.engine.TokenBatch;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Values by a head on the policy.
class ValueFunctionTest {
    private static final int[] IDS = {1, 5, 2, 7, 3};
    private static final List<int[]> PLACES = List.of(new int[] {1, 3});

    private static void weigh(ValueFunction.Head head) {
        Tensor weights = head.learned().values();
        float[] chosen = new float[(int) weights.elements()];
        for (int i = 0; i < chosen.length; i++) {
            chosen[i] = .1f * (i % 5 - 1);
        }
        try (NoGradient off = NoGradient.open()) {
            weights.copyInPlace(Tensor.of(chosen, chosen.length));
        }
    }

    @Test
    void aFreshHeadExpectsNothing() {
        double[] values = Engine.call(() -> {
            try (Decoder policy = TinyTraining.decoder(TinyTraining.Kind.SFT, 3);
                    ValueFunction.Head head = ValueFunction.Head.over(policy)) {
                return head.at(TokenBatch.packed(List.of(IDS)), PLACES).toDoubles();
            }
        });
        assertThat(values).containsExactly(0, 0);
    }

    @Test
    void aHeadWeighsWhatThePolicysOwnHeadReadsAtEachPlace() {
        Engine.run(() -> {
            try (Decoder policy = TinyTraining.decoder(TinyTraining.Kind.SFT, 3);
                    ValueFunction.Head head = ValueFunction.Head.over(policy)) {
                weigh(head);
                TokenBatch layout = TokenBatch.packed(List.of(IDS, new int[] {4, 4}));
                double[] values = head.at(layout, List.of(PLACES.getFirst(), new int[] {0}))
                        .toDoubles();
                double[] hidden = policy.hidden(layout).toDoubles();
                double[] weights = head.learned().values().toDoubles();
                int width = policy.config().width();
                int[] flat = {layout.flat(0, 1), layout.flat(0, 3), layout.flat(1, 0)};
                for (int i = 0; i < flat.length; i++) {
                    double expected = weights[width];
                    for (int w = 0; w < width; w++) {
                        expected += hidden[flat[i] * width + w] * weights[w];
                    }
                    assertThat(values[i]).isCloseTo(expected, within(1e-5));
                }
            }
        });
    }

    private static double[] policyGradient(double weight) {
        return Engine.call(() -> {
            try (Decoder policy = TinyTraining.decoder(TinyTraining.Kind.SFT, 3);
                    ValueFunction.Head head = ValueFunction.Head.over(policy)) {
                weigh(head);
                policy.parameters().trainable();
                head.learned().trainable();
                ValueObjective.Sample sample =
                        new ValueObjective.Sample(IDS, PLACES.getFirst(), new double[] {0, 0}, new double[] {1, -2});
                new ValueObjective(Double.POSITIVE_INFINITY, weight).accumulate(head, List.of(sample), 2);
                return policy.parameters().gradients().toDoubles();
            }
        });
    }

    @Test
    void theLossOfTheValuesMovesThePolicyByItsWeight() {
        double[] whole = policyGradient(1);
        double[] tenth = policyGradient(.1);
        assertThat(Arrays.stream(whole).map(Math::abs).max().orElseThrow()).isGreaterThan(1e-3);
        for (int i = 0; i < whole.length; i++) {
            assertThat(tenth[i]).isCloseTo(.1 * whole[i], within(1e-6));
        }
    }

    @Test
    void aModelWithoutARewardHeadIsNoValueModel() {
        Engine.run(() -> {
            try (Decoder policy = TinyTraining.decoder(TinyTraining.Kind.SFT, 3)) {
                assertThatThrownBy(() -> new ValueFunction.Model(policy)).hasMessageContaining("needs a reward head");
            }
        });
    }
}
