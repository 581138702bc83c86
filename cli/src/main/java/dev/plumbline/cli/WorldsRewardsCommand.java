package dev.plumbline.cli;

import dev.plumbline.core.Seed;
import dev.plumbline.worlds.learning.Recovery;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `plumbline worlds rewards`: known rewards, learned back from comparisons and from demonstrations.
@Command(
        name = "rewards",
        description = "Learn known rewards back from comparisons and from demonstrations, from several seeds: how "
                + "similar the learned weights are up to their scale (1 is the same), how long they are beside "
                + "the true ones, and what the plan that they imply loses under the true reward (0 is nothing, "
                + "1 all but chance).",
        footerHeading = "%nExamples:%n",
        footer = {"  plumbline worlds rewards", "  plumbline worlds rewards --comparisons 50 --demonstrations 20 --json"
        })
final class WorldsRewardsCommand implements Callable<Integer> {
    private final Shell shell;

    @Option(
            names = "--comparisons",
            paramLabel = "N",
            defaultValue = "600",
            description = "Pairs of segments that a rater compares, at least 10 (${DEFAULT-VALUE}).")
    private int comparisons;

    @Option(
            names = "--demonstrations",
            paramLabel = "N",
            defaultValue = "200",
            description = "Episodes that are shown; a quarter of them to the Bayesian learner (${DEFAULT-VALUE}).")
    private int demonstrations;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "10",
            description = "Seeds, at least 10, each with a reward of its own (${DEFAULT-VALUE}).")
    private int seeds;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Derives all seeds (${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--json", description = "Print one JSON array on standard output.")
    private boolean json;

    WorldsRewardsCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        List<Recovery> recoveries = Recovery.all(comparisons, demonstrations, seeds, new Seed(seed));
        if (json) {
            shell.out()
                    .println(Json.line(recoveries.stream()
                            .map(WorldsRewardsCommand::fields)
                            .toList()));
            return ExitStatus.OK;
        }
        List<String[]> table = new ArrayList<>();
        table.add(new String[] {"LEARNS FROM", "SIMILARITY", "SCALE", "REGRET"});
        for (Recovery recovery : recoveries) {
            table.add(new String[] {
                recovery.learner(),
                EstimateText.of(recovery.similarity()),
                EstimateText.of(recovery.scale()),
                EstimateText.of(recovery.regret())
            });
        }
        shell.out().print(TextTable.of(table));
        return ExitStatus.OK;
    }

    private static Map<String, Object> fields(Recovery recovery) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("learner", recovery.learner());
        fields.put("similarity", EstimateText.json(recovery.similarity()));
        fields.put("scale", EstimateText.json(recovery.scale()));
        fields.put("regret", EstimateText.json(recovery.regret()));
        return fields;
    }
}
