package dev.plumbline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.core.Progress;
import dev.plumbline.core.Seed;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.EngineOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What must hold of every trainer: no arrangement of the same work changes a number, and none loses its way.
class EveryTrainerTest {
    private static final double TOLERANCE = 1e-5;

    @TempDir
    Path folder;

    @BeforeAll
    static void exactArithmetic() {
        Engine.configure(EngineOptions.exact());
    }

    private static Optimisation walk(int steps, int microBatch) {
        return Optimisation.adamw(steps, 8, .01).withMicroBatch(microBatch);
    }

    @ParameterizedTest
    @EnumSource(EveryTrainer.class)
    void accumulationChangesNothing(EveryTrainer trainer) {
        EveryTrainer.Result whole = trainer.train(walk(1, 12), TinyTraining.context(1));
        for (int size : new int[] {1, 3}) {
            trainer.train(walk(1, size), TinyTraining.context(1)).assertClose(whole, TOLERANCE);
        }
    }

    @ParameterizedTest
    @EnumSource(EveryTrainer.class)
    void aSecondCoreChangesNothingAndGivesTheSameBitsEachTime(EveryTrainer trainer) {
        EveryTrainer.Result one = trainer.train(walk(1, 6), TinyTraining.context(1));
        Engine.configure(EngineOptions.exact().withThreads(2));
        try {
            EveryTrainer.Result two = trainer.train(walk(1, 6), TinyTraining.context(1));
            two.assertClose(one, TOLERANCE);
            trainer.train(walk(1, 6), TinyTraining.context(1)).assertSameBits(two);
        } finally {
            exactArithmetic();
        }
    }

    static Stream<Arguments> savings() {
        List<Saving> all = List.of(
                new Saving(3, false, 0, false),
                new Saving(0, true, 0, false),
                new Saving(0, false, 40, false),
                new Saving(0, false, 0, true),
                new Saving(4, true, 60, true));
        return Stream.of(EveryTrainer.values())
                .filter(EveryTrainer::hasTokens)
                .flatMap(trainer -> all.stream().map(saving -> Arguments.of(trainer, saving)));
    }

    @ParameterizedTest
    @MethodSource("savings")
    void aSavingChangesNothing(EveryTrainer trainer, Saving saving) {
        EveryTrainer.Result plain = trainer.train(walk(1, 6), TinyTraining.context(1));
        trainer.train(walk(1, 6).withSaving(saving), TinyTraining.context(1)).assertClose(plain, TOLERANCE);
    }

    @ParameterizedTest
    @EnumSource(
            value = EveryTrainer.class,
            names = {"REWARD", "STEPS", "DISTILLATION", "GKD"})
    void aSavingThatCannotBeHadIsRefused(EveryTrainer trainer) {
        assertThat(trainer.hasTokens()).isFalse();
        Optimisation walk = walk(1, 6).withSaving(new Saving(3, false, 0, false));
        assertThatThrownBy(() -> trainer.train(walk, TinyTraining.context(1)))
                .hasMessageContaining("head-rows and recompute do not apply");
    }

    @ParameterizedTest
    @EnumSource(EveryTrainer.class)
    void aStoppedTrainingEndsWithTheSameBits(EveryTrainer trainer) {
        int round = trainer.round();
        Optimisation walk = walk(3 * round, 6);
        EveryTrainer.Result undisturbed = trainer.train(walk, TinyTraining.context(7));
        AtomicInteger asked = new AtomicInteger();
        TrainingContext stopped = new TrainingContext(
                "tiny", new Seed(7), folder, 1, Progress.NONE, () -> asked.incrementAndGet() > round);
        assertThatThrownBy(() -> trainer.train(walk, stopped)).hasMessageContaining("was stopped after step");
        assertThat(folder.resolve("training.safetensors")).isRegularFile();
        TrainingContext again = new TrainingContext("tiny", new Seed(7), folder, 1, Progress.NONE, () -> false);
        trainer.train(walk, again).assertSameBits(undisturbed);
    }
}
