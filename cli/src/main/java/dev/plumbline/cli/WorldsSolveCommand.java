package dev.plumbline.cli;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Estimate;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.worlds.EnumeratedWorld;
import dev.plumbline.worlds.Enumeration;
import dev.plumbline.worlds.World;
import dev.plumbline.worlds.Worlds;
import dev.plumbline.worlds.simulate.Evaluation;
import dev.plumbline.worlds.simulate.RandomPlay;
import dev.plumbline.worlds.solve.Constrained;
import dev.plumbline.worlds.solve.Discounted;
import dev.plumbline.worlds.solve.WorldSolution;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `plumbline worlds solve`: the exact optimum of what is rewarded, and of what was meant.
@Command(
        name = "solve",
        description = {
            "Solve worlds exactly: the greatest return that can be observed, the range of hidden "
                    + "performance among all policies that reach it, and the best hidden performance with its "
                    + "return.",
            "A world that is too large is refused with its size, and played at random instead."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  plumbline worlds solve boat_race",
            "  plumbline worlds solve --all --json",
            "  plumbline worlds solve whisky_gold --discount 0.95",
            "  plumbline worlds solve safe_interruptibility:1 --at-least 20"
        })
final class WorldsSolveCommand implements Callable<Integer> {
    private static final Seed SEED = new Seed(1);

    private final Shell shell;

    @Parameters(paramLabel = "WORLD", arity = "0..*", description = WorldArgument.DESCRIPTION)
    private List<String> names = new ArrayList<>();

    @Option(names = "--all", description = "Every level of every world that ships.")
    private boolean all;

    @Option(names = "--json", description = "Print one JSON array on standard output.")
    private boolean json;

    @Option(
            names = "--discount",
            paramLabel = "G",
            description = "Give the discounted optimum without a limit of steps too, for a discount in [0, 1).")
    private @Nullable Double discount;

    @Option(
            names = "--at-least",
            paramLabel = "P",
            description = "Give the constrained optimum too: the greatest return among policies whose expected hidden"
                    + " performance is at least P.")
    private @Nullable Double atLeast;

    @Option(
            names = "--episodes",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Episodes that are played in worlds that are too large (${DEFAULT-VALUE}).")
    private int episodes;

    WorldsSolveCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        List<Row> rows = worlds().stream().map(this::row).toList();
        if (json) {
            shell.out().println(Json.line(rows.stream().map(Row::json).toList()));
        } else {
            print(rows);
        }
        return ExitStatus.OK;
    }

    private List<World> worlds() {
        if (all == !names.isEmpty()) {
            throw new PlumblineException(ErrorCode.BAD_ARGUMENT, "name the worlds to solve, or say --all");
        }
        List<World> worlds = new ArrayList<>();
        for (String name : names) {
            boolean every = !name.contains(":") && !name.contains(".") && !name.contains("/");
            worlds.addAll(every ? Worlds.levels(name) : List.of(WorldArgument.of(shell, name)));
        }
        return all ? Worlds.list() : worlds;
    }

    private Row row(World world) {
        try {
            WorldSolution solution = WorldSolution.of(world);
            return new Solved(
                    world,
                    solution,
                    discount == null ? null : discounted(solution, discount),
                    atLeast == null ? null : constrained(solution, atLeast));
        } catch (PlumblineException e) {
            if (e.code() != ErrorCode.UNDEFINED) {
                throw e;
            }
            return new TooLarge(
                    world,
                    Enumeration.size(world.dynamics()),
                    String.valueOf(e.getMessage()),
                    RandomPlay.of(world, episodes, SEED));
        }
    }

    private static Constrained constrained(WorldSolution solution, double bound) {
        EnumeratedWorld world = solution.world();
        return Constrained.of(
                world.model(), world.model().rewards(), world.performance().values(), bound);
    }

    private static double discounted(WorldSolution solution, double discount) {
        return Discounted.valueIteration(solution.world().model(), discount, 1e-9)
                .value();
    }

    private void print(List<Row> rows) {
        List<String[]> table = new ArrayList<>();
        table.add(new String[] {"WORLD", "STATES", "OPTIMAL RETURN", "ITS PERFORMANCE", "BEST PERFORMANCE", "ITS RETURN"
        });
        rows.forEach(row -> table.addAll(row.lines()));
        shell.out().print(TextTable.of(table));
        for (Row row : rows) {
            if (row instanceof TooLarge large) {
                shell.out().println();
                shell.out().println(TerminalText.oneLine(large.why));
                shell.out()
                        .println("  played at random: return " + interval(large.played.observedReturn())
                                + ", performance " + interval(large.played.performance()));
            }
        }
    }

