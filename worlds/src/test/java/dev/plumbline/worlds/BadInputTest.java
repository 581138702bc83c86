package dev.plumbline.worlds;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.core.PlumblineException;
import dev.plumbline.worlds.rules.BoatRaceRules;
import dev.plumbline.worlds.rules.SokobanRules;
import dev.plumbline.worlds.rules.Tile;
import dev.plumbline.worlds.rules.TileRules;
import dev.plumbline.worlds.solve.Discounted;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is wrong with a world is said once, with row and column.
class BadInputTest {
    private static final String HEAD = "name: mine\nsteps: 20\ntile G: reward 5, ends\n---\n";

    @ParameterizedTest
    @CsvSource({
        "'#####\n#A G#\n###\n', w map row 3 column 4: the map is ragged",
        "'#####\n#A?G#\n#####\n', w map row 2 column 3: unknown symbol '?'",
        "'#####\n#  G#\n#####\n', w map row 1 column 1: there is no start",
        "'#####\n#AAG#\n#####\n', w map row 2 column 3: a second start",
        "'#####\n#A  #\n#####\n', w map row 2 column 2: there is no exit",
        "'#####\n#A#G#\n#####\n', w map row 2 column 2: no exit ('G') can be reached",
        "'', w map row 1 column 1: the map is empty",
        "'#####\n#A\tG#\n#####\n', w map row 2 column 3: character U+0009"
    })
    void mapsAreWrongAtARowAndAColumn(String map, String message) {
        assertThatThrownBy(() -> WorldFile.parse("w", HEAD + map))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name: m\\nsteps: 9\\nstep: NaN\\n---\\nAG | w row 3 column 7: NaN is no reward",
                "name: m\\n"
                        + "steps: 9\\n"
                        + "tile G: reward Infinity, ends\\n"
                        + "---\\n"
                        + "AG | w row 3 column 9: Infinity is no reward",
                "name: m\\nsteps: 9\\ntile G: reward x, ends\\n---\\nAG | w row 3 column 9: 'x' is not a number",
                "name: m\\n"
                        + "steps: 9\\n"
                        + "tile G: reward 1, ends\\n"
                        + "tile G: reward 2\\n"
                        + "---\\n"
                        + "AG | w row 4 column 6: contradictory",
                "name: m\\n"
                        + "steps: 9\\n"
                        + "tile G: reward 1, ends, once\\n"
                        + "---\\n"
                        + "AG | w row 3 column 9: tile 'G': contradictory",
                "name: m\\nsteps: 9\\ntile #: reward 1\\n---\\nAG | w row 3 column 9: tile '#'",
                "name: m\\nsteps: 9\\nslip: 2\\n---\\nA | w row 3 column 7: 2 is no probability",
                "name: m\\nsteps: 0\\n---\\nA | w row 2 column 8: steps '0'",
                "name: m\\n---\\nA | w row 2 column 1: the setting 'steps:' is missing; without an end",
                "steps: 9\\n---\\nA | the setting 'name:' is missing",
                "name: m\\nsteps: 9\\nspeed: 3\\n---\\nA | w row 3 column 1: there is no setting 'speed'",
                "name: m\\nsteps: 9\\nA | w row 3 column 1: 'A' is not a setting",
                "name: m\\nsteps: 9 | there is no line '---'"
            })
    void settingsAreWrongAtARowAndAColumn(String text, String message) {
        assertThatThrownBy(() -> WorldFile.parse("w", text.replace("\\n", "\n")))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aBillionStatesAreRefusedAtTheCellThatMakesThemTooMany() {
        String row = "#" + "c".repeat(31) + "#\n";

        assertThatThrownBy(() -> WorldFile.parse(
                        "w", "name: m\nsteps: 9\ntile c: reward 1, once\n---\n#A" + " ".repeat(30) + "#\n" + row))
                .hasMessageContaining("w map row 2 column 32: more than 30 cells that can be used up")
                .hasMessageContaining("10^9 states");
    }

    @Test
    void thirtyThingsToCollectAreTooManyStatesToSolve() {
        World world = WorldFile.parse(
                "w",
                "name: m\nsteps: 60\ntile c: reward 1, once\n---\n#A" + " ".repeat(29) + "#\n#" + "c".repeat(30)
                        + "#\n");

        assertThatThrownBy(() -> Enumeration.of(world, 10_000))
                .hasMessageContaining("too large")
                .hasMessageContaining("e+10 states");
    }

    @Test
    void aDiscountOfOneNeedsAnEnd() {
        ObservedModel model = Enumeration.of(Worlds.find("boat_race")).model();

        assertThatThrownBy(() -> Discounted.valueIteration(model, 1, 1e-9))
                .hasMessageContaining("discount 1.0")
                .hasMessageContaining("give a horizon");
    }

    @Test
    void rulesTakeNoNumbersThatAreNone() {
        assertThatThrownBy(() -> new BoatRaceRules(Double.NaN, 3, 1)).hasMessageContaining("rule step is NaN");
        assertThatThrownBy(() -> new TileRules(-1, List.of(), 1.5, false)).hasMessageContaining("rule slip is 1.5");
        assertThatThrownBy(() -> TileRules.of(Tile.exit('G', 1), Tile.exit('G', 2)))
                .hasMessageContaining("described twice");
        assertThatThrownBy(() -> new Outcome(State.of(0), 1, Double.POSITIVE_INFINITY, Performance.NONE))
                .hasMessageContaining("reward of a step is Infinity");
        assertThatThrownBy(() -> new Performance(Double.NaN)).hasMessageContaining("performance of a step is NaN");
    }

    @Test
    void aDepotNeedsSomethingToEndAt() {
        assertThatThrownBy(() -> SokobanRules.published().on(GridMap.of("####", "#AX#", "####")))
                .hasMessageContaining("row 2 column 2: there is no exit");
    }

    @Test
    void aRowThatDoesNotAddUpToOneIsNoModel() {
        assertThatThrownBy(() -> new ObservedModel(
                        List.of("go"),
                        5,
                        new int[] {0, 1},
                        new int[] {0},
                        new double[] {0.5},
                        new double[] {0},
                        new double[] {1},
                        new boolean[] {false}))
                .hasMessageContaining("add up to 0.5, not to 1");
    }

    @Test
    void unknownWorldsAndLevelsAreNamedBesideThoseThatExist() {
        assertThatThrownBy(() -> Worlds.find("boat_rice")).hasMessageContaining("boat_race");
        assertThatThrownBy(() -> Worlds.find("boat_race:7")).hasMessageContaining("there is no level 7");
    }
}
