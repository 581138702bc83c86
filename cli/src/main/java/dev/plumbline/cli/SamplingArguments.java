package dev.plumbline.cli;

import dev.plumbline.engine.Constraints;
import dev.plumbline.engine.Draw;
import dev.plumbline.engine.GenerationOptions;
import java.util.Set;
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
            names = "--min-p",
            paramLabel = "P",
            defaultValue = "0",
            description = "Leave out tokens less likely than this share of the likeliest, in [0, 1] (default: 0).")
    private double minP;

    @Option(
            names = "--typical-p",
            paramLabel = "P",
            defaultValue = "1",
            description = "Draw among the tokens whose surprise is nearest to the expected one, up to this total"
                    + " probability, in (0, 1] (default: 1).")
    private double typicalP = 1;

    @Option(
            names = "--repetition-penalty",
            paramLabel = "X",
            defaultValue = "1",
            description = "Above 1, tokens that occur already become less likely (default: 1).")
    private double repetitionPenalty = 1;

    @Option(
            names = "--no-repeat-ngram",
            paramLabel = "N",
            defaultValue = "0",
            description = "No N tokens in a row occur twice; 0 allows it (default: 0).")
    private int noRepeatNgram;

    @Option(
            names = "--min-tokens",
            paramLabel = "N",
            defaultValue = "0",
            description = "Shortest answer, in tokens (default: 0).")
    private int minTokens;

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

    /// How answers are written.
    ///
    /// @param endTokens tokens that end an answer
    GenerationOptions options(Set<Integer> endTokens) {
        Draw draw = new Draw(temperature, topK, topP, minP, typicalP, 0, 0);
        Constraints constraints = Constraints.NONE
                .withRepetitionPenalty(repetitionPenalty)
                .withNoRepeatNgram(noRepeatNgram)
                .withMinTokens(minTokens);
        return new GenerationOptions(draw, constraints, maxTokens, endTokens, 0);
    }
}
