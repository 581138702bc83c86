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
}
