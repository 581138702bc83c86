package dev.plumbline.study.stages;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.CheckpointModel;
import dev.plumbline.harbor.HarborWorld;
import dev.plumbline.study.internal.DurableFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Where a model named on a command line or in a study lies: `harbor`, `harbor:small`, a checkpoint folder, or
/// `RUN/models/NAME`.
public final class ModelSource {
    private static final Map<String, String> SHIPPED = Map.of("harbor", "standard", "harbor:small", "small");
    private static final List<String> SHIPPED_FILES =
            List.of("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json", "provenance.json");

    private ModelSource() {}

    /// Whether the name stands for a model that ships with Plumbline.
    public static boolean isShipped(String name) {
        return SHIPPED.containsKey(name);
    }

    /// Opens a model for use. One that ships is laid out in a folder of its own for as long as opening takes.
    ///
    /// @throws PlumblineException MISSING_FILE if there is no such model, BAD_CHECKPOINT if it is not usable,
    ///     STORAGE if there is no room for temporary files
    public static CheckpointModel open(String name) {
        if (!isShipped(name)) {
            return CheckpointModel.open(folder(name), name);
        }
        Path laidOut = temporary();
        try {
            copy(name, laidOut);
            return CheckpointModel.open(laidOut, name);
        } finally {
            DurableFiles.delete(laidOut);
        }
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("plumbline-model-");
        } catch (IOException e) {
            throw new PlumblineException(
                    ErrorCode.STORAGE,
                    System.getProperty("java.io.tmpdir") + ": cannot make a folder for temporary files: "
                            + e.getMessage() + "; make room, or name another one with -Djava.io.tmpdir=FOLDER",
                    e);
        }
    }

    /// Copies the model's files into an empty or new folder.
    ///
    /// @throws PlumblineException MISSING_FILE if there is no such model, STORAGE if it cannot be copied
    public static void copy(String name, Path target) {
        try {
            Files.createDirectories(target);
            String shipped = SHIPPED.get(name);
            if (shipped != null) {
                copyShipped(shipped, target);
            } else {
                copyFolder(folder(name), target);
            }
        } catch (IOException e) {
            throw DurableFiles.failure(target, "written", e);
        }
    }

    /// The folder of a model that does not ship.
    ///
    /// @throws PlumblineException MISSING_FILE if there is none
    public static Path folder(String name) {
        Path folder = Path.of(name);
        if (!Files.isDirectory(folder)) {
            throw new PlumblineException(
                    ErrorCode.MISSING_FILE,
                    "model \"" + name + "\": no such folder; a model is harbor, harbor:small, a checkpoint folder, or"
                            + " RUN/models/NAME");
        }
        return folder;
    }

    private static void copyShipped(String size, Path target) throws IOException {
        for (String file : SHIPPED_FILES) {
            String resource = "/dev/plumbline/harbor/models/" + size + "/" + file;
            try (InputStream in = HarborWorld.class.getResourceAsStream(resource)) {
                if (in == null) {
                    throw new PlumblineException(
                            ErrorCode.MISSING_FILE,
                            "this build ships no " + resource
                                    + "; train it with `plumbline run studies/harbor-base.yaml`");
                }
                Files.copy(in, target.resolve(file), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /// Regular files of the folder itself: weights, configuration, tokenizer, template, provenance.
    private static void copyFolder(Path folder, Path target) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(".json") || name.endsWith(".safetensors") || name.endsWith(".jinja")) {
                    Files.copy(file, target.resolve(name), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }
}
