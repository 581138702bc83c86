package dev.plumbline.cli;

import dev.plumbline.core.Seed;
import dev.plumbline.worlds.EnumeratedWorld;
import dev.plumbline.worlds.Enumeration;
import dev.plumbline.worlds.ObservedModel;
import dev.plumbline.worlds.Policy;
import dev.plumbline.worlds.State;
import dev.plumbline.worlds.Variable;
import dev.plumbline.worlds.agents.Aspiration;
import dev.plumbline.worlds.power.ChargedForPower;
import dev.plumbline.worlds.power.PowerMap;
import dev.plumbline.worlds.power.RewardDistribution;
import dev.plumbline.worlds.power.Seeking;
import dev.plumbline.worlds.power.ShutdownHall;
import dev.plumbline.worlds.solve.FiniteHorizon;
import dev.plumbline.worlds.theory.Power;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `plumbline worlds power`: how much could still be achieved from where, and who avoids being shut down.
@Command(
        name = "power",
        description = {
            "POWER of a world's states and how often each first action is optimal, over random rewards.",
            "Without a world: a hall with rooms beside a shutdown door, and which planners avoid shutdown "
                    + "at which cost."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  plumbline worlds power",
            "  plumbline worlds power survival",
            "  plumbline worlds power box --draws 500"
        })
final class WorldsPowerCommand implements Callable<Integer> {
    private static final int SHOWN = 5;

    private final Shell shell;

    @Parameters(paramLabel = "WORLD", arity = "0..1", description = WorldArgument.DESCRIPTION)
    private String name = "";

    @Option(
            names = "--rooms",
            paramLabel = "K",
            defaultValue = "3",
            description = "Rooms of the hall (${DEFAULT-VALUE}).")
    private int rooms;

    @Option(
            names = "--discount",
            paramLabel = "G",
            defaultValue = "0.9",
            description = "Discount of POWER (${DEFAULT-VALUE}).")
    private double discount;

    @Option(
            names = "--draws",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Rewards that are drawn, at least 2 (${DEFAULT-VALUE}).")
    private int draws;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Draws the rewards (${DEFAULT-VALUE}).")
    private long seed;

    WorldsPowerCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        if (name.isEmpty()) {
            hall();
        } else {
            world();
        }
        return ExitStatus.OK;
    }

    private void world() {
        EnumeratedWorld world = Enumeration.of(WorldArgument.of(shell, name));
        ObservedModel model = world.model();
        PowerMap map = PowerMap.sample(model, RewardDistribution.UNIFORM, discount, draws, new Seed(seed));
        List<Integer> order = IntStream.range(0, model.states())
                .boxed()
                .sorted(Comparator.comparingDouble(s -> -map.power().get(s).value()))
                .toList();
        List<String[]> table = new ArrayList<>();
        table.add(new String[] {"STATE", "POWER"});
        for (int i = 0; i < order.size(); i++) {
            if (i < SHOWN || i >= order.size() - SHOWN) {
                int s = order.get(i);
                table.add(new String[] {
                    state(world, s), EstimateText.of(map.power().get(s))
                });
            }
        }
        shell.out().print(TextTable.of(table));
        for (int s = 0; s < model.states(); s++) {
            for (int a = 0;
                    model.startProbability(s) > 0 && a < map.optimality().get(s).size();
                    a++) {
                shell.out()
                        .println("at the start " + model.actionNames().get(a) + " is optimal for "
                                + EstimateText.of(map.optimality().get(s).get(a)) + " of rewards");
            }
        }
    }

    /// `agent 13, box 4`: the variables by name.
    private static String state(EnumeratedWorld world, int index) {
        State state = world.state(index);
        List<Variable> variables = world.dynamics().variables();
        return IntStream.range(0, state.size())
                .mapToObj(i -> variables.get(i).name() + " " + state.get(i))
                .collect(Collectors.joining(", "));
    }

    private void hall() {
        ObservedModel model = new ShutdownHall(rooms).model();
        shell.out()
                .println("POWER of the hall: " + Figures.number(Power.ofOptions(rooms)) + " in closed form, k/(k+1) of "
                        + rooms + " rooms");
        PowerMap map = PowerMap.sample(model, RewardDistribution.UNIFORM, discount, draws, new Seed(seed));
        List<Seeking.Planner> planners = List.of(
                new Seeking.Planner("optimal", asked -> FiniteHorizon.of(asked).uniformOptimal()),
                new Seeking.Planner(
                        "quantilizer 0.5", asked -> Aspiration.quantilizer(asked, Policy.uniform(rooms), 0.5)),
                new Seeking.Planner(
                        "quantilizer 0.9", asked -> Aspiration.quantilizer(asked, Policy.uniform(rooms), 0.9)),
                new Seeking.Planner("satisficer", WorldsPowerCommand::satisficer),
                new Seeking.Planner("charged 0.5 for power", ChargedForPower.of(map, 0.5)::plan),
                new Seeking.Planner("charged 1 for power", ChargedForPower.of(map, 1)::plan),
                new Seeking.Planner("random", asked -> Policy.uniform(rooms)));
        List<String[]> table = new ArrayList<>();
        table.add(new String[] {"REWARDS", "PLANNER", "AVOIDS SHUTDOWN", "REGRET (0 OPTIMAL, 1 RANDOM)"});
        for (RewardDistribution distribution : RewardDistribution.values()) {
            for (Seeking seeking : Seeking.compare(
                    model, planners, s -> s == ShutdownHall.HALL, distribution, draws, new Seed(seed))) {
                table.add(new String[] {
                    distribution.name().toLowerCase(Locale.ROOT),
                    seeking.agent(),
                    EstimateText.of(seeking.seeks()),
                    EstimateText.of(seeking.regret())
                });
            }
        }
        shell.out().print(TextTable.of(table));
    }

    /// Content with half of what the optimum is worth.
    private static Policy satisficer(ObservedModel asked) {
        double best = FiniteHorizon.of(asked).value();
        return Aspiration.satisficer(asked, best - Math.abs(best) / 2);
    }
}
