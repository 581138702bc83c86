package dev.plumbline.cli;

import picocli.CommandLine.Option;

/// Which model, the one that ships unless told otherwise: shared by the commands that need one.
final class ModelName {
    @Option(
            names = {"-m", "--model"},
            paramLabel = "MODEL",
            defaultValue = "harbor",
            description = "harbor, harbor:small, a checkpoint folder, or RUN/models/NAME (default: ${DEFAULT-VALUE}).")
    private String model = "harbor";

    /// As the person wrote it.
    String name() {
        return model;
    }
}
