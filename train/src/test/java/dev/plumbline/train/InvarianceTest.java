package dev.plumbline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.core.Progress;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.EngineOptions;
import dev.plumbline.engine.Precision;
import dev.plumbline.engine.Tensor;
import dev.plumbline.engine.TensorScope;
import dev.plumbline.engine.TokenBatch;
import dev.plumbline.train.TinyTraining.Kind;
import dev.plumbline.train.loss.PreferenceLoss;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What must not change a result: how a batch is cut, padded and composed, and when the reference is read.
///
/// Numbers agree to 1e-5 relative: float 32 sums in another order differ by about 1e-6.
class InvarianceTest {
    private static final double TOLERANCE = 1e-5;

    @BeforeAll
    static void exactArithmetic() {
        Engine.configure(EngineOptions.exact());
    }

    private static Optimisation oneStep(int batch) {
        return Optimisation.adamw(1, batch, .01);
    }

    private static void assertSame(TinyTraining.Result found, TinyTraining.Result expected) {
        assertThat(TinyTraining.distance(found.gradients(), expected.gradients()))
                .isLessThan(TOLERANCE);
        found.curves()
                .byName()
                .forEach((name, points) -> assertThat(points.getFirst().value())
                        .as(name)
                        .isCloseTo(
                                expected.curves().last(name),
                                within(TOLERANCE
                                        * Math.max(1, Math.abs(points.getFirst().value())))));
    }

