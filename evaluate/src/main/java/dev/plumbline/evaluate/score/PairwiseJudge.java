package dev.plumbline.evaluate.score;

import dev.plumbline.core.Completion;
import dev.plumbline.evaluate.Sample;
import dev.plumbline.evaluate.Score;
import dev.plumbline.evaluate.Scorer;
import dev.plumbline.evaluate.UsesJudges;
import dev.plumbline.model.LanguageModel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Whether a judge prefers the answer to another one, asked in both orders: 1 if it does both times, 0 if it
/// prefers the other both times, ½ if its choice follows the place. The second measure says how often that
/// happens.
///
/// @param measure the win rate, in [0, 1]
/// @param criterion what makes an answer better
/// @param other the answer to compare with
public record PairwiseJudge<T>(
        String measure, String criterion, Function<T, String> other, Judge judge, boolean mayJudgeItself)
        implements Scorer<T>, UsesJudges {
    /// The measure that is 1 where the verdict follows the place.
    public static final String INCONSISTENT = "verdict follows the place";

    @Override
    public Score score(Sample<T> sample, Completion answer) {
        String rival = other.apply(sample.truth());
        Judge.Verdict ours = ask(sample, answer.text(), rival);
        if (ours instanceof Judge.Verdict.None none) {
            return Score.missing(none.reason(), none.detail());
        }
        Judge.Verdict theirs = ask(sample, rival, answer.text());
        if (theirs instanceof Judge.Verdict.None none) {
            return Score.missing(none.reason(), none.detail());
        }
        boolean wins = label(ours).equals("first");
        boolean winsAgain = label(theirs).equals("second");
        double value = ((wins ? 1 : 0) + (winsAgain ? 1 : 0)) / 2.0;
        return Score.of(Map.of(measure, value, INCONSISTENT, wins == winsAgain ? 0.0 : 1.0));
    }

    private static String label(Judge.Verdict verdict) {
        return verdict instanceof Judge.Verdict.Given given ? given.label() : "";
    }

    private Judge.Verdict ask(Sample<T> sample, String first, String second) {
        Map<String, String> shown = new LinkedHashMap<>();
        shown.put("question", sample.prompt().lastContent());
        shown.put("first", first);
        shown.put("second", second);
        return judge.ask("Which answer is better, first or second? " + criterion, List.of("first", "second"), shown);
    }

    @Override
    public List<LanguageModel> judges() {
        return List.of(judge.model());
    }
}
