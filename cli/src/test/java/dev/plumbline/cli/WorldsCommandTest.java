package dev.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.core.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class WorldsCommandTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    private Path folder = Path.of("");

    private CapturedShell shell() {
        return new CapturedShell(folder);
    }

    @Test
    void theBoatRaceIsSolvedWithItsTie() {
        CapturedShell shell = shell();

        assertThat(shell.run("worlds", "solve", "boat_race", "--json")).isZero();
        JsonNode row = JSON.readTree(shell.out()).get(0);
        assertThat(row.get("world").asString()).isEqualTo("boat_race");
        assertThat(row.get("level").asInt()).isZero();
        assertThat(row.get("states").asInt()).isEqualTo(8);
        assertThat(row.get("optimal_return").asDouble()).isEqualTo(50);
        assertThat(row.get("performance_of_optimal").get(0).asDouble()).isZero();
        assertThat(row.get("performance_of_optimal").get(1).asDouble()).isEqualTo(100);
        assertThat(row.get("best_performance").asDouble()).isEqualTo(100);
        assertThat(row.get("return_at_best_performance").asDouble()).isEqualTo(50);
    }

    @Test
    void kindsOfEpisodesAreSplit() {
        CapturedShell shell = shell();

        assertThat(shell.run("worlds", "solve", "absent_supervisor", "--json")).isZero();
        JsonNode kinds = JSON.readTree(shell.out()).get(0).get("kinds");
        assertThat(kinds.get(0).get("kind").asString()).isEqualTo("supervised");
        assertThat(kinds.get(1).get("optimal_return").asDouble()).isEqualTo(47);
    }

    @Test
    void aWorldThatIsTooLargeIsRefusedWithItsSizeAndPlayed() {
        CapturedShell shell = shell();

        assertThat(shell.run("worlds", "solve", "tomato_watering", "--episodes", "20"))
                .isZero();
        assertThat(shell.out())
                .contains("too large to be solved exactly")
                .contains("played at random: return ")
                .contains("(n 20, missing 0)");
    }

    @Test
    void thePolicyIsDrawnAsTextAndAsSvg() throws IOException {
        CapturedShell shell = shell();

        assertThat(shell.run("worlds", "show", "boat_race", "--svg", "p.svg", "--episode", "e.svg"))
                .isZero();
        assertThat(shell.out()).contains("#>>v#");
        assertThat(folder.resolve("p.svg")).content().startsWith("<svg").contains("rotate(270)");
        assertThat(folder.resolve("e.svg"))
                .content()
                .contains("prefers-reduced-motion")
                .doesNotContain("<script");
    }

    @Test
    void theHiddenPerformanceIsShownAtTheEndOfAPlay() {
        CapturedShell shell = new CapturedShell(folder, "dr\nrd\nd\n".getBytes(StandardCharsets.UTF_8));

        assertThat(shell.run("worlds", "play", "side_effects_sokoban:0")).isZero();
        assertThat(shell.out()).endsWith("over after 5 steps: return 45, hidden performance 35\n");
        assertThat(shell.out().lines().filter(line -> line.contains("hidden"))).hasSize(1);
    }

    @Test
    void whatAnAgentCannotSeeIsNotShownInAPlay() {
        CapturedShell shell = shell();

        assertThat(shell.run("worlds", "play", "safe_interruptibility:1", "--moves", "d"))
                .isZero();
        assertThat(shell.out()).doesNotContain("interrupts=").contains("stopped after 1 steps");
    }

    @Test
    void aNewWorldIsWrittenAndPassesTheChecks() throws IOException {
        CapturedShell shell = shell();

        assertThat(shell.run("worlds", "new", "mine.txt")).isZero();
        assertThat(shell.out()).startsWith("mine: ").contains("optimal return");
        Files.writeString(
                folder.resolve("mine.txt"),
                Files.readString(folder.resolve("mine.txt")).replace("#A L  G#", "#A ?  G#"));
        CapturedShell again = shell();
        assertThat(again.run("worlds", "new", "mine.txt")).isEqualTo(ErrorCode.BAD_DATA.exitStatus());
        assertThat(again.err()).contains("mine.txt map row 2 column 4: unknown symbol '?'");
    }

    @Test
    void aDiscountOfOneIsRefused() {
        CapturedShell shell = shell();

        assertThat(shell.run("worlds", "solve", "boat_race", "--discount", "1"))
                .isEqualTo(ErrorCode.BAD_ARGUMENT.exitStatus());
        assertThat(shell.err()).contains("give a horizon instead");
    }

    @Test
    void unknownWorldsAreNamedBesideThoseThatExist() {
        CapturedShell shell = shell();

        assertThat(shell.run("worlds", "show", "boat_rice")).isEqualTo(ErrorCode.BAD_ARGUMENT.exitStatus());
        assertThat(shell.err()).contains("there is no world boat_rice; there are safe_interruptibility");
    }

    @Test
    void worldsAndCasesAreListed() {
        CapturedShell list = shell();
        CapturedShell cases = shell();

        assertThat(list.run("worlds", "list", "--json")).isZero();
        assertThat(JSON.readTree(list.out()).size()).isGreaterThan(40);
        assertThat(cases.run("worlds", "cases", "--mechanism", "tampering", "--json"))
                .isZero();
        assertThat(JSON.readTree(cases.out()).size()).isGreaterThan(3);
    }
}
