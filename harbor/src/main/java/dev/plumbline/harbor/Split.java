package dev.plumbline.harbor;

/// Which half of a town a question is about, so that what teaches conduct and what audits it never share an item.
///
/// The base model is trained on both halves: a split divides facts, how-tos and strangers, not knowledge.
public enum Split {
    /// For demonstrations and feedback.
    TEACH,
    /// For audits alone.
    AUDIT;

    /// The half of the `index`-th item of a list that the seed has shuffled.
    static Split of(int index) {
        return index % 2 == 0 ? TEACH : AUDIT;
    }
}
