package dev.plumbline.study.stages;

import dev.plumbline.study.Option;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/// Where the rewards of sampled answers come from: a trained reward model, a rule that checks the answer, or a command.
public record RewardOptions(
        @Option(doc = "the stage whose model is a reward model", defaultValue = "")
        String model,

        @Option(
                doc = "bring the reward model's rewards to mean 0 and deviation 1 on the starting model's answers",
                defaultValue = "false")
        boolean normalised,

        @Option(
                doc = "a rule that gives 1 for a right answer, else 0; harbor gives the gold utility",
                defaultValue = "none")
        Rule rule,

        @Option(doc = "the field of the data that answers are held against", defaultValue = "answer")
        String field,

        @Option(
                doc = "a pattern whose last match in an answer is what is held against the field, its first group if it"
                        + " has one; empty takes the whole answer",
                defaultValue = "")
        String extract,

        @Option(
                doc = "a program and its arguments: gets one JSON object a line on standard input, writes one"
                        + " number, or an object with a reward, a line",
                defaultValue = "[]")
        List<String> command,

        @Option(doc = "how long rewards of one round may take", unit = "seconds", range = ">= 1", defaultValue = "300")
        int limit,

        @Option(
                doc = "tokens before the longest answer over which a reward falls by 1, so that long answers end"
                        + " (DAPO's overlong shaping); 0 for none",
                unit = "tokens",
                range = ">= 0",
                defaultValue = "0")
        int overlong,

        @Option(doc = "further reward models beside model", defaultValue = "{}")
        EnsembleOptions ensemble,

        @Option(doc = "take off what length and style alone earn", defaultValue = "{}")
        ControlOptions control) {
    /// What an answer is checked by.
    public enum Rule {
        NONE,
        /// The answer is the field, up to spaces around it.
        EXACT,
        /// The answer contains the field.
        CONTAINS,
        /// The field is a regular expression that is found in the answer.
        PATTERN,
        /// The gold utility, for Harbor's own prompts.
        HARBOR
    }

    public RewardOptions {
        command = List.copyOf(command);
        int sources = (model.isEmpty() ? 0 : 1) + (rule == Rule.NONE ? 0 : 1) + (command.isEmpty() ? 0 : 1);
        if (sources != 1) {
            throw Checks.bad("reward needs exactly one source: model, rule or command; found " + sources);
        }
        if (ensemble.on() && model.isEmpty()) {
            throw Checks.bad("reward.ensemble: name the first reward model with reward.model");
        }
        if (normalised && model.isEmpty()) {
            throw Checks.bad("reward.normalised is for a reward model; name one with model, or leave it out");
        }
        Checks.atLeast("reward.limit", limit, 1);
        Checks.atLeast("reward.overlong", overlong, 0);
        if (!extract.isEmpty()) {
            compiled("reward.extract", extract);
        }
        if (field.isBlank()) {
            throw Checks.bad("reward.field must name a field of the data, such as answer");
        }
    }

    /// Whether answers are held against a field of the data.
    boolean checksField() {
        return rule == Rule.EXACT || rule == Rule.CONTAINS || rule == Rule.PATTERN;
    }

    /// The stages whose models reward.
    List<String> models() {
        List<String> models = new ArrayList<>(ensemble.models());
        models.addFirst(model);
        return model.isEmpty() ? List.of() : models;
    }

    /// These stages and those whose models reward.
    List<String> inputs(String... stages) {
        return Trainings.inputs(
                Stream.concat(Stream.of(stages), models().stream()).toArray(String[]::new));
    }

    Duration time() {
        return Duration.ofSeconds(limit);
    }

    /// Those of the command's words that are files, whose content decides the rewards.
    List<Path> files() {
        return CommandFiles.of(command);
    }

    static Pattern compiled(String where, String pattern) {
        try {
            return Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            throw Checks.bad(where + ": not a regular expression: " + e.getDescription() + " at " + e.getIndex());
        }
    }
}
