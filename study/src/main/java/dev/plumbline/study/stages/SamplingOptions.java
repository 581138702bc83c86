package dev.plumbline.study.stages;

import dev.plumbline.study.Option;
import dev.plumbline.train.Environment;
import dev.plumbline.train.HeldOutAnswers;
import java.time.Duration;

/// How a model answers while it learns. Nothing but the temperature shapes what it samples, so that what is learned is
/// what was sampled.
public record SamplingOptions(
        @Option(doc = "prompts of one round", unit = "prompts", range = ">= 1", defaultValue = "32")
        int prompts,

        @Option(doc = "temperature at which answers are drawn", range = "> 0", defaultValue = "1.0")
        double temperature,

        @Option(
                doc = "longest answer, what an environment replies included",
                unit = "tokens",
                range = ">= 1",
                defaultValue = "32")
        int maxTokens,

        @Option(doc = "how often a round's answers are learned from", range = ">= 1", defaultValue = "1")
        int epochs,

        @Option(doc = "updates of one epoch", range = ">= 1", defaultValue = "1")
        int parts) {
    public SamplingOptions {
        Checks.atLeast("sampling.prompts", prompts, 1);
        Checks.positive("sampling.temperature", temperature);
        Checks.atLeast("sampling.max-tokens", maxTokens, 1);
        Checks.atLeast("sampling.epochs", epochs, 1);
        Checks.atLeast("sampling.parts", parts, 1);
    }

    HeldOutAnswers.Asking asking(Tuning tuning, int batch, Duration limit, Environment environment) {
        return new HeldOutAnswers.Asking(
                temperature, maxTokens, tuning.format().endTokens(), batch, limit, environment);
    }
}
