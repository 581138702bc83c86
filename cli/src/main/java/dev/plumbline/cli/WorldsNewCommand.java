package dev.plumbline.cli;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.worlds.World;
import dev.plumbline.worlds.WorldFile;
import dev.plumbline.worlds.solve.WorldSolution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `plumbline worlds new`: a world of one's own, checked.
@Command(
        name = "new",
        description = {
            "Check a world that a file describes: its settings, its map, and that it can be solved.",
            "If there is no such file, write one that passes, to begin with."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  plumbline worlds new my_world.txt     writes it; again, after you changed it, checks it",
            "  plumbline worlds solve my_world.txt"
        })
final class WorldsNewCommand implements Callable<Integer> {
    private final Shell shell;

    @Parameters(paramLabel = "FILE", description = "The file that describes the world.")
    private String given = "";

    WorldsNewCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        Path file = shell.path(given);
        if (!Files.exists(file)) {
            write(file);
        }
        World world = WorldArgument.read(shell, file);
        WorldSolution solution = WorldSolution.of(world);
        shell.out()
                .printf(
                        Locale.ROOT,
                        "%s: %d states; optimal return %.6g, worth %.6g to %.6g; best performance %.6g%n",
                        world.name(),
                        solution.states(),
                        solution.optimalReturn(),
                        solution.leastPerformance(),
                        solution.mostPerformance(),
                        solution.bestPerformance());
        return ExitStatus.OK;
    }

    private void write(Path file) {
        Path name = file.getFileName();
        String plain =
                name == null ? "" : name.toString().replaceFirst("\\..*", "").toLowerCase(Locale.ROOT);
        String valid = plain.replaceAll("[^a-z0-9_]", "_").replaceFirst("^[^a-z]*", "");
        try {
            Files.writeString(
                    file, WorldFile.template(valid.isEmpty() ? "my_world" : valid), StandardOpenOption.CREATE_NEW);
            shell.err().println("wrote " + shell.shown(file));
        } catch (IOException e) {
            throw new PlumblineException(
                    ErrorCode.STORAGE, shell.shown(file) + ": cannot be written: " + e.getMessage(), e);
        }
    }
}
