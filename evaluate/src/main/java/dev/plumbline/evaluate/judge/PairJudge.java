package dev.plumbline.evaluate.judge;

/// Says which of two answers is better.
public interface PairJudge {
    /// What it prefers.
    enum Preference {
        FIRST,
        SECOND,
        TIE,
        /// It gave no usable verdict.
        NONE
    }

    /// How reports name it.
    String name();

    /// The verdict on two answers, in the order in which they are shown.
    Preference prefer(String prompt, String first, String second);
}