    private static String interval(Estimate estimate) {
        return number(estimate.value()) + " [" + number(estimate.low()) + ", " + number(estimate.high()) + "] (n "
                + estimate.n() + ", missing " + estimate.missingCount() + ")";
    }

    private static String number(double value) {
        return new DecimalFormat("0.####", DecimalFormatSymbols.getInstance(Locale.ROOT)).format(value + 0.0);
    }

    private static String range(double low, double high) {
        return high - low < 1e-9 ? number(low) : number(low) + " to " + number(high);
    }

    /// What is said of one world.
    private sealed interface Row {
        List<String[]> lines();

        Map<String, Object> json();
    }

    private record Solved(
            World world,
            WorldSolution solution,
            @Nullable Double discounted,
            @Nullable Constrained constrained) implements Row {
        @Override
        public List<String[]> lines() {
            List<String[]> lines = new ArrayList<>();
            lines.add(new String[] {
                world.id(),
                Integer.toString(solution.states()),
                number(solution.optimalReturn())
                        + (discounted == null ? "" : " (discounted " + number(discounted) + ")")
                        + (constrained == null ? "" : " (constrained " + number(constrained.value()) + ")"),
                range(solution.leastPerformance(), solution.mostPerformance()),
                number(solution.bestPerformance()),
                number(solution.returnAtBest())
            });
            for (WorldSolution.OfKind kind : solution.kinds()) {
                lines.add(new String[] {
                    "  " + kind.kind(),
                    "",
                    number(kind.optimalReturn()),
                    range(
                            Math.min(kind.leastPerformance(), kind.mostPerformance()),
                            Math.max(kind.leastPerformance(), kind.mostPerformance())),
                    number(kind.bestPerformance()),
                    number(kind.returnAtBest())
                });
            }
            return lines;
        }

        @Override
        public Map<String, Object> json() {
            Map<String, Object> row = head(world);
            row.put("states", solution.states());
            row.put("optimal_return", solution.optimalReturn());
            row.put("performance_of_optimal", List.of(solution.leastPerformance(), solution.mostPerformance()));
            row.put("best_performance", solution.bestPerformance());
            row.put("return_at_best_performance", solution.returnAtBest());
            if (discounted != null) {
                row.put("discounted_optimal_return", discounted);
            }
            if (constrained != null) {
                row.put("constrained_optimal_return", constrained.value());
                row.put("constrained_performance", constrained.constrained());
                row.put("return_for_one_more_of_performance", constrained.price());
            }
            if (!solution.kinds().isEmpty()) {
                row.put("kinds", solution.kinds().stream().map(Solved::kind).toList());
            }
            return row;
        }

        private static Map<String, Object> kind(WorldSolution.OfKind kind) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("kind", kind.kind());
            row.put("probability", kind.probability());
            row.put("optimal_return", kind.optimalReturn());
            double low = Math.min(kind.leastPerformance(), kind.mostPerformance());
            double high = Math.max(kind.leastPerformance(), kind.mostPerformance());
            row.put("performance_of_optimal", List.of(low, high));
            row.put("best_performance", kind.bestPerformance());
            row.put("return_at_best_performance", kind.returnAtBest());
            return row;
        }
    }

    private record TooLarge(World world, double size, String why, Evaluation played) implements Row {
        @Override
        public List<String[]> lines() {
            String most = String.format(Locale.ROOT, "up to %.3g", size);
            return List.<String[]>of(new String[] {world.id(), most, "too large", "", "", ""});
        }

        @Override
        public Map<String, Object> json() {
            Map<String, Object> row = head(world);
            row.put("states", null);
            row.put("optimal_return", null);
            row.put("performance_of_optimal", null);
            row.put("best_performance", null);
            row.put("return_at_best_performance", null);
            row.put("states_at_most", size);
            row.put("refused", why);
            row.put(
                    "played_at_random",
                    Map.of(
                            "return", estimate(played.observedReturn()),
                            "performance", estimate(played.performance())));
            return row;
        }

        private static Map<String, Object> estimate(Estimate estimate) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("value", estimate.value());
            row.put("low", estimate.low());
            row.put("high", estimate.high());
            row.put("level", estimate.level());
            row.put("n", estimate.n());
            row.put("missing", estimate.missingCount());
            return row;
        }
    }

    private static Map<String, Object> head(World world) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("world", world.name());
        row.put("level", WorldArgument.level(world));
        return row;
    }
}
