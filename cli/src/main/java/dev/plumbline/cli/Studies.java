package dev.plumbline.cli;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Where studies are found: by their path, or by the name of one that ships.
final class Studies {
    /// The study that runs when none is named.
    static final String USUAL = "quickstart";

    private final Shell shell;

    Studies(Shell shell) {
        this.shell = shell;
    }

    /// The file that `given` means: a path from here, a path from Plumbline's own folder
    /// (`studies/quickstart.yaml`), or the bare name of a study that ships (`quickstart`).
    ///
    /// @throws PlumblineException MISSING_FILE if it means none
    Path find(String given) {
        Path here = shell.path(given);
        Path there = shell.home().resolve(given).normalize();
        Path named = folder().resolve(given + ".yaml").normalize();
        return Stream.of(here, there, named)
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> new PlumblineException(
                        ErrorCode.MISSING_FILE,
                        given + ": no such study file here, and no study of that name ships; " + advice()));
    }

    /// The studies that ship, by name.
    List<Path> shipped() {
        if (!Files.isDirectory(folder())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder())) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new PlumblineException(
                    ErrorCode.MISSING_FILE, folder() + ": cannot be read (" + e + "); may you read it?", e);
        }
    }

    /// A study's name: its file's, without `.yaml`.
    static String name(Path file) {
        return String.valueOf(file.getFileName()).replaceFirst("\\.ya?ml$", "");
    }

    private Path folder() {
        return shell.home().resolve("studies");
    }

    private String advice() {
        List<String> names = shipped().stream().map(Studies::name).toList();
        return names.isEmpty()
                ? "give the path of a study file"
                : "give the path of a study file, or one of " + String.join(", ", names);
    }
}
