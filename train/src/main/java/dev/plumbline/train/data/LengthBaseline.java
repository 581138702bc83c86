package dev.plumbline.train.data;

import dev.plumbline.core.Preference;
import java.util.List;

/// Looks at nothing but which answer is longer, and prefers longer or shorter ones as the training pairs did.
///
/// Its confidence is the training pairs' rate with one success and one failure added (Laplace's rule), so that it
/// is never certain; it is undecided between answers of equal length.
///
/// @param longerChosen training pairs whose longer answer was chosen
/// @param shorterChosen training pairs whose shorter answer was chosen
public record LengthBaseline(int longerChosen, int shorterChosen) implements PairScorer {
    /// Counts the training pairs.
    public static LengthBaseline fit(List<Located<Preference>> train) {
        LengthBias bias = LengthBias.of(train);
        return new LengthBaseline(bias.longerChosen(), bias.shorterChosen());
    }

    @Override
    public String name() {
        return "length only (" + (longerChosen > shorterChosen ? "longer" : "shorter") + " is better)";
    }

    @Override
    public double logit(Preference pair) {
        double longer = StrictMath.log((longerChosen + 1.0) / (shorterChosen + 1.0));
        return Integer.signum(LengthBias.lengthDifference(pair)) * longer + 0.0;
    }
}
