package dev.plumbline.train.reward;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.model.RanksAnswers;
import dev.plumbline.train.RewardFunction;
import java.util.List;
import java.util.function.Function;

/// A language model as judge: it is asked about each answer and replies with one of several grades, whose
/// log-probabilities give the *expected* grade, smoother than the one grade that it would write (Liu et al.
/// 2023, G-Eval, arXiv 2303.16634).
///
/// A judge behind a URL is asked on the reward's own thread, within the reward's limit of time. A judge that computes
/// on this machine's engine must be asked beforehand or between updates, since the engine is at work meanwhile.
///
/// @param judge who is asked
/// @param question the prompt that asks about an answer
/// @param grades the replies, at least two, all different
/// @param values what each is worth, finite
@SuppressWarnings("ArrayRecordComponent") // never compared
public record JudgeReward(
        RanksAnswers judge,
        Function<RewardFunction.Sampled, Conversation> question,
        List<String> grades,
        double[] values)
        implements RewardFunction {
    public JudgeReward {
        grades = List.copyOf(grades);
        values = values.clone();
        if (grades.size() < 2 || grades.stream().distinct().count() != grades.size()) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, "a judge needs at least two grades, all different; found " + grades);
        }
        if (values.length != grades.size()) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, values.length + " values came with " + grades.size() + " grades");
        }
    }

    /// The expected grade of each answer; NaN where the judge considered none of the grades.
    @Override
    public double[] rewards(List<Sampled> answers) {
        return answers.stream()
                .mapToDouble(answer -> expected(judge.rank(question.apply(answer), grades)))
                .toArray();
    }

    private double expected(double[] logs) {
        double most = Double.NEGATIVE_INFINITY;
        for (double log : logs) {
            most = Math.max(most, log);
        }
        if (Double.isInfinite(most)) {
            return Double.NaN;
        }
        double sum = 0;
        double weights = 0;
        for (int i = 0; i < logs.length; i++) {
            double weight = Math.exp(logs[i] - most);
            sum += weight * values[i];
            weights += weight;
        }
        return sum / weights;
    }
}
