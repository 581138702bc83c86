package dev.plumbline.train.data;

import java.util.Objects;

/// How much more often a word occurs in chosen than in rejected answers.
///
/// @param inChosen chosen answers that hold the word
/// @param inRejected rejected answers that hold it
/// @param onlyChosen pairs in which only the chosen answer holds it
/// @param onlyRejected pairs in which only the rejected answer holds it
public record WordLift(String word, int inChosen, int inRejected, int onlyChosen, int onlyRejected) {
    public WordLift {
        Objects.requireNonNull(word, "word");
    }

    /// Rate in chosen over rate in rejected answers, with 1/2 added to both counts so that it always exists.
    public double lift() {
        return (inChosen + 0.5) / (inRejected + 0.5);
    }

    /// The sign test's normal deviate over the pairs that differ, (c - r) / sqrt(c + r); 0 if none does.
    ///
    /// Whoever reads the extremes of a table of thousands of words must expect some of them to be chance.
    public double z() {
        int differing = onlyChosen + onlyRejected;
        return differing == 0 ? 0 : (onlyChosen - onlyRejected) / Math.sqrt(differing);
    }
}
