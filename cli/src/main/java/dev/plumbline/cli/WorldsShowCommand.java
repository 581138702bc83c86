package dev.plumbline.cli;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.worlds.EnumeratedWorld;
import dev.plumbline.worlds.Policy;
import dev.plumbline.worlds.World;
import dev.plumbline.worlds.show.Film;
import dev.plumbline.worlds.show.PolicyPicture;
import dev.plumbline.worlds.show.Rendering;
import dev.plumbline.worlds.show.SvgPicture;
import dev.plumbline.worlds.show.TerminalPicture;
import dev.plumbline.worlds.simulate.ShownEpisode;
import dev.plumbline.worlds.solve.FiniteHorizon;
import dev.plumbline.worlds.solve.WorldSolution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `plumbline worlds show`: a world and a policy in it, as a picture.
@Command(
        name = "show",
        description = {
            "Draw a world and a policy in it: arrows for what it does, shade for how often it is there, "
                    + "and in the SVG the value of each cell.",
            "The policy is drawn where the world is small enough to be solved."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  plumbline worlds show boat_race",
            "  plumbline worlds show boat_race --policy worst",
            "  plumbline worlds show rocks_diamonds:1 --svg policy.svg --episode episode.svg"
        })
final class WorldsShowCommand implements Callable<Integer> {
    /// Whose policy is drawn.
    enum Shown {
        /// Earns the most, and of those policies the one that is truly worth most.
        OPTIMAL,
        /// Earns the most, and of those policies the one that is truly worth least.
        WORST,
        /// Is truly worth most.
        MEANT,
        /// Takes every action equally often.
        RANDOM
    }

    private final Shell shell;

    @Parameters(paramLabel = "WORLD", description = WorldArgument.DESCRIPTION)
    private String name = "";

    @Option(
            names = "--policy",
            paramLabel = "POLICY",
            defaultValue = "OPTIMAL",
            description = "Whose policy: ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
    private Shown shown = Shown.OPTIMAL;

    @Option(names = "--svg", paramLabel = "FILE", description = "Write the policy's picture to this file.")
    private String svg = "";

    @Option(
            names = "--episode",
            paramLabel = "FILE",
            description = "Write one episode as an animated SVG to this file.")
    private String episode = "";

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Seed of that episode.")
    private long seed;

    WorldsShowCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        World world = WorldArgument.of(shell, name);
        Rendering first = Rendering.of(
                world.dynamics(), world.dynamics().starts().getFirst().state());
        shell.out().println(world.id() + ": " + TerminalText.oneLine(world.problem()));
        shell.out().print(shell.terminal().live() ? TerminalPicture.of(first) : first + "\n");
        try {
            EnumeratedWorld enumerated = WorldSolution.of(world).world();
            draw(enumerated, policy(enumerated));
        } catch (PlumblineException e) {
            if (e.code() != ErrorCode.UNDEFINED || !svg.isEmpty() || !episode.isEmpty()) {
                throw e;
            }
            shell.out().println(TerminalText.oneLine(String.valueOf(e.getMessage())));
        }
        return ExitStatus.OK;
    }

    private Policy policy(EnumeratedWorld world) {
        double[] rewards = world.model().rewards();
        double[] hidden = world.performance().values();
        return switch (shown) {
            case OPTIMAL -> FiniteHorizon.of(world.model(), rewards, hidden).policy();
            case WORST -> FiniteHorizon.of(world.model(), rewards, hidden).worstPolicy();
            case MEANT -> FiniteHorizon.of(world.model(), hidden, rewards).policy();
            case RANDOM -> Policy.uniform(world.model().actions());
        };
    }

    private void draw(EnumeratedWorld world, Policy policy) {
        PolicyPicture picture = PolicyPicture.of(world, policy);
        String title = world.world().id() + ", " + shown.name().toLowerCase(java.util.Locale.ROOT) + " policy";
        shell.out().println();
        shell.out().println(title);
        shell.out().print(shell.terminal().live() ? TerminalPicture.of(picture) : TerminalPicture.plain(picture));
        if (!svg.isEmpty()) {
            write(shell.path(svg), SvgPicture.of(picture, title));
        }
        if (!episode.isEmpty()) {
            Film film = Film.of(world.dynamics(), ShownEpisode.of(world, policy, new Seed(seed)));
            write(shell.path(episode), SvgPicture.animation(film, 0.4, title));
        }
    }

    private void write(Path file, String text) {
        try {
            Files.writeString(file, text);
            shell.err().println("wrote " + shell.shown(file));
        } catch (IOException e) {
            throw new PlumblineException(
                    ErrorCode.STORAGE, shell.shown(file) + ": cannot be written: " + e.getMessage(), e);
        }
    }
}
