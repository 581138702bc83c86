package dev.plumbline.train.reward;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.List;
import java.util.Map;

/// A reward that can be checked: `right` for an answer that holds its prompt's solution, `wrong` for any other.
///
/// @param solutions the solution of each prompt, by the prompt's text
/// @param right reward of an accepted answer, finite
/// @param wrong reward of any other, finite
public record VerifiedReward(Map<String, String> solutions, Verifier verifier, double right, double wrong)
        implements TextReward {
    public VerifiedReward {
        solutions = Map.copyOf(solutions);
        if (!Double.isFinite(right) || !Double.isFinite(wrong)) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "the rewards of right and wrong answers must be numbers; found " + right + " and " + wrong);
        }
    }

    /// 1 for a right answer, 0 for any other.
    public VerifiedReward(Map<String, String> solutions, Verifier verifier) {
        this(solutions, verifier, 1, 0);
    }

    /// @throws PlumblineException BAD_DATA if there is no solution to a prompt
    @Override
    public double[] rewards(List<Answer> answers) {
        double[] rewards = new double[answers.size()];
        for (int i = 0; i < rewards.length; i++) {
            Answer answer = answers.get(i);
            String solution = solutions.get(answer.prompt());
            if (solution == null) {
                throw new PlumblineException(
                        ErrorCode.BAD_DATA,
                        "there is no solution to the prompt \"" + shortened(answer.prompt())
                                + "\"; give one for every prompt, under its exact text");
            }
            rewards[i] = verifier.accepts(answer.text(), solution) ? right : wrong;
        }
        return rewards;
    }

    static String shortened(String text) {
        int longest = 80;
        return text.length() <= longest ? text : text.substring(0, longest) + "...";
    }
}
