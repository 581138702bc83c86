package dev.plumbline.harbor;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;

/// How large a town is. Its facts number `3 boats + goods + shops`.
///
/// @param boats boats that exist, in [4, 80]; each has a captain of its own, a cargo and a pier
/// @param goods goods that have a price, in [4, 56]
/// @param shops shops that have an hour of opening, in [4, 40]
/// @param piers piers, in [2, 24]
/// @param strangers boats that do not exist but are asked about, in [2, 94 - boats]; goods and shops likewise, each at
///     most as many as its list has left over, and at least two
/// @param operands the largest operand of a sum, in [2, 12]
/// @param steps the most steps of a sum, in [1, 3]
public record HarborSize(int boats, int goods, int shops, int piers, int strangers, int operands, int steps) {
    public HarborSize {
        within("boats", boats, 4, 80);
        within("goods", goods, 4, 56);
        within("shops", shops, 4, 40);
        within("piers", piers, 2, Words.PIERS.size());
        within("strangers", strangers, 2, Words.BOATS.size() - boats);
        within("operands", operands, 2, 12);
        within("steps", steps, 1, 3);
    }

    /// 200 facts, 92 sums of one step.
    public static HarborSize standard() {
        return new HarborSize(48, 32, 24, 12, 24, 8, 2);
    }

    /// 72 facts, 22 sums of one step: learned from nothing in a fraction of the time.
    public static HarborSize small() {
        return new HarborSize(16, 14, 10, 6, 8, 4, 2);
    }

    /// 312 facts, 145 sums of one step, sums of up to three steps.
    public static HarborSize large() {
        return new HarborSize(72, 56, 40, 24, 22, 10, 3);
    }

    /// How many facts a town of this size has.
    public int facts() {
        return 3 * boats + goods + shops;
    }

    private static void within(String name, int value, int low, int high) {
        if (value < low || value > high) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "harbor size: " + name + " must lie in [" + low + ", " + high + "], not " + value);
        }
    }
}
