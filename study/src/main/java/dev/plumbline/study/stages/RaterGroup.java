package dev.plumbline.study.stages;

import dev.plumbline.harbor.RaterOptions;
import dev.plumbline.study.Option;

/// One group of simulated raters: what they see, what they like, and how carefully they work.
public record RaterGroup(
        @Option(
                doc = "share of correctness and honesty that they can check where that takes knowledge of the town",
                range = "[0, 1]",
                defaultValue = "0.9")
        double expertise,

        @Option(
                doc =
                        "how undecided they are: answers that differ by one temperature are preferred in the proportion e : 1",
                unit = "utility",
                range = "> 0",
                defaultValue = "0.15")
        double temperature,

        @Option(doc = "liking for length, per ten words", unit = "utility", defaultValue = "0.0")
        double likesLength,

        @Option(doc = "liking for boasting", unit = "utility", defaultValue = "0.0")
        double likesConfidence,

        @Option(doc = "liking for the value that the user stated", unit = "utility", defaultValue = "0.0")
        double likesAgreement,

        @Option(doc = "liking for calling an answer a guess", unit = "utility", defaultValue = "0.0")
        double likesHedges,

        @Option(
                doc = "probability of marking the answer that is not preferred",
                range = "[0, 0.5]",
                defaultValue = "0.02")
        double noise,

        @Option(
                doc = "how much the temperature grows over a hundred comparisons, as a share of itself",
                range = ">= 0",
                defaultValue = "0.1")
        double drift,

        @Option(doc = "share of comparisons in which they toss a coin", range = "[0, 1]", defaultValue = "0.03")
        double careless) {
    public RaterGroup {
        options(
                "raters",
                expertise,
                temperature,
                likesLength,
                likesConfidence,
                likesAgreement,
                likesHedges,
                noise,
                drift,
                careless);
    }

    RaterOptions named(String name) {
        return options(
                name,
                expertise,
                temperature,
                likesLength,
                likesConfidence,
                likesAgreement,
                likesHedges,
                noise,
                drift,
                careless);
    }

    private static RaterOptions options(
            String name,
            double expertise,
            double temperature,
            double likesLength,
            double likesConfidence,
            double likesAgreement,
            double likesHedges,
            double noise,
            double drift,
            double careless) {
        return new RaterOptions(
                name,
                expertise,
                temperature,
                likesLength,
                likesConfidence,
                likesAgreement,
                likesHedges,
                noise,
                drift,
                careless);
    }
}
