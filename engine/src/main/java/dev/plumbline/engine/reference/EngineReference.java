package dev.plumbline.engine.reference;

import dev.plumbline.core.ReferenceCase;
import dev.plumbline.engine.Device;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Holds the engine to the recorded values of a reference folder: checkpoints, adapters, generation, tokenizers,
/// chat templates, safetensors files, and the values inside a forward pass.
///
/// What lies in the folder and is of none of these kinds is reported as unknown.
public final class EngineReference {
    /// One kind of fixture: it is handed the folder of all fixtures of its kind.
    @FunctionalInterface
    interface Kind {
        void run(Path folder, Settings settings, Consumer<ReferenceCase> out);
    }

    /// How checks run.
    ///
    /// @param root the reference folder
    /// @param threads with how many threads arithmetic is checked, each in turn
    /// @param device where tensors lie
    public record Settings(Path root, List<Integer> threads, Device device) {
        public Settings {
            threads = List.copyOf(threads);
        }

        /// Float 32, with one thread and with two, on the processor.
        public static Settings of(Path root) {
            return new Settings(root, List.of(1, 2), Device.CPU);
        }

        /// A file's or folder's path from the reference folder, with slashes.
        String place(Path path) {
            return root.relativize(path).toString().replace('\\', '/');
        }
    }

    private static final Map<String, Kind> KINDS = new TreeMap<>(Map.of(
            "models", ModelCases::run,
            "lora", AdapterCases::run,
            "generation", GenerationCases::run,
            "tokenizers", TokenizerCases::run,
            "chat", ChatCases::run,
            "safetensors", SafeTensorsCases::run));

    private EngineReference() {}

    /// Whether a folder holds reference values of the engine's: folders named after kinds, with their files of
    /// expected values.
    public static boolean recognises(Path folder) {
        return Fixtures.folders(folder.resolve("models")).stream()
                        .anyMatch(model -> Files.isRegularFile(model.resolve("expected.json")))
                || Fixtures.folders(folder.resolve("lora")).stream()
                        .anyMatch(model -> Files.isRegularFile(model.resolve("expected.json")))
                || Fixtures.folders(folder.resolve("tokenizers")).stream()
                        .anyMatch(model -> Files.isRegularFile(model.resolve("cases.json")))
                || Files.isRegularFile(folder.resolve("generation/decoding.json"))
                || Files.isRegularFile(folder.resolve("generation/processors.json"))
                || Files.isRegularFile(folder.resolve("chat/cases.json"))
                || Files.isRegularFile(folder.resolve("safetensors/cases.json"))
                || ActivationCases.recognises(folder);
    }

    /// Checks everything in the folder, handing out one case after the other.
    public static void run(Path folder, Consumer<ReferenceCase> out) {
        run(folder, Settings.of(folder), out);
    }

    /// As above, with these settings.
    public static void run(Path folder, Settings settings, Consumer<ReferenceCase> out) {
        boolean activations = ActivationCases.recognises(folder);
        for (Path entry : Fixtures.entries(folder)) {
            String name = entry.getFileName().toString();
            if (name.equals("README.md") || activations && name.equals("models")) {
                continue;
            }
            Kind kind = activations && name.equals("activations") ? ActivationCases::run : KINDS.get(name);
            if (kind == null || !Files.isDirectory(entry)) {
                out.accept(ReferenceCase.unknown(settings.place(entry), name));
            } else {
                kind.run(entry, settings, out);
            }
        }
    }
}
