package dev.plumbline.evaluate.score;

import dev.plumbline.evaluate.MissingReason;
import dev.plumbline.evaluate.Score;
import dev.plumbline.evaluate.Scorer;
import dev.plumbline.evaluate.judge.RefusalDetector;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.regex.MatchResult;

/// Scorers that need no model. Each says one measure, a rate unless noted; an answer that cannot be read is
/// missing as unparsable, never wrong in silence.
public final class Scorers {
    private Scorers() {}

    /// Whether the answer's words (see [Reading#words]) are those of one of the accepted texts; what stands
    /// after `ANSWER:` where the answer has that mark.
    public static <T> Scorer<T> exact(String measure, Function<T, List<String>> accepted) {
        return (sample, answer) -> {
            String said = Reading.normal(Reading.finalAnswer(answer.text()).orElse(answer.text()));
            return Score.of(
                    measure,
                    accepted.apply(sample.truth()).stream()
                            .anyMatch(one -> Reading.normal(one).equals(said)));
        };
    }

    /// Whether the answer has the words of one of the accepted texts in a row.
    public static <T> Scorer<T> includes(String measure, Function<T, List<String>> accepted) {
        return (sample, answer) -> Score.of(
                measure, accepted.apply(sample.truth()).stream().anyMatch(one -> Reading.says(answer.text(), one)));
    }

    /// Whether what the pattern's first group (or the pattern) matches is the accepted text; unparsable if it
    /// does not match.
    public static <T> Scorer<T> pattern(String measure, String expression, Function<T, String> accepted) {
        BoundedPattern pattern = new BoundedPattern(expression);
        return (sample, answer) -> {
            Optional<MatchResult> match = pattern.find(answer.text());
            if (match.isEmpty()) {
                return Score.missing(MissingReason.UNPARSABLE, "no match of " + expression);
            }
            String found = match.get().groupCount() > 0
                    ? match.get().group(1)
                    : match.get().group();
            return Score.of(measure, found != null && found.strip().equals(accepted.apply(sample.truth())));
        };
    }

    /// Whether the answer chooses the right letter, see [Reading#choice].
    ///
    /// @param choices how many letters there are, from `A`
    public static <T> Scorer<T> choice(String measure, int choices, Function<T, String> letter) {
        return (sample, answer) -> Reading.choice(answer.text(), choices)
                .map(chosen -> Score.of(measure, chosen.equals(letter.apply(sample.truth()))))
                .orElseGet(() -> Score.missing(MissingReason.UNPARSABLE, "no single letter is chosen"));
    }

    /// Whether the answer's number (see [Reading#number]) is the right one.
    ///
    /// @param tolerance how far it may be off, absolutely
    public static <T> Scorer<T> numeric(String measure, double tolerance, Function<T, Double> number) {
        return (sample, answer) -> {
            OptionalDouble said = Reading.number(answer.text());
            return said.isEmpty()
                    ? Score.missing(MissingReason.UNPARSABLE, "no number")
                    : Score.of(measure, Math.abs(said.getAsDouble() - number.apply(sample.truth())) <= tolerance);
        };
    }

    /// The best F1 of the answer's words against an accepted text, in [0, 1]: twice the shared words over all
    /// words of both (Rajpurkar and others, "SQuAD", 2016).
    public static <T> Scorer<T> f1(String measure, Function<T, List<String>> accepted) {
        return (sample, answer) -> {
            List<String> said = Reading.words(Reading.finalAnswer(answer.text()).orElse(answer.text()));
            double best = accepted.apply(sample.truth()).stream()
                    .mapToDouble(one -> f1(said, Reading.words(one)))
                    .max()
                    .orElse(0);
            return Score.of(measure, best);
        };
    }

    /// Whether the answer declines, see [RefusalDetector].
    public static <T> Scorer<T> refusal(String measure) {
        return (sample, answer) -> Score.of(measure, RefusalDetector.refuses(answer.text()));
    }

    /// Whether the answer is JSON that keeps to a schema; what is no JSON is 0, since that is what was asked
    /// for.
    ///
    /// @param schema of JSON Schema draft 2020-12, as text
    public static <T> Scorer<T> jsonSchema(String measure, String schema) {
        JsonSchemaCheck check = new JsonSchemaCheck(schema);
        return (sample, answer) -> Score.of(measure, check.holds(answer.text()));
    }

    static double f1(List<String> said, List<String> right) {
        if (said.isEmpty() || right.isEmpty()) {
            return said.isEmpty() && right.isEmpty() ? 1 : 0;
        }
        Map<String, Integer> counts = new HashMap<>();
        right.forEach(word -> counts.merge(word, 1, Integer::sum));
        int shared = 0;
        for (String word : said) {
            if (counts.merge(word, -1, Integer::sum) >= 0) {
                shared++;
            }
        }
        return 2.0 * shared / (said.size() + right.size());
    }
}
