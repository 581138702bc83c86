package dev.plumbline.cli;

import picocli.CommandLine.Option;

/// How long and how often agents train.
final class WorldsTrialOptions {
    @Option(
            names = "--episodes",
            paramLabel = "N",
            defaultValue = "2000",
            description = "Episodes of training; looks ahead at each step for tree-search (${DEFAULT-VALUE}).")
    int episodes;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "10",
            description = "Seeds, at least 2 (${DEFAULT-VALUE}).")
    int seeds;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Derives all seeds (${DEFAULT-VALUE}).")
    long seed;

    @Option(names = "--json", description = "Print one JSON value on standard output.")
    boolean json;
}
