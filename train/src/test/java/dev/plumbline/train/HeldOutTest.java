package dev.plumbline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.core.Estimate;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.engine.Adapter;
import dev.plumbline.engine.AdapterConfig;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.EngineOptions;
import dev.plumbline.train.TinyTraining.Kind;
import dev.plumbline.train.loss.PreferenceLoss;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is measured while a model learns, what is kept of it, and training an adapter alone.
class HeldOutTest {
    private static final int STEPS = 6;

    @TempDir
    Path folder;

    @BeforeAll
    static void exactArithmetic() {
        Engine.configure(EngineOptions.exact());
    }

    /// What a training left behind.
    @SuppressWarnings("ArrayRecordComponent") // compared element by element
    private record Left(float[] weights, float[] best, long bestStep, TrainingCurves curves) {}

    /// Learns 12 pairs and measures 6 others every second update.
    private Left train(Path place, BooleanSupplier cancelled) {
        return train(place, cancelled, TinyTraining.pairs(6, 9), STEPS, 0);
    }

    private static Left train(Path place, BooleanSupplier cancelled, List<TokenPair> others, int steps, int patience) {
        return Engine.call(() -> {
            try (Decoder policy = TinyTraining.decoder(Kind.DPO, 3);
                    Decoder reference = policy.copy()) {
                PreferenceLoss loss = PreferenceLoss.sigmoid(.3);
                double[] known = HeldOutPairs.reference(reference, others, 1, 4);
                HeldOut heldOut =
                        new HeldOut(2, () -> HeldOutPairs.preferences(policy, known, others, loss, 1, 4), patience);
                TrainingContext context =
                        TinyTraining.context(place, 1, cancelled).measuring(heldOut);
                TrainingCurves curves = new DpoTrainer(
                                TinyTraining.optimisation(Optimisation.Method.ADAMW, steps, 4),
                                loss,
                                DpoTrainer.Passes.ONE,
                                true)
                        .train(policy, reference, TinyTraining.pairs(12, 5), context);
                float[] last = policy.parameters().values().toFloats();
                BestWeights best = BestWeights.of(context);
                best.load(policy.parameters());
                return new Left(last, policy.parameters().values().toFloats(), best.step(), curves);
            }
        });
    }

    private static List<TrainingCurves.Point> points(Left left, String name) {
        return left.curves().byName().getOrDefault(name, List.of());
    }

    @Test
    void figuresAreMeasuredBeforeTheFirstUpdateAndAfterEverySecondAndTheBestAreKept() {
        Left left = train(folder, () -> false);

        List<TrainingCurves.Point> losses = points(left, "held-out-loss");
        assertThat(losses.stream().map(TrainingCurves.Point::step)).containsExactly(0L, 2L, 4L, 6L);
        assertThat(losses.getFirst().value()).isCloseTo(Math.log(2), within(1e-6));
        assertThat(points(left, "held-out-accuracy")).hasSize(4);
        double least =
                losses.stream().mapToDouble(TrainingCurves.Point::value).min().orElseThrow();
        assertThat(losses.stream().filter(point -> point.step() == left.bestStep()))
                .allSatisfy(point -> assertThat(point.value()).isEqualTo(least));
    }

    @Test
    void aStoppedTrainingMeasuresAndKeepsTheSame() {
        Left undisturbed = train(folder.resolve("whole"), () -> false);
        Path stopped = folder.resolve("stopped");
        for (int after : new int[] {1, 2}) {
            AtomicInteger asked = new AtomicInteger();
            assertThatThrownBy(() -> train(stopped, () -> asked.incrementAndGet() >= after))
                    .isInstanceOf(PlumblineException.class)
                    .hasMessageContaining("was stopped");
        }

        Left resumed = train(stopped, () -> false);

        assertThat(resumed.weights()).isEqualTo(undisturbed.weights());
        assertThat(resumed.best()).isEqualTo(undisturbed.best());
        assertThat(resumed.bestStep()).isEqualTo(undisturbed.bestStep());
        assertThat(resumed.curves().write()).isEqualTo(undisturbed.curves().write());
    }