    /// A `Map.of` has another order in each process, and a run that is reproduced must be the same bytes.
    @ParameterizedTest
    @EnumSource(Kind.class)
    void theCurvesStandInTheSameOrderInEveryProcess(Kind kind) {
        List<String> names = List.copyOf(TinyTraining.train(kind, oneStep(4), TinyTraining.context(1))
                .curves()
                .byName()
                .keySet());
        assertThat(names.subList(0, 3)).containsExactly("loss", "grad-norm", "rate");
        assertThat(names.subList(3, names.size())).isSorted();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void accumulationChangesNothing(Kind kind) {
        TinyTraining.Result whole = TinyTraining.train(kind, oneStep(8), TinyTraining.context(1));
        for (int size : new int[] {1, 2, 3, 4}) {
            assertSame(TinyTraining.train(kind, oneStep(8).withMicroBatch(size), TinyTraining.context(1)), whole);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void moreThreadsChangeNothingButTheLastBits(Kind kind) {
        Optimisation some = oneStep(8).withMicroBatch(3);
        TinyTraining.Result one = TinyTraining.train(kind, some, TinyTraining.context(1));
        try {
            Engine.configure(new EngineOptions(3, Precision.FLOAT32));
            TinyTraining.Result three = TinyTraining.train(kind, some, TinyTraining.context(1));
            assertSame(three, one);
            TinyTraining.train(kind, some, TinyTraining.context(1)).assertSameBits(three);
        } finally {
            Engine.configure(EngineOptions.exact());
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aSeedGivesTheSameBitsAndAnotherSeedOthers(Kind kind) {
        Optimisation some = TinyTraining.optimisation(Optimisation.Method.ADAMW, 4, 6);
        TinyTraining.Result first = TinyTraining.train(kind, some, TinyTraining.context(1));
        TinyTraining.train(kind, some, TinyTraining.context(1)).assertSameBits(first);
        TinyTraining.Result other = TinyTraining.train(kind, some, TinyTraining.context(2));
        assertThat(other.weights()).isNotEqualTo(first.weights());
        assertThat(other.loss(0)).isNotEqualTo(first.loss(0));
    }

    @Nested
    class Layouts {
        /// Values and gradients of some rows in a layout.
        private double[][] measure(
                Kind kind, Function<List<int[]>, TokenBatch> layout, List<TokenRow> rows, boolean weighted) {
            return Engine.call(() -> {
                try (Decoder decoder = TinyTraining.decoder(kind, 3)) {
                    decoder.parameters().trainable();
                    TokenBatch batch = layout.apply(TargetLogProbabilities.ids(rows));
                    Tensor values = kind == Kind.REWARD
                            ? decoder.rewards(batch)
                            : TargetLogProbabilities.of(decoder, rows, batch).values();
                    Tensor loss = weighted ? values.square().sum() : values.sum();
                    loss.backward();
                    return new double[][] {
                        values.toDoubles(), decoder.parameters().gradients().toDoubles()
                    };
                }
            });
        }

        @ParameterizedTest
        @EnumSource(
                value = Kind.class,
                names = {"SFT", "REWARD"})
        void paddingAndPackingChangeNeitherValuesNorGradients(Kind kind) {
            List<TokenRow> rows = TinyTraining.rows(9, 11);
            double[][] right = measure(kind, TokenBatch::of, rows, true);
            for (Function<List<int[]>, TokenBatch> layout :
                    List.<Function<List<int[]>, TokenBatch>>of(TokenBatch::leftPadded, TokenBatch::packed)) {
                double[][] found = measure(kind, layout, rows, true);
                assertThat(TinyTraining.distance(found[0], right[0])).isLessThan(TOLERANCE);
                assertThat(TinyTraining.distance(found[1], right[1])).isLessThan(TOLERANCE);
            }
            assertThat(TokenBatch.packed(TargetLogProbabilities.ids(rows)).lines())
                    .isLessThan(rows.size());
        }

        @ParameterizedTest
        @EnumSource(
                value = Kind.class,
                names = {"SFT", "REWARD"})
        void aRowHasTheSameValuesWhateverItsNeighbours(Kind kind) {
            List<TokenRow> rows = TinyTraining.rows(9, 11);
            double[] together = measure(kind, TokenBatch::packed, rows, false)[0];
            List<Double> alone = new ArrayList<>();
            for (TokenRow row : rows) {
                for (double value : measure(kind, TokenBatch::packed, List.of(row), false)[0]) {
                    alone.add(value);
                }
            }
            double[] joined = alone.stream().mapToDouble(Double::doubleValue).toArray();
            assertThat(TinyTraining.distance(together, joined)).isLessThan(TOLERANCE);
        }
    }

    @Nested
    class Dpo {
        private static final PreferenceLoss LOSS = PreferenceLoss.sigmoid(.3);

        private TinyTraining.Result train(DpoTrainer.Passes passes, Optimisation optimisation) {
            return Engine.call(() -> {
                try (Decoder policy = TinyTraining.decoder(Kind.DPO, 3);
                        Decoder reference = TinyTraining.decoder(Kind.DPO, 4)) {
                    TrainingCurves curves = new DpoTrainer(optimisation, LOSS, passes, false)
                            .train(policy, reference, TinyTraining.pairs(8, 5), TinyTraining.context(1));
                    return new TinyTraining.Result(
                            policy.parameters().values().toFloats(),
                            policy.parameters().gradients().toDoubles(),
                            curves);
                }
            });
        }

        @Test
        void twoPassesGiveTheGradientsOfOne() {
            TinyTraining.Result one = train(DpoTrainer.Passes.ONE, oneStep(8));
            assertSame(train(DpoTrainer.Passes.TWO, oneStep(8)), one);
            assertSame(train(DpoTrainer.Passes.TWO, oneStep(8).withMicroBatch(3)), one);
        }

        @Test
        void aReferenceReadBeforehandIsOneReadInTheStep() {
            List<TokenPair> pairs = TinyTraining.pairs(8, 5);
            TinyTraining.Result beforehand =
                    train(DpoTrainer.Passes.ONE, Optimisation.adamw(1, 8, .01).withMicroBatch(2));
            double[][] live = Engine.call(() -> {
                try (Decoder policy = TinyTraining.decoder(Kind.DPO, 3);
                        Decoder reference = TinyTraining.decoder(Kind.DPO, 4)) {
                    policy.parameters().trainable();
                    double loss = liveStep(policy, reference, pairs);
                    dev.plumbline.engine.Optimizer.clip(policy.parameters(), 1);
                    return new double[][] {
                        {loss}, policy.parameters().gradients().toDoubles()
                    };
                }
            });
            assertThat(beforehand.loss(0)).isCloseTo(live[0][0], within(TOLERANCE));
            assertThat(TinyTraining.distance(beforehand.gradients(), live[1])).isLessThan(TOLERANCE);
        }

        /// -log sigma(.3 (C - R)) pair by pair, the frozen reference run beside the policy.
        private static double liveStep(Decoder policy, Decoder reference, List<TokenPair> pairs) {
            double total = 0;
            for (TokenPair pair : pairs) {
                try (TensorScope scope = TensorScope.open()) {
                    Tensor chosen = sum(policy, pair.chosen()).sub(sum(reference, pair.chosen()));
                    Tensor rejected = sum(policy, pair.rejected()).sub(sum(reference, pair.rejected()));
                    Tensor loss =
                            chosen.sub(rejected).mul(.3).logSigmoid().neg().mul(1.0 / pairs.size());
                    loss.backward();
                    total += loss.item();
                }
            }
            return total;
        }

        private static Tensor sum(Decoder decoder, TokenRow row) {
            return TargetLogProbabilities.of(decoder, List.of(row)).values().sum();
        }

        @Test
        void theFirstLossIsLogTwoWhereTheReferenceIsThePolicy() {
            double loss = Engine.call(() -> {
                try (Decoder policy = TinyTraining.decoder(Kind.DPO, 3);
                        Decoder reference = policy.copy()) {
                    return new DpoTrainer(
                                    oneStep(8).withMicroBatch(3),
                                    PreferenceLoss.sigmoid(.1),
                                    DpoTrainer.Passes.ONE,
                                    true)
                            .train(policy, reference, TinyTraining.pairs(8, 5), TinyTraining.context(1))
                            .last("loss");
                }
            });
            assertThat(loss).isCloseTo(Math.log(2), within(1e-6));
        }

        @Test
        void theReferenceDoesNotDependOnTheMicroBatch() {
            List<TokenPair> pairs = TinyTraining.pairs(8, 5);
            double[][] sums = Engine.call(() -> {
                try (Decoder reference = TinyTraining.decoder(Kind.DPO, 4)) {
                    double[][] found = new double[2][];
                    for (int i = 0; i < 2; i++) {
                        found[i] = new DpoTrainer(
                                        oneStep(8).withMicroBatch(i == 0 ? 8 : 1), LOSS, DpoTrainer.Passes.ONE, true)
                                .referenceLogProbabilities(reference, pairs, Progress.NONE);
                    }
                    return found;
                }
            });
            assertThat(TinyTraining.distance(sums[1], sums[0])).isLessThan(TOLERANCE);
        }
    }
}
