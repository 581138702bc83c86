package dev.plumbline.cli;

import dev.plumbline.core.Seed;
import dev.plumbline.worlds.World;
import dev.plumbline.worlds.show.Rendering;
import dev.plumbline.worlds.show.TerminalPicture;
import dev.plumbline.worlds.simulate.Episode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `plumbline worlds play`: a person in the agent's place, who learns at the end what it was worth.
@Command(
        name = "play",
        description = {
            "Play a world: type actions as letters (u d l r, s to stay, or the first letters of other "
                    + "actions), several a line if you like, q to stop.",
            "You see what an agent sees; the hidden performance is shown at the end."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  plumbline worlds play boat_race",
            "  plumbline worlds play side_effects_sokoban:0 --moves drrdd",
            "  plumbline worlds play my_world.txt"
        })
final class WorldsPlayCommand implements Callable<Integer> {
    private final Shell shell;

    @Parameters(paramLabel = "WORLD", description = WorldArgument.DESCRIPTION)
    private String name = "";

    @Option(names = "--moves", paramLabel = "LETTERS", description = "Take these actions and stop.")
    private String moves = "";

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Seed of what chance does.")
    private long seed;

    WorldsPlayCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        World world = WorldArgument.of(shell, name);
        Episode episode = new Episode(world, new Seed(seed).generator());
        List<String> actions = episode.dynamics().actions();
        shell.out().println(world.id() + ": " + TerminalText.oneLine(world.problem()));
        shell.out().println("actions: " + String.join(", ", actions) + "; q stops");
        draw(episode);
        if (moves.isEmpty()) {
            try (TypedLines typed = TypedLines.of(shell)) {
                boolean goesOn = true;
                while (goesOn && !episode.over()) {
                    Optional<String> line = typed.next();
                    goesOn = line.isPresent() && take(episode, actions, line.get());
                }
            }
        } else {
            take(episode, actions, moves);
        }
        end(episode);
        return ExitStatus.OK;
    }

    /// Takes the actions of one line; gives whether the person goes on.
    private boolean take(Episode episode, List<String> actions, String line) {
        String letters = line.strip().toLowerCase(Locale.ROOT);
        for (int i = 0; i < letters.length(); i++) {
            char letter = letters.charAt(i);
            if (letter == 'q' || episode.over()) {
                return false;
            }
            int action = action(actions, letter);
            if (action < 0) {
                shell.out().println("no action begins with '" + TerminalText.oneLine(String.valueOf(letter)) + "'");
            } else {
                double reward = episode.step(action).reward();
                shell.out()
                        .printf(
                                Locale.ROOT,
                                "%s: reward %s, return %s%n",
                                actions.get(action),
                                number(reward),
                                number(episode.observedReturn()));
                draw(episode);
            }
        }
        return true;
    }

    private static int action(List<String> actions, char letter) {
        for (int a = 0; a < actions.size(); a++) {
            if (actions.get(a).charAt(0) == letter) {
                return a;
            }
        }
        return -1;
    }

    /// What an agent sees: hidden variables are left out of the status line.
    private void draw(Episode episode) {
        Rendering whole = Rendering.of(episode.dynamics(), episode.state());
        Rendering seen = whole.without(episode.dynamics().variables().stream()
                .filter(variable -> variable.hidden())
                .map(variable -> variable.name())
                .toList());
        shell.out().print(shell.terminal().live() ? TerminalPicture.of(seen) : seen + "\n");
    }

    private void end(Episode episode) {
        String kind = episode.start().kind();
        shell.out()
                .printf(
                        Locale.ROOT,
                        "%s after %d steps%s: return %s, hidden performance %s%n",
                        episode.over() ? "over" : "stopped",
                        episode.steps(),
                        kind.isEmpty() ? "" : " (" + kind + ")",
                        number(episode.observedReturn()),
                        number(episode.performance()));
    }

    private static String number(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value + 0.0)
                : String.format(Locale.ROOT, "%.4g", value);
    }
}
