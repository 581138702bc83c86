package dev.plumbline.study.stages;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.worlds.World;
import dev.plumbline.worlds.WorldFile;
import dev.plumbline.worlds.Worlds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The world that a study names: one that ships, or a file that describes one.
final class WorldSource {
    private static final long MOST_BYTES = 256_000;

    private WorldSource() {}

    /// Fails if a world that ships is meant and there is none of that name.
    static void check(String given) {
        if (!isFile(given)) {
            try {
                Worlds.find(given);
            } catch (PlumblineException e) {
                throw new PlumblineException(ErrorCode.BAD_STUDY, "world: " + e.getMessage(), e);
            }
        }
    }

    static List<Path> files(String given) {
        return isFile(given) ? List.of(Path.of(given)) : List.of();
    }

    static World of(String given) {
        return isFile(given) ? read(Path.of(given)) : Worlds.find(given);
    }

    private static boolean isFile(String given) {
        return given.contains(".") || given.contains("/");
    }

    private static World read(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new PlumblineException(
                        ErrorCode.BAD_DATA, file + ": longer than " + MOST_BYTES + " bytes: not a world");
            }
            return WorldFile.parse(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new PlumblineException(
                    ErrorCode.MISSING_FILE,
                    file + ": cannot be read: " + e.getMessage()
                            + "; plumbline worlds new writes a world to begin with",
                    e);
        }
    }
}
