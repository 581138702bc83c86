package dev.plumbline.cli;

import dev.plumbline.core.Estimate;
import dev.plumbline.core.Seed;
import dev.plumbline.worlds.theory.OffSwitchGame;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `plumbline worlds off-switch`: whether a robot should let a person switch it off, exactly.
@Command(
        name = "off-switch",
        description = {
            "The off-switch game: a robot that believes its action is worth N(mean, sd^2) may act, switch "
                    + "itself off, or wait for a person who may switch it off.",
            "Delta is what waiting is worth above the better of the other two."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  plumbline worlds off-switch --mean 0 --sd 1",
            "  plumbline worlds off-switch --mean 0.5 --sd 2 --beta 1 --json",
            "  plumbline worlds off-switch --mean 0.5 --sd 2 --beta 1 --games 100000"
        })
final class WorldsOffSwitchCommand implements Callable<Integer> {
    private final Shell shell;

    @Option(names = "--mean", paramLabel = "M", required = true, description = "Mean of the robot's belief.")
    private double mean;

    @Option(
            names = "--sd",
            paramLabel = "S",
            required = true,
            description = "Its standard deviation, at least 0; 0 is a robot that is certain.")
    private double sd;

    @Option(
            names = "--beta",
            paramLabel = "B",
            description = "The person's noise: allows with probability 1 / (1 + exp(-U / B)); without it, or at 0, the"
                    + " person is rational.")
    private double beta;

    @Option(names = "--games", paramLabel = "N", description = "Also play N games, at least 2, and estimate delta.")
    private int games;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Draws the games (${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--json", description = "Print one JSON object on standard output.")
    private boolean json;

    WorldsOffSwitchCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        OffSwitchGame game = new OffSwitchGame(mean, sd, beta);
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("mean", mean);
        figures.put("sd", sd);
        figures.put("beta", beta);
        figures.put("human", beta == 0 ? "rational" : "noisy");
        figures.put("act", game.actValue());
        figures.put("off", 0.0);
        figures.put("wait", game.waitValue());
        figures.put("delta", game.delta());
        figures.put("allow_probability", game.allowProbability());
        figures.put("best", game.best().name().toLowerCase(Locale.ROOT));
        if (games != 0) {
            Estimate played =
                    game.simulate(games, new Seed(seed).derive("off-switch").generator(), 0.95);
            figures.put("simulated_delta", json ? EstimateText.json(played) : EstimateText.of(played));
        }
        if (json) {
            shell.out().println(Json.line(figures));
        } else {
            List<String[]> table = new ArrayList<>();
            figures.forEach((name, value) -> table.add(new String[] {name, String.valueOf(value)}));
            shell.out().print(TextTable.of(table));
        }
        return ExitStatus.OK;
    }
}
