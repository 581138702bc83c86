package dev.plumbline.evaluate.score;

import dev.plumbline.core.Completion;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.evaluate.Sample;
import dev.plumbline.evaluate.Score;
import dev.plumbline.evaluate.Scorer;
import dev.plumbline.evaluate.UsesJudges;
import dev.plumbline.model.LanguageModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Grades answers by asking one or several judges the same question; the mean of their verdicts is the value.
///
/// Where more than half of the judges give no verdict, the sample has no value, for the first judge's reason.
/// For a rate with several judges the majority decides, a tie counting as 0.
///
/// @param measure what it says, on a scale that the values keep to
/// @param rate whether only 0 and 1 may come out
/// @param criterion the question, which names the pieces `question`, `answer` and those of `more`
/// @param values what each possible verdict is worth
/// @param more what a judge is shown beside question and answer, by name, such as a reference answer
/// @param juror who is asked, at least one
/// @param mayJudgeItself whether one of them may be the model under test
public record JudgeScorer<T>(
        String measure,
        boolean rate,
        String criterion,
        Map<String, Double> values,
        Function<T, Map<String, String>> more,
        List<Judge> juror,
        boolean mayJudgeItself)
        implements Scorer<T>, UsesJudges {
    public JudgeScorer {
        values = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(values));
        juror = List.copyOf(juror);
        if (juror.isEmpty() || values.size() < 2) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, "measure " + measure + " needs a judge and two verdicts or more");
        }
    }

    /// Yes or no by one judge.
    public static <T> JudgeScorer<T> rubric(String measure, String criterion, Judge judge) {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("yes", 1.0);
        values.put("no", 0.0);
        return new JudgeScorer<>(measure, true, criterion, values, truth -> Map.of(), List.of(judge), false);
    }

    /// A grade from 1 to `points` by one judge.
    public static <T> JudgeScorer<T> likert(String measure, String criterion, int points, Judge judge) {
        Map<String, Double> values = new LinkedHashMap<>();
        IntStream.rangeClosed(1, points).forEach(point -> values.put(String.valueOf(point), (double) point));
        return new JudgeScorer<>(measure, false, criterion, values, truth -> Map.of(), List.of(judge), false);
    }

    /// The same question to these judges instead.
    public JudgeScorer<T> askedOf(List<Judge> judges) {
        return new JudgeScorer<>(measure, rate, criterion, values, more, judges, mayJudgeItself);
    }

    /// With more to look at.
    public JudgeScorer<T> showing(Function<T, Map<String, String>> pieces) {
        return new JudgeScorer<>(measure, rate, criterion, values, pieces, juror, mayJudgeItself);
    }

    /// With leave for the model under test to judge itself, which the report then says.
    public JudgeScorer<T> allowingItself() {
        return new JudgeScorer<>(measure, rate, criterion, values, more, juror, true);
    }

    @Override
    public Score score(Sample<T> sample, Completion answer) {
        Map<String, String> shown = new LinkedHashMap<>();
        shown.put("question", sample.prompt().lastContent());
        shown.putAll(more.apply(sample.truth()));
        shown.put("answer", answer.text());
        List<String> labels = List.copyOf(values.keySet());
        List<Double> given = new ArrayList<>();
        List<Judge.Verdict.None> none = new ArrayList<>();
        for (Judge judge : juror) {
            switch (judge.ask(criterion, labels, shown)) {
                case Judge.Verdict.Given verdict -> given.add(values.getOrDefault(verdict.label(), Double.NaN));
                case Judge.Verdict.None nothing -> none.add(nothing);
            }
        }
        if (2 * none.size() > juror.size() || given.isEmpty()) {
            return Score.missing(none.getFirst().reason(), none.getFirst().detail());
        }
        double mean = given.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        return rate ? Score.of(measure, mean > 0.5) : Score.of(measure, mean);
    }

    @Override
    public List<LanguageModel> judges() {
        return juror.stream().map(Judge::model).toList();
    }
}
