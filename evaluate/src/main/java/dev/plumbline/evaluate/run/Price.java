package dev.plumbline.evaluate.run;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;

/// What tokens cost, in a currency that the caller has in mind.
///
/// @param read a million tokens read
/// @param written a million tokens written
public record Price(double read, double written) {
    /// Nothing.
    public static final Price FREE = new Price(0, 0);

    public Price {
        if (!(read >= 0 && written >= 0) || Double.isInfinite(read) || Double.isInfinite(written)) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, "a price must be 0 or more, not " + read + " and " + written);
        }
    }

    /// What so many tokens cost.
    public double of(long tokensRead, long tokensWritten) {
        return (tokensRead * read + tokensWritten * written) / 1e6;
    }
}
