package dev.plumbline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.DecoderConfig;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.EngineOptions;
import dev.plumbline.engine.Tensor;
import dev.plumbline.train.WeakToStrongTrainer.Labelled;
import dev.plumbline.train.WeakToStrongTrainer.Objective;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WeakToStrongTrainerTest {
    private static final DecoderConfig TWO_CLASSES = DecoderConfig.llama(
                    TinyTraining.VOCABULARY, 16, 2, 4, 24, 64, false)
            .withInitialDeviation(.2)
            .withHead(DecoderConfig.Head.STEP);

    @BeforeAll
    static void exactArithmetic() {
        Engine.configure(EngineOptions.exact());
    }

    /// Rows of one token whose class is whether it is even; a share of the labels is wrong.
    private static List<Labelled> texts(int count, double wrong, double sure, long seed) {
        RandomGenerator random = new Seed(seed).generator();
        List<Labelled> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int[] ids = random.ints(1, 0, TinyTraining.VOCABULARY).toArray();
            boolean even = ids[0] % 2 == 0;
            boolean says = random.nextDouble() < wrong ? !even : even;
            texts.add(new Labelled(ids, says ? sure : 1 - sure));
        }
        return texts;
    }

    private record Outcome(double accuracy, double confidence, TrainingCurves curves) {}

    private static Outcome train(Objective objective, List<Labelled> texts) {
        return Engine.call(() -> {
            try (Decoder model = Decoder.fresh(TWO_CLASSES, new Seed(1))) {
                TrainingCurves curves = new WeakToStrongTrainer(
                                Optimisation.adamw(120, 32, .01), objective, BatchPlan.SHUFFLED)
                        .train(model, texts, TinyTraining.context(2));
                List<Labelled> test = texts(300, 0, 1, 77);
                double[] found = WeakToStrongTrainer.probabilities(
                        model, test.stream().map(Labelled::ids).toList(), 64);
                double right = 0;
                double sure = 0;
                for (int i = 0; i < found.length; i++) {
                    right += found[i] > .5 == test.get(i).positive() > .5 ? 1.0 / found.length : 0;
                    sure += Math.abs(found[i] - .5) * 2 / found.length;
                }
                return new Outcome(right, sure, curves);
            }
        });
    }

    static Stream<Objective> objectives() {
        return Stream.of(
                new Objective.CrossEntropy(),
                new Objective.Confidence(.5, .1),
                new Objective.Product(1, .5),
                new Objective.Entropy(.3, .1));
    }

    @ParameterizedTest
    @MethodSource("objectives")
    void aStudentOfNoisyLabelsIsRighterThanTheyAre(Objective objective) {
        Outcome outcome = train(objective, texts(600, .2, .9, 3));

        // four of five labels are right, and their faults are chance, which a student cannot copy
        assertThat(outcome.accuracy()).isGreaterThan(.85);
        assertThat(outcome.curves().last("loss")).isFinite();
    }

    @Test
    void auxiliaryTermsMakeStudentsSurer() {
        List<Labelled> vague = texts(600, .1, .7, 3);
        double naive = train(new Objective.CrossEntropy(), vague).confidence();

        assertThat(train(new Objective.Confidence(.5, .1), vague).confidence()).isGreaterThan(naive + .1);
        assertThat(train(new Objective.Entropy(.3, .1), vague).confidence()).isGreaterThan(naive + .1);
    }

    @Test
    void aTermOfNoWeightChangesNothing() {
        List<Labelled> texts = texts(100, .2, .9, 3);
        String naive = losses(train(new Objective.CrossEntropy(), texts));

        assertThat(losses(train(new Objective.Confidence(0, .1), texts))).isEqualTo(naive);
    }

    private static String losses(Outcome outcome) {
        return Arrays.toString(outcome.curves().byName().getOrDefault("loss", List.of()).stream()
                .mapToDouble(TrainingCurves.Point::value)
                .toArray());
    }

    @Test
    void aModelWithAnotherHeadIsRefused() {
        Engine.run(() -> {
            try (Decoder model = TinyTraining.decoder(TinyTraining.Kind.REWARD, 1)) {
                assertThatThrownBy(() -> WeakToStrongTrainer.probabilities(model, List.of(new int[] {1}), 1))
                        .isInstanceOf(PlumblineException.class)
                        .hasMessageContaining("needs a step head");
            }
        });
    }

    @Test
    void labelsOutsideOfZeroAndOneAreRefused() {
        assertThatThrownBy(() -> new Labelled(new int[] {1}, 1.5)).hasMessageContaining("a label in [0, 1]");
        assertThatThrownBy(() -> new Objective.Confidence(2, .1)).hasMessageContaining("weight must be in [0.0, 1.0]");
    }

    @Test
    void severalProcessesAreRefused() {
        Ranks two = new Ranks() {
            @Override
            public int rank() {
                return 0;
            }

            @Override
            public int world() {
                return 2;
            }

            @Override
            public void sum(Tensor tensor) {}

            @Override
            public double[] sum(double[] values) {
                return values.clone();
            }
        };
        Engine.run(() -> {
            try (Decoder plain = TinyTraining.decoder(TinyTraining.Kind.SFT, 1);
                    Decoder model = plain.withHead(DecoderConfig.Head.STEP, new Seed(4))) {
                WeakToStrongTrainer trainer = new WeakToStrongTrainer(
                        Optimisation.adamw(1, 2, .01), new Objective.CrossEntropy(), BatchPlan.SHUFFLED);
                assertThatThrownBy(() -> trainer.train(
                                model,
                                List.of(new Labelled(new int[] {1}, 1)),
                                TinyTraining.context(1).among(two)))
                        .hasMessageContaining("which 2 processes cannot share; train it in one process");
            }
        });
    }
}
