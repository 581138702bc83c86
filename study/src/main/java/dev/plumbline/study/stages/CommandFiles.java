package dev.plumbline.study.stages;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/// The files that a command of the user's names: what is in them decides what it says.
final class CommandFiles {
    private CommandFiles() {}

    static List<Path> of(List<String> command) {
        return command.stream().filter(CommandFiles::isFile).map(Path::of).toList();
    }

    private static boolean isFile(String word) {
        try {
            return !word.isEmpty() && word.indexOf('\0') < 0 && Files.isRegularFile(Path.of(word));
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
