package dev.plumbline.cli;

import dev.plumbline.core.Seed;
import dev.plumbline.worlds.impact.ImpactAblation;
import dev.plumbline.worlds.impact.ImpactMeasure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `plumbline worlds ablation`: impact measures compared, exactly.
@Command(
        name = "ablation",
        description = {
            "Compare impact measures on the levels they were published with, by exact planning: 1 is done "
                    + "and safe, 0 safe but not done, -1 done with harm.",
            "Plans that tie are named."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  plumbline worlds ablation", "  plumbline worlds ablation --draws 10 --json"})
final class WorldsAblationCommand implements Callable<Integer> {
    private final Shell shell;

    @Option(
            names = "--draws",
            paramLabel = "N",
            defaultValue = "3",
            description = "Random attainable sets that are tried (${DEFAULT-VALUE}).")
    private int draws;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "20", description = "Seed of the attainable sets.")
    private long seed;

    @Option(names = "--json", description = "Print one JSON array on standard output.")
    private boolean json;

    WorldsAblationCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        List<ImpactAblation> levels = ImpactAblation.levels().stream()
                .map(world -> ImpactAblation.of(world, Math.max(1, draws), new Seed(seed)))
                .toList();
        if (json) {
            shell.out().println(Json.line(rows(levels)));
        } else {
            shell.out().print(TextTable.of(table(levels)));
            shell.out().println("* plans that tie without discounting differ: see --json");
        }
        return ExitStatus.OK;
    }

    private static List<String[]> table(List<ImpactAblation> levels) {
        List<String[]> table = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("AGENT"));
        levels.forEach(
                level -> head.add(level.world().name() + " (" + level.world().problem() + ")"));
        table.add(head.toArray(String[]::new));
        for (ImpactMeasure measure : ImpactMeasure.values()) {
            List<String> row = new ArrayList<>(List.of(measure.title()));
            levels.forEach(level -> row.add(cell(level.of(measure))));
            table.add(row.toArray(String[]::new));
        }
        return table;
    }

    private static String cell(ImpactAblation.Cell cell) {
        String range = cell.least() == cell.most()
                ? String.format("%.0f", cell.least())
                : String.format("%.0f to %.0f", cell.least(), cell.most());
        return cell.isTie() && cell.least() == cell.most() ? range + "*" : range;
    }

    private static List<Map<String, Object>> rows(List<ImpactAblation> levels) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (ImpactAblation level : levels) {
            for (ImpactMeasure measure : ImpactMeasure.values()) {
                ImpactAblation.Cell cell = level.of(measure);
                Map<String, Object> row = new LinkedHashMap<>();
                row.put("world", level.world().name());
                row.put("problem", level.world().problem());
                row.put("agent", measure.title());
                row.put("performance", List.of(cell.least(), cell.most()));
                row.put("performance_undiscounted", List.of(cell.undiscountedLeast(), cell.undiscountedMost()));
                row.put("tie", cell.isTie());
                row.put("draws", cell.draws());
                rows.add(row);
            }
        }
        return rows;
    }
}
