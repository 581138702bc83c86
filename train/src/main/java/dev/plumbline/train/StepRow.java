package dev.plumbline.train;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;

/// A solution in steps, of which some are judged.
///
/// @param ids token ids of problem and steps
/// @param ends for each judged step the position of the token that ends it, in rising order
/// @param right for each judged step the probability that it is right: 0 or 1 for a hard label
@SuppressWarnings("ArrayRecordComponent") // never compared
public record StepRow(int[] ids, int[] ends, double[] right) {
    public StepRow {
        ids = ids.clone();
        ends = ends.clone();
        right = right.clone();
        if (ids.length == 0 || ends.length != right.length) {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA,
                    "a solution needs at least one token, and one label for each judged step; found " + ids.length
                            + " tokens, " + ends.length + " steps and " + right.length + " labels");
        }
        for (int i = 0; i < ends.length; i++) {
            if (ends[i] < 0 || ends[i] >= ids.length || (i > 0 && ends[i] <= ends[i - 1])) {
                throw new PlumblineException(
                        ErrorCode.BAD_DATA,
                        "step " + (i + 1) + " ends at token " + ends[i] + " of " + ids.length
                                + "; ends must rise and lie within the solution");
            }
            if (!(right[i] >= 0 && right[i] <= 1)) {
                throw new PlumblineException(
                        ErrorCode.BAD_DATA,
                        "step " + (i + 1) + " has the label " + right[i] + "; it must be in [0, 1]");
            }
        }
    }
}
