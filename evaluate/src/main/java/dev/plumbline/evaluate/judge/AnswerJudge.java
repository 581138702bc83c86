package dev.plumbline.evaluate.judge;

/// Says yes or no about one answer.
public interface AnswerJudge {
    /// How reports name it.
    String name();

    /// The verdict on an answer. The human label is there to be ignored, except by judges that were recorded beside it.
    Verdict judge(LabelledAnswer answer);
}
