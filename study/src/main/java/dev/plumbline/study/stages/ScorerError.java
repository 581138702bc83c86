package dev.plumbline.study.stages;

import dev.plumbline.core.Estimate;
import dev.plumbline.core.stats.Proportion;
import dev.plumbline.core.stats.RoganGladen;
import dev.plumbline.evaluate.TaskResult;
import dev.plumbline.evaluate.judge.Figure;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How often a scorer was right on answers that people labelled, as `judge-check` counts it.
///
/// @param sensitivity of those that people call yes
/// @param specificity of those that people call no
record ScorerError(Proportion sensitivity, Proportion specificity) {
    private static final Pattern COUNTS = Pattern.compile("(\\d{1,7})/(\\d{1,7}) +(\\d{1,7})/(\\d{1,7})");

    /// Reads `239/274 161/176`.
    static ScorerError parse(String text) {
        Matcher counts = COUNTS.matcher(text.strip());
        if (!counts.matches()) {
            throw Checks.bad(
                    "scorer-error must be two counts as judge-check gives them, such as 239/274 161/176, not \"" + text
                            + "\"");
        }
        return new ScorerError(share(counts.group(1), counts.group(2)), share(counts.group(3), counts.group(4)));
    }

    /// Reads an option that may be empty.
    static Optional<ScorerError> ofOption(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(parse(text));
    }

    private static Proportion share(String right, String all) {
        int successes = Integer.parseInt(right);
        int n = Integer.parseInt(all);
        if (n == 0 || successes > n) {
            throw Checks.bad("scorer-error: " + right + "/" + all + " is no share; write RIGHT/LABELLED");
        }
        return new Proportion(successes, n);
    }

    /// A rate corrected for these errors, with the uncertainty of all three samples (Lang, Reiczigel 2014).
    Figure corrected(TaskResult<?> result, String measure) {
        return Figure.of(
                measure + ", corrected",
                "The same for a scorer without errors, by Rogan and Gladen; samples are taken as independent.",
                () -> estimate(result, measure));
    }

    private Estimate estimate(TaskResult<?> result, String measure) {
        double[] values = result.values(measure).values().stream()
                .mapToDouble(Double::doubleValue)
                .toArray();
        int yes = 0;
        for (double value : values) {
            yes += value == 1 ? 1 : 0;
        }
        return new RoganGladen(new Proportion(yes, values.length), sensitivity, specificity)
                .langReiczigel(TaskResult.LEVEL)
                .withMissing(result.missing(measure));
    }
}
