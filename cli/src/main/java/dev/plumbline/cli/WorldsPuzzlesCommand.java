package dev.plumbline.cli;

import dev.plumbline.worlds.theory.DecisionPuzzle;
import dev.plumbline.worlds.theory.DecisionPuzzle.Theory;
import dev.plumbline.worlds.theory.ModalAgent;
import dev.plumbline.worlds.theory.RepeatedDilemma;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `plumbline worlds puzzles`: decision puzzles, and dilemmas between agents that read each other's source.
@Command(
        name = "puzzles",
        description = "What causal, evidential and functional decision theory choose in Newcomb-like puzzles and "
                + "what each then gets, exactly; and who cooperates with whom in the prisoner's dilemma between "
                + "agents that read each other's source and act on what they can prove.",
        footerHeading = "%nExamples:%n",
        footer = {"  plumbline worlds puzzles", "  plumbline worlds puzzles --accuracy 0.6 --json"})
final class WorldsPuzzlesCommand implements Callable<Integer> {
    private final Shell shell;

    @Option(
            names = "--accuracy",
            paramLabel = "P",
            defaultValue = "0.9",
            description = "How often a predictor is right, in [0, 1] (${DEFAULT-VALUE}).")
    private double accuracy;

    @Option(names = "--json", description = "Print one JSON object on standard output.")
    private boolean json;

    WorldsPuzzlesCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        List<DecisionPuzzle> puzzles = List.of(
                DecisionPuzzle.newcomb(accuracy, 1, 1000, 0.5),
                DecisionPuzzle.smokingLesion(accuracy, 1, 100),
                DecisionPuzzle.hitchhiker(accuracy, 1000, 1),
                DecisionPuzzle.mugging(accuracy, 100, 10_000),
                DecisionPuzzle.twins(accuracy, RepeatedDilemma.axelrod(0.9), 0.5));
        if (json) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put(
                    "puzzles",
                    puzzles.stream().map(WorldsPuzzlesCommand::fields).toList());
            object.put("cooperates", cooperation());
            shell.out().println(Json.line(object));
            return ExitStatus.OK;
        }
        List<String[]> table = new ArrayList<>();
        table.add(new String[] {"PUZZLE", "THEORY", "CHOOSES", "GETS"});
        for (DecisionPuzzle puzzle : puzzles) {
            for (Theory theory : Theory.values()) {
                table.add(new String[] {
                    puzzle.name(),
                    word(theory),
                    String.join(" or ", puzzle.best(theory)),
                    Figures.number(puzzle.outcome(theory))
                });
            }
        }
        shell.out().print(TextTable.of(table));
        shell.out().println();
        shell.out().print(TextTable.of(matrix()));
        return ExitStatus.OK;
    }

    private static Map<String, Object> fields(DecisionPuzzle puzzle) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("puzzle", puzzle.name());
        for (Theory theory : Theory.values()) {
            Map<String, Object> choice = new LinkedHashMap<>();
            choice.put("chooses", puzzle.best(theory));
            choice.put("gets", puzzle.outcome(theory));
            fields.put(word(theory), choice);
        }
        return fields;
    }

    private static Map<String, Object> cooperation() {
        Map<String, Object> rows = new LinkedHashMap<>();
        for (ModalAgent agent : ModalAgent.values()) {
            rows.put(
                    word(agent),
                    Arrays.stream(ModalAgent.values())
                            .filter(agent::cooperatesWith)
                            .map(WorldsPuzzlesCommand::word)
                            .toList());
        }
        return rows;
    }

    private static List<String[]> matrix() {
        List<String[]> table = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("AGENT \\ MEETS"));
        Arrays.stream(ModalAgent.values()).map(WorldsPuzzlesCommand::word).forEach(head::add);
        table.add(head.toArray(String[]::new));
        for (ModalAgent agent : ModalAgent.values()) {
            List<String> row = new ArrayList<>(List.of(word(agent)));
            for (ModalAgent other : ModalAgent.values()) {
                row.add(agent.cooperatesWith(other) ? "cooperates" : "defects");
            }
            table.add(row.toArray(String[]::new));
        }
        return table;
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
