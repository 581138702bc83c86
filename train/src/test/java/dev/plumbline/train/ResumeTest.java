package dev.plumbline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Progress;
import dev.plumbline.core.Seed;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.EngineOptions;
import dev.plumbline.engine.Schedule;
import dev.plumbline.engine.Tensor;
import dev.plumbline.train.TinyTraining.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// A training that is stopped goes on as if nothing had happened, and one that goes wrong says so and harms nothing.
class ResumeTest {
    private static final int STEPS = 7;

    @TempDir
    Path folder;

    @BeforeAll
    static void exactArithmetic() {
        Engine.configure(EngineOptions.exact());
    }

    private static BooleanSupplier afterSteps(int steps) {
        AtomicInteger asked = new AtomicInteger();
        return () -> asked.incrementAndGet() >= steps;
    }

    private static Optimisation adamw() {
        return TinyTraining.optimisation(Optimisation.Method.ADAMW, STEPS, 5);
    }

    private void stopAfter(int steps, Kind kind, Optimisation optimisation) {
        stopAfter(steps, steps, kind, optimisation);
    }

    /// Lets it take `more` updates, the last of which is number `step`.
    private void stopAfter(int more, int step, Kind kind, Optimisation optimisation) {
        assertThatThrownBy(() ->
                        TinyTraining.train(kind, optimisation, TinyTraining.context(folder, 100, afterSteps(more))))
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED))
                .hasMessageContaining("stopped after step " + step);
    }

    @ParameterizedTest
    @CsvSource({"SFT,ADAMW", "SFT,MUON", "REWARD,ADAMW", "REWARD,MUON", "DPO,ADAMW", "DPO,MUON"})
    void aStoppedTrainingEndsWithTheSameBits(Kind kind, Optimisation.Method method) {
        Optimisation optimisation = TinyTraining.optimisation(method, STEPS, 5);
        TinyTraining.Result undisturbed =
                TinyTraining.train(kind, optimisation, TinyTraining.context(folder.resolve("none"), 0, () -> false));
        stopAfter(2, kind, optimisation);
        stopAfter(3, 5, kind, optimisation);
        TinyTraining.train(kind, optimisation, TinyTraining.context(folder, 100, () -> false))
                .assertSameBits(undisturbed);
    }

    @Test
    void aTrainingThatHadEndedIsNotRepeated() {
        TinyTraining.Result first = TinyTraining.train(Kind.SFT, adamw(), TinyTraining.context(folder, 1, () -> false));
        AtomicInteger updates = new AtomicInteger();
        BooleanSupplier count = () -> updates.incrementAndGet() > STEPS;
        TinyTraining.train(Kind.SFT, adamw(), TinyTraining.context(folder, 1, count))
                .assertSameBits(first);
        assertThat(updates).hasValue(0);
    }

    @Nested
    class AForeignCheckpoint {
        private void assertRefused(Kind kind, Optimisation optimisation, TrainingContext context) throws IOException {
            Path file = folder.resolve("training.safetensors");
            byte[] before = Files.readAllBytes(file);
            assertThatThrownBy(() -> TinyTraining.train(kind, optimisation, context))
                    .isInstanceOfSatisfying(
                            PlumblineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_CHECKPOINT))
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("another training");
            assertThat(Files.readAllBytes(file)).isEqualTo(before);
        }

        @Test
        void isRefusedIfTheModelHasAnotherShape() throws IOException {
            stopAfter(2, Kind.SFT, adamw());
            assertRefused(Kind.REWARD, adamw(), TinyTraining.context(folder, 100, () -> false));
        }

        @Test
        void isRefusedIfTheOptimiserIsAnother() throws IOException {
            stopAfter(2, Kind.SFT, adamw());
            assertRefused(
                    Kind.SFT,
                    TinyTraining.optimisation(Optimisation.Method.MUON, STEPS, 5),
                    TinyTraining.context(folder, 100, () -> false));
        }

        @Test
        void isRefusedIfOptionsSeedOrDataAreOthers() throws IOException {
            stopAfter(2, Kind.SFT, adamw());
            assertRefused(
                    Kind.SFT,
                    TinyTraining.optimisation(Optimisation.Method.ADAMW, STEPS + 1, 5),
                    TinyTraining.context(folder, 100, () -> false));
            assertRefused(
                    Kind.SFT,
                    adamw(),
                    new TrainingContext("tiny", new Seed(8), folder, 100, Progress.NONE, () -> false));
            assertThatThrownBy(() -> Engine.call(() -> {
                        try (Decoder decoder = TinyTraining.decoder(Kind.SFT, 3)) {
                            return new SftTrainer(adamw())
                                    .train(
                                            decoder,
                                            TinyTraining.rows(23, 5),
                                            TinyTraining.context(folder, 100, () -> false));
                        }
                    }))
                    .hasMessageContaining("another training");
        }

        @Test
        void isRefusedIfItIsCutShort() throws IOException {
            stopAfter(2, Kind.SFT, adamw());
            Path file = folder.resolve("training.safetensors");
            byte[] whole = Files.readAllBytes(file);
            Files.write(file, Arrays.copyOf(whole, whole.length - 10));
            assertThatThrownBy(
                            () -> TinyTraining.train(Kind.SFT, adamw(), TinyTraining.context(folder, 100, () -> false)))
                    .isInstanceOfSatisfying(
                            PlumblineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_CHECKPOINT))
                    .hasMessageContaining(file.toString());
        }
    }

    @Nested
    class NotFinite {
        private PlumblineException failure(Optimisation optimisation, TrainingContext context) {
            PlumblineException failure = catchThrowableOfType(
                    PlumblineException.class, () -> TinyTraining.train(Kind.SFT, optimisation, context));
            assertThat(failure.code()).isEqualTo(ErrorCode.NOT_FINITE);
            return failure;
        }

        @ParameterizedTest
        @CsvSource({"SFT", "REWARD", "DPO"})
        void aNanAmongTheWeightsStopsTheFirstStepAndChangesNothing(Kind kind) {
            Engine.run(() -> {
                try (Decoder decoder = TinyTraining.decoder(kind, 3)) {
                    Tensor norm = decoder.parameters()
                            .value(decoder.parameters().weights().stream()
                                    .filter(w -> w.name().equals("model.norm.weight"))
                                    .findFirst()
                                    .orElseThrow());
                    norm.mulInPlace(Double.NaN);
                    float[] before = decoder.parameters().values().toFloats();
                    assertThatThrownBy(() -> TinyTraining.curves(
                                    kind, decoder, adamw(), TinyTraining.context(folder, 1, () -> false)))
                            .isInstanceOfSatisfying(
                                    PlumblineException.class,
                                    e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FINITE))
                            .hasMessageMatching(
                                    "tiny step 1: loss NaN, gradient norm NaN on the batch of items \\[\\d+(, \\d+){4}]; "
                                            + "no checkpoint was written yet.*");
                    assertThat(decoder.parameters().values().toFloats()).isEqualTo(before);
                }
            });
        }

        @Test
        void anAbsurdRateStopsAtItsStepAndNamesTheLastCheckpointWhoseWeightsAreFinite() {
            Optimisation sane = Optimisation.adamw(3, 5, .01);
            TinyTraining.train(Kind.SFT, sane, TinyTraining.context(folder.resolve("sane"), 1, () -> false));
            Optimisation absurd = Optimisation.adamw(STEPS, 5, 1e36);
            PlumblineException failure =
                    failure(absurd, TinyTraining.context(folder.resolve("absurd"), 1, () -> false));
            assertThat(failure).hasMessageContaining("tiny step 1").hasMessageContaining("no checkpoint was written");
            assertThat(folder.resolve("absurd/training.safetensors")).doesNotExist();
            assertThat(folder.resolve("sane/training.safetensors")).isRegularFile();
        }

        /// 1e39 is a double, but no float: the tensor library refuses it before it can become infinite.
        @ParameterizedTest
        @EnumSource(
                value = Optimisation.Method.class,
                names = {"ADAMW", "MUON"})
        void aRateThatNoFloatHoldsIsNotFiniteAndStopsAtItsStep(Optimisation.Method method) {
            Optimisation beyond =
                    new Optimisation(method, STEPS, 5, 5, 1e39, 1e39, .9, .999, 0, 1, Schedule.Shape.CONSTANT, 0, 1);
            PlumblineException failure = failure(beyond, TinyTraining.context(folder, 1, () -> false));
            assertThat(failure)
                    .hasMessageMatching("tiny step 1: .*without overflow on the batch of items \\[\\d+(, \\d+){4}]; "
                            + "no checkpoint was written yet.*Lower the learning rate.*");
            assertThat(folder.resolve("training.safetensors")).doesNotExist();
        }

        /// Each pair's loss, about its margin, fits a float; the sum of five does not.
        @Test
        void aLossThatOverflowsStopsAtItsStep() {
            List<TokenPair> pairs = TinyTraining.pairs(8, 5).stream()
                    .map(pair -> new TokenPair(pair.chosen(), pair.rejected(), 3e38))
                    .toList();
            assertThatThrownBy(() -> Engine.run(() -> {
                        try (Decoder decoder = TinyTraining.decoder(Kind.REWARD, 3)) {
                            new RewardModelTrainer(adamw(), 0, true)
                                    .train(decoder, pairs, TinyTraining.context(folder, 1, () -> false));
                        }
                    }))
                    .isInstanceOfSatisfying(
                            PlumblineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FINITE))
                    .hasMessageContaining("tiny step 1: loss Infinity");
        }

        @Test
        void theCheckpointBeforeItIsUnharmedAndNamed() throws IOException {
            stopAfter(2, Kind.SFT, adamw());
            Path file = folder.resolve("training.safetensors");
            byte[] before = Files.readAllBytes(file);
            PlumblineException failure = Engine.call(() -> {
                try (Decoder decoder = TinyTraining.decoder(Kind.SFT, 3)) {
                    Progress spoiler = new SpoilingProgress(decoder, 4);
                    TrainingContext context =
                            new TrainingContext("tiny", new Seed(7), folder, 100, spoiler, () -> false);
                    return catchThrowableOfType(
                            PlumblineException.class, () -> TinyTraining.curves(Kind.SFT, decoder, adamw(), context));
                }
            });
            assertThat(failure.code()).isEqualTo(ErrorCode.NOT_FINITE);
            assertThat(failure)
                    .hasMessageContaining("tiny step 5")
                    .hasMessageContaining("the last good checkpoint, after step 2, is " + file);
            assertThat(Files.readAllBytes(file)).isEqualTo(before);
        }
    }

    /// Puts a NaN into the weights after a step, as a broken update would.
    private record SpoilingProgress(Decoder decoder, long step) implements Progress {
        @Override
        public Meter start(String task, long total, String unit) {
            return (done, figures) -> {
                if (done == step) {
                    decoder.parameters().values().mulInPlace(Double.NaN);
                }
            };
        }

        @Override
        public void note(String line) {}
    }
}
