package dev.plumbline.evaluate.judge;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.evaluate.MissingReason;
import java.util.OptionalDouble;
import java.util.Set;

/// Judges that need no model.
public final class Judges {
    private Judges() {}

    /// The refusal detector as a judge.
    public static AnswerJudge refusal() {
        return new AnswerJudge() {
            @Override
            public String name() {
                return "refusal";
            }

            @Override
            public Verdict judge(LabelledAnswer answer) {
                String evidence = RefusalDetector.evidence(answer.answer());
                return new Verdict.Called(!evidence.isEmpty(), OptionalDouble.empty(), evidence);
            }
        };
    }

    /// A judge whose verdicts were written down beside the answers.
    ///
    /// @param column that holds them; an empty cell is a verdict that could not be read
    /// @param positive the words in it that mean yes
    public static AnswerJudge recorded(String column, Set<String> positive) {
        return new AnswerJudge() {
            @Override
            public String name() {
                return "column:" + column;
            }

            @Override
            public Verdict judge(LabelledAnswer answer) {
                String word = answer.row().text(column);
                return word.isBlank()
                        ? new Verdict.Absent(MissingReason.UNPARSABLE)
                        : new Verdict.Called(positive.contains(word), OptionalDouble.empty(), "");
            }
        };
    }

    /// A judge whose probabilities of a yes were written down beside the answers; .5 or more is a yes.
    ///
    /// @param column that holds them, in [0, 1]; an empty cell is a verdict that could not be read
    public static AnswerJudge probabilities(String column) {
        return new AnswerJudge() {
            @Override
            public String name() {
                return "probability:" + column;
            }

            @Override
            public Verdict judge(LabelledAnswer answer) {
                String cell = answer.row().text(column);
                if (cell.isBlank()) {
                    return new Verdict.Absent(MissingReason.UNPARSABLE);
                }
                double p = probability(cell, answer);
                return new Verdict.Called(p >= 0.5, OptionalDouble.of(p), "");
            }
        };
    }

    private static double probability(String cell, LabelledAnswer answer) {
        try {
            double p = Double.parseDouble(cell.strip());
            if (p >= 0 && p <= 1) {
                return p;
            }
        } catch (NumberFormatException e) {
            throw answer.row().bad("\"" + cell + "\" is no probability in [0, 1]");
        }
        throw answer.row().bad("\"" + cell + "\" is no probability in [0, 1]");
    }

    /// The judge of pairs of this name: `longer` prefers the longer answer, `first` the one that is shown first,
    /// `refusal` the one that refuses. They are baselines that a judge must beat.
    public static PairJudge pairs(String name) {
        return switch (name) {
            case "longer" -> pairs(name, String::length);
            case "first" -> pairs(name, answer -> 0, PairJudge.Preference.FIRST);
            case "refusal" -> pairs(name, answer -> RefusalDetector.refuses(answer) ? 1 : 0);
            default ->
                throw new PlumblineException(
                        ErrorCode.BAD_ARGUMENT,
                        "there is no judge of pairs \"" + name + "\"; there are longer, first and refusal");
        };
    }

    private interface Worth {
        int of(String answer);
    }

    private static PairJudge pairs(String name, Worth worth) {
        return pairs(name, worth, PairJudge.Preference.TIE);
    }

    private static PairJudge pairs(String name, Worth worth, PairJudge.Preference ifEqual) {
        return new PairJudge() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Preference prefer(String prompt, String first, String second) {
                int order = Integer.compare(worth.of(lastTurn(first)), worth.of(lastTurn(second)));
                return order == 0 ? ifEqual : order > 0 ? Preference.FIRST : Preference.SECOND;
            }
        };
    }

    /// The last answer of a transcript whose turns begin with `Assistant:`, or the whole text.
    private static String lastTurn(String text) {
        int at = text.lastIndexOf("\n\nAssistant:");
        return at < 0 ? text : text.substring(at + "\n\nAssistant:".length());
    }
}
