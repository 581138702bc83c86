package dev.plumbline.cli;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.worlds.World;
import dev.plumbline.worlds.WorldFile;
import dev.plumbline.worlds.Worlds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The world that a person names: `boat_race`, `rocks_diamonds:1`, or a file that describes one.
final class WorldArgument {
    static final String DESCRIPTION = "A world: its name, name:level, or a file that describes one.";
    private static final long MOST_BYTES = 256_000;

    private WorldArgument() {}

    static World of(Shell shell, String given) {
        return given.contains(".") || given.contains("/") ? read(shell, shell.path(given)) : Worlds.find(given);
    }

    static World read(Shell shell, Path file) {
        String shown = shell.shown(file);
        try {
            if (!Files.isRegularFile(file)) {
                throw new PlumblineException(
                        ErrorCode.MISSING_FILE, shown + ": there is no such file; plumbline worlds new writes one");
            }
            if (Files.size(file) > MOST_BYTES) {
                throw new PlumblineException(
                        ErrorCode.BAD_DATA, shown + ": longer than " + MOST_BYTES + " bytes: not a world");
            }
            return WorldFile.parse(shown, Files.readString(file));
        } catch (IOException e) {
            throw new PlumblineException(ErrorCode.MISSING_FILE, shown + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /// Levels that are numbers as numbers, the others as text.
    static Object level(World world) {
        return world.level().matches("[0-9]{1,9}") ? (Object) Integer.valueOf(world.level()) : world.level();
    }
}
