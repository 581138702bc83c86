package dev.plumbline.train.reward;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Whether an answer holds the solution that was expected.
@FunctionalInterface
public interface Verifier {
    /// The whole answer, white space at both ends aside, is the solution.
    Verifier EXACT = (answer, solution) -> answer.strip().equals(solution.strip());

    /// The last number in the answer equals the solution: `1,200`, `1200.0` and `$1200` are one number.
    Verifier LAST_NUMBER = Verifier::sameNumber;

    /// Whether the answer holds the solution. Answers are hostile: a verifier must end on any text.
    boolean accepts(String answer, String solution);

    /// What the first group of a pattern's last match holds is the solution.
    ///
    /// @param pattern with at least one group, such as `Answer: (\S+)`
    static Verifier lastMatch(Pattern pattern) {
        if (pattern.matcher("").groupCount() < 1) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "the pattern " + pattern + " has no group; put what is to be compared in parentheses");
        }
        return (answer, solution) -> {
            Matcher matcher = pattern.matcher(answer);
            String last = "";
            boolean found = false;
            while (matcher.find()) {
                String group = matcher.group(1);
                last = group == null ? "" : group;
                found = true;
            }
            return found && last.strip().equals(solution.strip());
        };
    }

    private static boolean sameNumber(String answer, String solution) {
        String found = Numbers.last(answer);
        String wanted = Numbers.last(solution);
        if (wanted.isEmpty()) {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA, "the expected solution \"" + solution + "\" holds no number to compare with");
        }
        return !found.isEmpty() && new BigDecimal(found).compareTo(new BigDecimal(wanted)) == 0;
    }
}
