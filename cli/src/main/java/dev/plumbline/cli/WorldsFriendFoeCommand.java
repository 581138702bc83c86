package dev.plumbline.cli;

import dev.plumbline.core.Estimate;
import dev.plumbline.core.Seed;
import dev.plumbline.worlds.theory.RepeatedBandit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `plumbline worlds friend-foe`: the two boxes over many episodes, against somebody who learns the agent's
/// habits.
@Command(
        name = "friend-foe",
        description = {
            "Friend or foe over many episodes: who hides the prize estimates the agent's policy from its "
                    + "past choices.",
            "Mean return of an episode, for agents that differ in what they remember, from several seeds."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  plumbline worlds friend-foe", "  plumbline worlds friend-foe --episodes 200 --json"})
final class WorldsFriendFoeCommand implements Callable<Integer> {
    private final Shell shell;

    @Option(
            names = "--episodes",
            paramLabel = "N",
            defaultValue = "2000",
            description = "Episodes in a row (${DEFAULT-VALUE}).")
    private int episodes;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "20",
            description = "Seeds, at least 2 (${DEFAULT-VALUE}).")
    private int seeds;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Derives all seeds (${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--json", description = "Print one JSON array on standard output.")
    private boolean json;

    WorldsFriendFoeCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        List<Map<String, Object>> rows = new ArrayList<>();
        List<String[]> table = new ArrayList<>();
        table.add(new String[] {"HIDES THE PRIZE", "AGENT", "RETURN OF AN EPISODE"});
        for (RepeatedBandit.Kind kind : RepeatedBandit.Kind.values()) {
            RepeatedBandit bandit = RepeatedBandit.published(kind);
            for (RepeatedBandit.Player player : RepeatedBandit.Player.values()) {
                Estimate mean = bandit.play(player, episodes, seeds, new Seed(seed));
                table.add(new String[] {word(kind), word(player), EstimateText.of(mean)});
                Map<String, Object> row = new LinkedHashMap<>();
                row.put("bandit", word(kind));
                row.put("agent", word(player));
                row.put("episodes", episodes);
                row.put("return", EstimateText.json(mean));
                rows.add(row);
            }
        }
        if (json) {
            shell.out().println(Json.line(rows));
        } else {
            shell.out().print(TextTable.of(table));
        }
        return ExitStatus.OK;
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
