package dev.plumbline.cli;

import dev.plumbline.model.Sampling;
import java.util.List;
import picocli.CommandLine.Option;

/// How a model's answers are drawn: shared by the commands that let a model speak.
final class SamplingArguments {
    @Option(
            names = "--temperature",
            paramLabel = "T",
            defaultValue = "1",
            description = "0 takes the likeliest token; above, the flatter the draw (default: ${DEFAULT-VALUE}, the"
                    + " model's own distribution).")
    private double temperature = 1;

    @Option(
            names = "--top-k",
            paramLabel = "K",
            defaultValue = "0",
            description = "Draw among the K likeliest tokens; 0 among all (default: ${DEFAULT-VALUE}).")
    private int topK;

    @Option(
            names = "--top-p",
            paramLabel = "P",
            defaultValue = "1",
            description =
                    "Draw among the likeliest tokens up to this total probability, in (0, 1] (default: ${DEFAULT-VALUE}).")
    private double topP = 1;

    @Option(
            names = "--max-tokens",
            paramLabel = "N",
            defaultValue = "256",
            description =
                    "Longest answer, in tokens; the model's context may end it sooner (default: ${DEFAULT-VALUE}).")
    private int maxTokens = 256;

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            defaultValue = "0",
            description = "The same seed draws the same answers (default: ${DEFAULT-VALUE}).")
    private long seed;

    long seed() {
        return seed;
    }

    /// @param stop texts that end an answer
    Sampling sampling(List<String> stop) {
        return new Sampling(temperature, topK, topP, maxTokens, stop);
    }
}
