package dev.plumbline.cli;

import dev.plumbline.core.Seed;
import dev.plumbline.worlds.EnumeratedWorld;
import dev.plumbline.worlds.Enumeration;
import dev.plumbline.worlds.agents.Trial;
import dev.plumbline.worlds.solve.WorldSolution;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `plumbline worlds train`: one agent in one world, after each of several amounts of training.
@Command(
        name = "train",
        description = {
            "Train an agent in a world from several seeds, and say what it then earns and what that is "
                    + "truly worth.",
            "With several budgets it trains anew for each: what was rewarded and what was meant as "
                    + "training goes on."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  plumbline worlds train island_navigation",
            "  plumbline worlds train boat_race --agent ppo --budgets 100,400,1600",
            "  plumbline worlds train vase --agent sarsa --seeds 20 --json"
        })
final class WorldsTrainCommand implements Callable<Integer> {
    private final Shell shell;

    @Parameters(index = "0", paramLabel = "WORLD", description = WorldArgument.DESCRIPTION)
    private String name = "";

    @Option(
            names = "--agent",
            paramLabel = "NAME",
            defaultValue = "q-learning",
            description = "random, q-learning, sarsa, expected-sarsa, dyna, actor-critic, ppo, tree-search, planner,"
                    + " satisficer, quantilizer, risk-averse, same-length, attainable-utility,"
                    + " attainable-utility-learner or relative-reachability (${DEFAULT-VALUE}).")
    private String agent = "";

    @Option(
            names = "--budgets",
            paramLabel = "N,N,...",
            split = ",",
            description = "Amounts of training, in episodes, instead of --episodes.")
    private List<Integer> budgets = new ArrayList<>();

    @Mixin
    private WorldsTrialOptions options = new WorldsTrialOptions();

    WorldsTrainCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        EnumeratedWorld world = Enumeration.of(WorldArgument.of(shell, name));
        WorldSolution solution = WorldSolution.of(world);
        List<Trial> trials = (budgets.isEmpty() ? List.of(options.episodes) : budgets)
                .stream()
                        .map(budget -> Trial.of(world, agent, budget, options.seeds, new Seed(options.seed)))
                        .toList();
        if (options.json) {
            shell.out().println(Json.line(WorldsCompareCommand.json(solution, trials)));
        } else {
            for (Trial trial : trials) {
                shell.out().println("after " + trial.episodes() + " episodes:");
                shell.out().print(WorldsCompareCommand.text(solution, List.of(trial)));
            }
        }
        return ExitStatus.OK;
    }
}
