package dev.plumbline.train.data;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Reads solutions whose steps were judged: JSONL, plain or gzip-packed, in one of two forms, which the first record
/// tells.
///
/// *Stepwise*: `prompt` (text or messages), `completions` (a list of texts) and `labels`, one for each: true, false, a
/// number in [0, 1] for a soft label, null for a step that nobody judged.
///
/// *prm800k* (Lightman et al. 2023, arXiv 2305.20050): `question.problem` and `label.steps`, each with `completions` of
/// `text` and `rating` (1 right, 0 neutral, -1 wrong), the index `chosen_completion`, and `human_completion` where no
/// completion was good. The chosen line of steps makes one solution; every other rated completion makes one that ends
/// with it, and in which it alone is judged.
public final class SolutionFile {
    private final double neutral;
    private final List<Located<Solution>> solutions = new ArrayList<>();
    private final List<Integer> skipped = new ArrayList<>();

    private SolutionFile(double neutral) {
        this.neutral = neutral;
    }

    /// Reads within [ReadLimits#DEFAULT].
    ///
    /// @param neutral the probability of being right that a neutral rating of prm800k stands for, in [0, 1]
    /// @throws PlumblineException MISSING_FILE if the file cannot be read; BAD_DATA if a record is malformed or no
    /// step
    ///     was judged
    public static SolutionData read(Path path, double neutral) {
        boolean rated = FirstRecord.has(path, "question") && FirstRecord.has(path, "label");
        SolutionFile reading = new SolutionFile(neutral);
        JsonLines.read(path, ReadLimits.DEFAULT, rated ? reading::rated : reading::stepwise);
        String name = String.valueOf(path.getFileName());
        if (reading.solutions.isEmpty()) {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA,
                    name + ": nothing to learn from: none of " + reading.skipped.size()
                            + " solutions has a judged step; give labels that are not null");
        }
        return new SolutionData(
                name,
                rated ? "prm800k" : "stepwise (\"prompt\", \"completions\", \"labels\")",
                reading.solutions,
                reading.skipped);
    }

    private void stepwise(JsonRecord entry) {
        for (String field : List.of("prompt", "completions", "labels")) {
            if (!entry.has(field)) {
                throw entry.missing(field, "a solution needs \"prompt\", \"completions\" and \"labels\"");
            }
        }
        List<String> texts = entry.texts("completions");
        List<Double> labels = entry.probabilities("labels");
        if (texts.size() != labels.size()) {
            throw entry.bad("\"completions\" has " + texts.size() + " steps and \"labels\" " + labels.size()
                    + "; give one label for each step, null for one that nobody judged");
        }
        List<Solution.Step> steps = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            if (texts.get(i).isBlank()) {
                throw entry.bad("\"completions\"[" + i + "] is blank; leave empty steps out, with their labels");
            }
            steps.add(new Solution.Step(texts.get(i), labels.get(i)));
        }
        take(entry, new Solution(PromptFile.prompt(entry), steps), true);
    }

    private void rated(JsonRecord entry) {
        JsonNode problem = entry.fields().path("question").path("problem");
        JsonNode steps = entry.fields().path("label").path("steps");
        if (!problem.isString() || problem.stringValue().isBlank()) {
            throw entry.bad("\"question\".\"problem\" must be text, not " + JsonRecord.kind(problem));
        }
        if (!steps.isArray()) {
            throw entry.bad("\"label\".\"steps\" must be a list, not " + JsonRecord.kind(steps));
        }
        Conversation prompt = Conversation.ask(problem.stringValue());
        List<Solution.Step> line = new ArrayList<>();
        for (int s = 0; s < steps.size(); s++) {
            JsonNode step = steps.get(s);
            int chosen = step.path("chosen_completion").asInt(-1);
            for (int c = 0; c < step.path("completions").size(); c++) {
                if (c != chosen) {
                    alternative(
                            entry,
                            prompt,
                            line,
                            step(entry, step.path("completions").get(c), s));
                }
            }
            JsonNode next = chosen >= 0 ? step.path("completions").path(chosen) : step.path("human_completion");
            if (!next.isObject()) {
                break;
            }
            line.add(step(entry, next, s));
        }
        if (line.isEmpty()) {
            skipped.add(entry.line());
        } else {
            take(entry, new Solution(prompt, line), true);
        }
    }

    private void alternative(JsonRecord entry, Conversation prompt, List<Solution.Step> line, Solution.Step last) {
        List<Solution.Step> steps = new ArrayList<>();
        line.forEach(step -> steps.add(new Solution.Step(step.text(), Double.NaN)));
        steps.add(last);
        take(entry, new Solution(prompt, steps), false);
    }

    private Solution.Step step(JsonRecord entry, JsonNode completion, int number) {
        JsonNode text = completion.path("text");
        if (!text.isString()) {
            throw entry.bad("step " + (number + 1) + ": \"text\" must be text, not " + JsonRecord.kind(text));
        }
        JsonNode rating = completion.path("rating");
        double right = switch (rating.isNumber() ? rating.asInt() : Integer.MIN_VALUE) {
            case 1 -> 1;
            case 0 -> neutral;
            case -1 -> 0;
            default -> Double.NaN;
        };
        if (Double.isNaN(right) && rating.isNumber()) {
            throw entry.bad("step " + (number + 1) + ": \"rating\" must be -1, 0, 1 or null, not " + rating.asString());
        }
        return new Solution.Step(text.stringValue(), right);
    }

    /// @param counts whether a solution without a judged step is to be counted as left out
    private void take(JsonRecord entry, Solution solution, boolean counts) {
        if (solution.judged() > 0) {
            solutions.add(new Located<>(entry.line(), solution));
        } else if (counts) {
            skipped.add(entry.line());
        }
    }
}
