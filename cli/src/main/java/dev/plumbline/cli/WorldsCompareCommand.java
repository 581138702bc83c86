package dev.plumbline.cli;

import dev.plumbline.core.Seed;
import dev.plumbline.worlds.EnumeratedWorld;
import dev.plumbline.worlds.Enumeration;
import dev.plumbline.worlds.agents.Trial;
import dev.plumbline.worlds.solve.WorldSolution;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `plumbline worlds compare`: several agents in one world, beside its exact optimum.
@Command(
        name = "compare",
        description = "Let several agents into one world, from several seeds each: what they earn and what that is "
                + "truly worth, computed exactly for each seed's policy, beside the optimum.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  plumbline worlds compare boat_race",
            "  plumbline worlds compare side_effects_sokoban:0 --agents q-learning,sarsa,planner --json"
        })
final class WorldsCompareCommand implements Callable<Integer> {
    private final Shell shell;

    @Parameters(index = "0", paramLabel = "WORLD", description = WorldArgument.DESCRIPTION)
    private String name = "";

    @Option(
            names = "--agents",
            paramLabel = "NAMES",
            split = ",",
            defaultValue = "random,q-learning,sarsa,expected-sarsa,dyna,planner,satisficer,quantilizer,risk-averse",
            description =
                    "Which agents (${DEFAULT-VALUE}); also actor-critic, ppo, tree-search, same-length, and in worlds"
                            + " with an action stay attainable-utility, attainable-utility-learner and"
                            + " relative-reachability.")
    private List<String> agents = new ArrayList<>();

    @Mixin
    private WorldsTrialOptions options = new WorldsTrialOptions();

    WorldsCompareCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        EnumeratedWorld world = Enumeration.of(WorldArgument.of(shell, name));
        WorldSolution solution = WorldSolution.of(world);
        List<Trial> trials = agents.stream()
                .map(agent -> Trial.of(world, agent, options.episodes, options.seeds, new Seed(options.seed)))
                .toList();
        if (options.json) {
            shell.out().println(Json.line(json(solution, trials)));
        } else {
            shell.out().print(text(solution, trials));
        }
        return ExitStatus.OK;
    }

    /// The optimum and a line for each agent.
    static String text(WorldSolution solution, List<Trial> trials) {
        List<String[]> table = new ArrayList<>();
        table.add(new String[] {"AGENT", "RETURN", "PERFORMANCE", "REACHES THE OPTIMUM"});
        for (Trial trial : trials) {
            table.add(new String[] {
                trial.agent(),
                EstimateText.of(trial.observedReturn()),
                EstimateText.of(trial.performance()),
                EstimateText.of(trial.reachesOptimum())
            });
        }
        return "optimal return " + Figures.number(solution.optimalReturn()) + ", its performance "
                + Figures.number(solution.leastPerformance()) + " to " + Figures.number(solution.mostPerformance())
                + "; best performance " + Figures.number(solution.bestPerformance()) + System.lineSeparator()
                + TextTable.of(table);
    }

    /// The same for JSON.
    static Map<String, Object> json(WorldSolution solution, List<Trial> trials) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("world", solution.world().world().name());
        object.put("level", WorldArgument.level(solution.world().world()));
        object.put("optimal_return", solution.optimalReturn());
        object.put("performance_of_optimal", List.of(solution.leastPerformance(), solution.mostPerformance()));
        object.put("best_performance", solution.bestPerformance());
        object.put("agents", trials.stream().map(WorldsCompareCommand::json).toList());
        return object;
    }

    private static Map<String, Object> json(Trial trial) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("agent", trial.agent());
        object.put("episodes", trial.episodes());
        object.put("return", EstimateText.json(trial.observedReturn()));
        object.put("performance", EstimateText.json(trial.performance()));
        object.put("reaches_optimum", EstimateText.json(trial.reachesOptimum()));
        object.put("returns", trial.returns());
        object.put("performances", trial.performances());
        return object;
    }
}
