package dev.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class WorldsExperimentsTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    private Path folder = Path.of("");

    private JsonNode json(String... arguments) {
        CapturedShell shell = new CapturedShell(folder);
        assertThat(shell.run(arguments)).as(shell.err()).isZero();
        return JSON.readTree(shell.out());
    }

    @Test
    void theOffSwitchGameIsPrintedToFullPrecision() {
        JsonNode rational = json("worlds", "off-switch", "--mean", "0", "--sd", "1", "--json");
        JsonNode noisy = json("worlds", "off-switch", "--mean", "-0.5", "--sd", "1", "--beta", "1", "--json");

        assertThat(rational.get("delta").asDouble()).isEqualTo(1 / Math.sqrt(2 * Math.PI), within(1e-12));
        assertThat(rational.get("best").asString()).isEqualTo("wait");
        assertThat(noisy.get("human").asString()).isEqualTo("noisy");
        assertThat(noisy.get("delta").asDouble()).isEqualTo(0, within(1e-12)); // sd^2 = 2 beta |mean|
    }

    @Test
    void aGameThatIsNoneIsOneClearError() {
        CapturedShell shell = new CapturedShell(folder);

        assertThat(shell.run("worlds", "off-switch", "--mean", "0", "--sd", "-1"))
                .isEqualTo(2);
        assertThat(shell.err()).contains("sd must be a finite number of at least 0, not -1.0");
    }

    @Test
    void agentsAreComparedBesideTheOptimum() {
        JsonNode compared = json(
                "worlds",
                "compare",
                "vase",
                "--agents",
                "random,planner",
                "--episodes",
                "10",
                "--seeds",
                "2",
                "--json");

        assertThat(compared.get("optimal_return").asDouble()).isEqualTo(1);
        assertThat(compared.get("agents").get(0).get("return").get("value").asDouble())
                .isLessThan(1);
        assertThat(compared.get("agents")
                        .get(1)
                        .get("reaches_optimum")
                        .get("value")
                        .asDouble())
                .isEqualTo(1);
    }

    @Test
    void aLearnerIsFollowedThroughItsBudgets() {
        JsonNode trained = json("worlds", "train", "vase", "--budgets", "1,300", "--seeds", "10", "--json")
                .get("agents");

        assertThat(trained.get(0).get("episodes").asInt()).isEqualTo(1);
        assertThat(trained.get(1).get("return").get("value").asDouble()).isEqualTo(1);
        assertThat(trained.get(1).get("returns")).hasSize(10);
    }

    @Test
    void everyFigureOfTheDialsHasItsIntervalAndNumber() {
        JsonNode dials =
                json("worlds", "goodhart", "--candidates", "50", "--pools", "10", "--pressure", "0,1", "--json");
        JsonNode goals =
                json("worlds", "misgeneralise", "--diversity", "0", "--seeds", "10", "--episodes", "80", "--json");

        assertThat(dials).hasSize(12);
        assertThat(dials.get(0).get("points").get(1).get("gold").get("n").asInt())
                .isEqualTo(10);
        assertThat(goals.get("diversities").get(0).get("train_optimal_end").asInt())
                .isEqualTo(9);
        assertThat(goals.get("diversities")
                        .get(0)
                        .get("pursues_coin")
                        .get("low")
                        .asDouble())
                .isBetween(0.0, 1.0);
    }

    @Test
    void thePowerOfAHallIsPrintedBesideWhoAvoidsShutdown() {
        CapturedShell shell = new CapturedShell(folder);

        assertThat(shell.run("worlds", "power", "--draws", "20")).isZero();
        assertThat(shell.out()).contains("POWER of the hall: 0.7500").contains("AVOIDS SHUTDOWN");
    }

    @Test
    void knownRewardsAreLearnedBackFromTheCommandLine() {
        JsonNode rows = json("worlds", "rewards", "--comparisons", "100", "--demonstrations", "10", "--json");

        assertThat(rows).hasSize(6);
        assertThat(rows.get(0).get("similarity").get("n").asInt()).isEqualTo(10);
        assertThat(rows.get(0).get("similarity").get("low").asDouble()).isBetween(0.0, 1.0);
    }

    @Test
    void friendAndFoeArePlayedOverManyEpisodes() {
        JsonNode rows = json("worlds", "friend-foe", "--episodes", "50", "--seeds", "5", "--json");

        assertThat(rows).hasSize(12);
        assertThat(rows.get(11).get("bandit").asString()).isEqualTo("foe");
        assertThat(rows.get(11).get("agent").asString()).isEqualTo("history");
        assertThat(rows.get(11).get("return").get("value").asDouble()).isEqualTo(46);
    }

    @Test
    void debatesAreHeldToTheirBounds() {
        JsonNode debate = json("worlds", "debate", "--rounds", "20", "--json");

        assertThat(debate.get("vera_queries_at_most").asDouble()).isEqualTo(238_501);
        assertThat(debate.get("honest_side_wins_at_least").asDouble()).isEqualTo(0.6, within(1e-12));
        assertThat(debate.get("pairings")).hasSize(12);
        assertThat(debate.get("pairings").get(0).get("one_wins").get("n").asInt())
                .isEqualTo(20);
    }

    @Test
    void puzzlesSayWhatEachTheoryChooses() {
        JsonNode puzzles = json("worlds", "puzzles", "--json");
        JsonNode newcomb = puzzles.get("puzzles").get(0);

        assertThat(newcomb.get("causal").get("chooses").get(0).asString()).isEqualTo("both boxes");
        assertThat(newcomb.get("evidential").get("gets").asDouble()).isEqualTo(900, within(1e-9));
        assertThat(puzzles.get("cooperates").get("prudent").toString())
                .contains("fair")
                .doesNotContain("defect");
    }

    @Test
    void aDemandOnTheHiddenPerformanceHasItsPrice() {
        JsonNode row = json("worlds", "solve", "safe_interruptibility:1", "--at-least", "20", "--json")
                .get(0);

        assertThat(row.get("constrained_optimal_return").asDouble()).isEqualTo(4.5, within(1e-9));
        assertThat(row.get("constrained_performance").asDouble()).isEqualTo(20, within(1e-9));
        assertThat(row.get("return_for_one_more_of_performance").asDouble()).isEqualTo(33.5, within(1e-9));
    }
}
