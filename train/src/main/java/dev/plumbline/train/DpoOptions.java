package dev.plumbline.train;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;

/// What may be added to a preference loss.
///
/// @param tailWeight how much tokens beyond the shorter answer of a pair count, in [0, 1]; 1 for all alike (LD-DPO, Liu et
/// al. 2024, arXiv 2409.06411)
/// @param weighted whether each pair weighs as much as the policy would be likely to write it (WPO, Zhou et al. 2024,
/// arXiv 2406.11827)
/// @param followEvery updates after which the reference follows the policy; 0 never (TR-DPO, Gorbatovski et al. 2024,
/// arXiv 2404.09656)
/// @param followShare share of the policy in the reference after that, in (0, 1]; .6 in the paper
public record DpoOptions(double tailWeight, boolean weighted, int followEvery, double followShare) {
    /// Nothing added.
    public static final DpoOptions PLAIN = new DpoOptions(1, false, 0, 1);

    public DpoOptions {
        if (!(tailWeight >= 0 && tailWeight <= 1) || followEvery < 0 || !(followShare > 0 && followShare <= 1)) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "the tail's weight must be in [0, 1], follow-every 0 or more and the share in (0, 1]; found "
                            + tailWeight + ", " + followEvery + ", " + followShare);
        }
    }

    boolean follows() {
        return followEvery > 0;
    }
}
