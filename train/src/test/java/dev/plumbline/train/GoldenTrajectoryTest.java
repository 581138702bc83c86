package dev.plumbline.train;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.plumbline.engine.Engine;
import dev.plumbline.engine.EngineOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Our trainers walk where the field's trainers walked: loss, gradient norm and rate of every step, and the final
/// model.
class GoldenTrajectoryTest {
    private static final Path HOME = GoldenCase.home();
    private static final Path OWN = Path.of("src/test/resources/golden/train");

    @BeforeAll
    static void exactArithmetic() {
        Engine.configure(EngineOptions.exact());
    }

    private static GoldenRun recorded(String name) {
        assumeTrue(
                Files.isDirectory(HOME),
                "skipped: no recorded runs at " + HOME.toAbsolutePath().normalize());
        return new GoldenRun(GoldenCase.read(HOME, name));
    }

    @Test
    void theRunThatShipsWithTheProjectIsFollowed() {
        new GoldenRun(GoldenCase.read(OWN, "sft_completion")).followSft();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sft_full",
                "sft_completion",
                "sft_completion_full",
                "sft_assistant",
                "sft_ga_2x4",
                "sft_ga_1x8",
                "sft_ga_4x2",
                "sft_truncated",
                "sft_decay",
                "sft_eps",
                "sft_linear",
                "sft_cosine",
                "sft_noclip",
                "sft_packed",
                "sft_unpacked"
            })
    void supervisedFineTuningIsFollowed(String name) {
        recorded(name).followSft();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rm", "rm_centre", "rm_margin", "rm_ga_2x2"})
    void rewardModelsAreFollowed(String name) {
        recorded(name).followRewardModel();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dpo_sigmoid", "dpo_ln2", "dpo_precomputed", "dpo_ga_1x4", "dpo_linear", "dpo_truncated"})
    void dpoIsFollowed(String name) {
        recorded(name).followDpo(DpoTrainer.Passes.ONE);
    }

    @ParameterizedTest
    @EnumSource(DpoTrainer.Passes.class)
    void dpoIsFollowedInOnePassAndInTwo(DpoTrainer.Passes passes) {
        recorded("dpo_sigmoid").followDpo(passes);
    }
}
