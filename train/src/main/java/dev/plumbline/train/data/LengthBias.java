package dev.plumbline.train.data;

import dev.plumbline.core.Estimate;
import dev.plumbline.core.Preference;
import dev.plumbline.core.stats.Proportion;
import java.util.List;

/// How often the longer of two answers was chosen. Length is counted in characters (code points).
///
/// @param longerChosen pairs whose chosen answer is the longer one
/// @param shorterChosen pairs whose chosen answer is the shorter one
/// @param equal pairs whose answers have the same length; they are not part of the share
/// @param difference chosen length - rejected length, over all pairs
public record LengthBias(int longerChosen, int shorterChosen, int equal, Distribution difference) {
    /// Counts pairs whose answers differ.
    ///
    /// @throws PlumblineException UNDEFINED if there is no pair
    public static LengthBias of(List<Located<Preference>> pairs) {
        int[] differences =
                pairs.stream().mapToInt(p -> lengthDifference(p.value())).toArray();
        int longer = 0;
        int shorter = 0;
        for (int d : differences) {
            longer += d > 0 ? 1 : 0;
            shorter += d < 0 ? 1 : 0;
        }
        return new LengthBias(longer, shorter, differences.length - longer - shorter, Distribution.of(differences));
    }

    /// The share of pairs with unequal lengths in which the longer answer was chosen, with Wilson's interval.
    ///
    /// @param level the interval's coverage, in (0, 1)
    /// @throws PlumblineException UNDEFINED if all lengths are equal
    public Estimate share(double level) {
        return new Proportion(longerChosen, longerChosen + shorterChosen).wilson(level);
    }

    /// Characters of the chosen answer less those of the rejected one.
    public static int lengthDifference(Preference pair) {
        return Words.length(pair.chosen()) - Words.length(pair.rejected());
    }
}
