package dev.plumbline.study.stages;

import dev.plumbline.study.Option;
import dev.plumbline.train.Environment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// What a model acts in while it answers: a program that replies to its turns, such as a tool or a user.
public record EnvironmentOptions(
        @Option(
                doc = "a program and its arguments: gets one JSON object a line on standard input, {prompt, turns}, and"
                        + " writes one line for each, {content, role}, or null to end the answer; empty for answers of"
                        + " one turn",
                defaultValue = "[]")
        List<String> command,

        @Option(doc = "most turns of the model within one answer", range = ">= 2", defaultValue = "8")
        int turns,

        @Option(doc = "how long replies to one turn may take", unit = "seconds", range = ">= 1", defaultValue = "300")
        int limit) {
    public EnvironmentOptions {
        command = List.copyOf(command);
        Checks.atLeast("environment.turns", turns, 2);
        Checks.atLeast("environment.limit", limit, 1);
    }

    Environment of(Prompts prompts, Tuning tuning) {
        return command.isEmpty()
                ? Environment.NONE
                : new CommandedEnvironment(this, prompts.byTokens(), tuning.format());
    }

    Duration time() {
        return Duration.ofSeconds(limit);
    }

    /// Those of the command's words that are files, whose content decides the replies.
    List<Path> files() {
        return CommandFiles.of(command);
    }
}
