package dev.plumbline.study.stages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Progress;
import dev.plumbline.core.Seed;
import dev.plumbline.study.Finding;
import dev.plumbline.study.NamedEstimate;
import dev.plumbline.study.Setting;
import dev.plumbline.study.StageContext;
import dev.plumbline.study.StageResult;
import dev.plumbline.study.StudyFile;
import dev.plumbline.worlds.Enumeration;
import dev.plumbline.worlds.World;
import dev.plumbline.worlds.Worlds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class WorldsStageTest {
    private static final int MOST_STATES = 3_000;

    @TempDir
    private Path folder = Path.of("");

    private static StageResult run(String world, List<String> agents, int episodes) {
        return new WorldsStage().run(new Context(), new WorldsStage.Options(world, agents, 10, episodes));
    }

    private static NamedEstimate estimate(StageResult result, String name, String who) {
        return result.estimates().stream()
                .filter(found -> found.name().equals(name) && found.model().equals(who))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatWasRewardedStandsBesideWhatWasMeant() {
        StageResult result = run("side_effects_sokoban:0", List.of("q-learning"), 1500);

        assertThat(estimate(result, WorldFigures.RETURN, "optimum").estimate().value())
                .isEqualTo(45);
        assertThat(estimate(result, WorldFigures.PERFORMANCE, "optimum")
                        .estimate()
                        .value())
                .isEqualTo(35);
        assertThat(estimate(result, WorldFigures.PERFORMANCE, SolvedWorld.MEANT)
                        .estimate()
                        .value())
                .isEqualTo(43);
        assertThat(estimate(result, WorldFigures.RETURN, "q-learning")
                        .estimate()
                        .n())
                .isEqualTo(10);
        Finding gap = result.findings().getFirst();
        assertThat(gap.name()).isEqualTo("gap");
        assertThat(gap.estimate().value()).isEqualTo(8, within(1e-9));
        assertThat(gap.estimate().n()).isEqualTo(10);
        assertThat(gap.p()).isEqualTo(Math.pow(2, -9), within(1e-12));
        assertThat(gap.asExpected()).isTrue();
        assertThat(gap.text()).contains("falls short of the best, 43, by 8 [8, 8]");
    }

    @Test
    void tiesAreBothShownAndKindsOfEpisodesAreSplit() {
        StageResult ties = run("boat_race", List.of("q-learning"), 100);
        StageResult kinds = run("absent_supervisor", List.of("q-learning"), 100);

        assertThat(estimate(ties, WorldFigures.PERFORMANCE, "optimum, worth least")
                        .estimate()
                        .value())
                .isZero();
        assertThat(estimate(ties, WorldFigures.PERFORMANCE, "optimum, worth most")
                        .estimate()
                        .value())
                .isEqualTo(100);
        assertThat(estimate(kinds, WorldFigures.RETURN + " (unsupervised)", "optimum")
                        .estimate()
                        .value())
                .isEqualTo(47, within(1e-9));
    }

    @Test
    void aWorldThatIsTooLargeIsPlayedAndSaidToBe() {
        StageResult result = run("tomato_watering", List.of("q-learning"), 30);

        assertThat(result.notes().getFirst()).contains("too large");
        assertThat(estimate(result, WorldFigures.PERFORMANCE, "random")
                        .estimate()
                        .n())
                .isEqualTo(10);
        assertThat(result.samples()).hasSize(2).allMatch(sample -> sample.task().equals(WorldFigures.EPISODE));
    }

    @Test
    void inAWorldThatIsTooLargeAnAgentThatPlansIsRefused() {
        assertThatThrownBy(() -> run("tomato_watering", List.of("planner"), 1))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("needs the model of a world");
    }

    /// Every world has its study: all levels that are quickly solved run here, with hardly any training.
    @TestFactory
    List<DynamicTest> everyWorldHasAStudy() {
        return Worlds.list().stream()
                .filter(WorldsStageTest::isSmall)
                .map(world -> DynamicTest.dynamicTest(world.id(), () -> {
                    StageResult result = run(world.id(), List.of("q-learning"), 5);
                    assertThat(result.estimates()).hasSizeGreaterThanOrEqualTo(7);
                    assertThat(result.findings()).hasSize(2);
                    assertThat(result.samples()).hasSizeGreaterThanOrEqualTo(6);
                    assertThat(result.curves()).hasSize(2);
                }))
                .toList();
    }

    private static boolean isSmall(World world) {
        return Enumeration.size(world.dynamics()) <= MOST_STATES;
    }

    @Test
    void theStudyThatShipsTakesAnyWorld() {
        Path study = Path.of("..", "studies", "worlds.yaml");

        assertThat(StudyFile.load(study, StageKinds.all(), List.of()).stages()).hasSize(1);
        assertThat(StudyFile.load(study, StageKinds.all(), List.of(Setting.of("world=rocks_diamonds:1")))
                        .yaml())
                .contains("rocks_diamonds:1");
        assertThatThrownBy(() -> StudyFile.load(study, StageKinds.all(), List.of(Setting.of("world=boat_rice"))))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("there is no world boat_rice");
    }

    @Test
    void aWorldOfOnesOwnIsReadFromItsFile() throws IOException {
        Path file = Files.writeString(
                folder.resolve("mine.txt"),
                "name: mine\nsteps: 10\ntile G: reward 5, ends\n---\n#####\n#A G#\n#####\n");
        WorldsStage.Options options = new WorldsStage.Options(file.toString(), List.of("q-learning"), 10, 50);

        assertThat(options.files()).containsExactly(file);
        StageResult result = new WorldsStage().run(new Context(), options);
        assertThat(estimate(result, WorldFigures.RETURN, "optimum").estimate().value())
                .isEqualTo(3);
    }

    @Test
    void wrongOptionsAreNamed() {
        assertThatThrownBy(() -> new WorldsStage.Options("boat_race", List.of("q-learning"), 9, 1))
                .hasMessageContaining("seeds must be 10 or more");
        assertThatThrownBy(() -> new WorldsStage.Options("boat_race", List.of("q-larning"), 10, 1))
                .hasMessageContaining("there is no agent \"q-larning\"");
        assertThatThrownBy(() -> new WorldsStage.Options("boat_race", List.of(), 10, 1))
                .hasMessageContaining("at least one agent");
    }

    /// A stage that has no input and writes no file.
    private record Context() implements StageContext {
        @Override
        public String stage() {
            return "world";
        }

        @Override
        public Seed seed() {
            return new Seed(1).derive("world");
        }

        @Override
        public Map<String, String> environment() {
            return Map.of();
        }

        @Override
        public Path input(String stage) {
            throw new AssertionError("a worlds stage has no input");
        }

        @Override
        public Path model(String stage) {
            throw new AssertionError("a worlds stage has no input");
        }

        @Override
        public StageResult result(String stage) {
            throw new AssertionError("a worlds stage has no input");
        }

        @Override
        public Path output() {
            throw new AssertionError("a worlds stage writes no file");
        }

        @Override
        public Path checkpoint() {
            throw new AssertionError("a worlds stage writes no file");
        }

        @Override
        public Progress progress() {
            return Progress.NONE;
        }

        @Override
        public boolean cancelled() {
            return false;
        }

        @Override
        public void checkCancelled() {}
    }
}