    /// What is learned is held out the other way round, so that every update is one too many.
    @Test
    void aTrainingEndsEarlyOnceMeasurementsLieBelowTheBestAndSoDoesAResumedOne() {
        List<TokenPair> opposite = TinyTraining.pairs(12, 5).stream()
                .map(pair -> new TokenPair(/* chosen= */ pair.rejected(), /* rejected= */ pair.chosen(), 0))
                .toList();
        Left whole = train(folder.resolve("whole"), () -> false, opposite, 30, 2);
        Path place = folder.resolve("stopped");
        AtomicInteger asked = new AtomicInteger();
        assertThatThrownBy(() -> train(place, () -> asked.incrementAndGet() >= 3, opposite, 30, 2))
                .hasMessageContaining("was stopped after step 3");

        Left resumed = train(place, () -> false, opposite, 30, 2);

        long end = points(whole, "loss").getLast().step();
        assertThat(end).isBetween(4L, 20L);
        assertThat(points(whole, "stopped-early")).containsExactly(new TrainingCurves.Point(end, 1));
        assertThat(whole.bestStep()).isZero();
        assertThat(resumed.curves().write()).isEqualTo(whole.curves().write());
        assertThat(resumed.weights()).isEqualTo(whole.weights());
        assertThat(points(train(folder.resolve("none"), () -> false, opposite, 30, 0), "loss"))
                .hasSize(30);
    }

    @Test
    void figuresHaveIntervalsThatKnowOfItemsAndOfWhatIsMissing() {
        HeldOutFigure rate =
                HeldOutFigure.perItem("accuracy", "a rate", false, true, new double[] {1, 0, 1, 1, Double.NaN});
        Estimate estimate = rate.estimate(.95);

        assertThat(estimate.value()).isEqualTo(.75);
        assertThat(estimate.n()).isEqualTo(4);
        assertThat(estimate.missingCount()).isEqualTo(1);
        assertThat(estimate.low()).isGreaterThan(0).isLessThan(.75);
        // four equal observations of two items say no more than two: the interval is wider than an independent one
        HeldOutFigure clustered =
                new HeldOutFigure("loss", "a mean", true, false, new double[] {1, 1, 2, 2}, new int[] {0, 0, 1, 1}, 0);
        HeldOutFigure single =
                new HeldOutFigure("loss", "a mean", true, false, new double[] {1, 1, 2, 2}, new int[] {0, 1, 2, 3}, 0);
        assertThat(clustered.estimate(.95).high())
                .isGreaterThan(single.estimate(.95).high());
    }

    @Test
    void anAdapterAloneLearnsAndTheModelWithoutItStaysAsItIs() {
        Engine.run(() -> {
            try (Decoder policy = TinyTraining.decoder(Kind.DPO, 3);
                    Adapter adapter =
                            Adapter.fresh(policy, "a", AdapterConfig.of(2, 4, "q_proj", "v_proj"), new Seed(1))) {
                float[] before = policy.parameters().values().toFloats();
                policy.adapters().attach(adapter);
                policy.adapters().activate("a");
                try (Decoder reference = policy.twin()) {
                    TrainingCurves curves = new DpoTrainer(
                                    Optimisation.adamw(20, 8, .05),
                                    PreferenceLoss.sigmoid(.3),
                                    DpoTrainer.Passes.ONE,
                                    true)
                            .train(
                                    policy,
                                    reference,
                                    TinyTraining.pairs(8, 5),
                                    TinyTraining.context(1).training(new Trained.Adaptation(adapter)));
                    List<TrainingCurves.Point> losses = curves.byName().getOrDefault("loss", List.of());
                    assertThat(losses.getFirst().value()).isCloseTo(Math.log(2), within(1e-6));
                    assertThat(curves.last("loss")).isLessThan(.5);
                }
                assertThat(policy.parameters().values().toFloats()).isEqualTo(before);
                policy.adapters().detach("a");
            }
        });
    }
}
