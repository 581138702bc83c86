package dev.plumbline.train.data;

/// The forms of demonstration data that are understood; a file has one of them.
public enum DemonstrationFormat {
    /// `messages`: a list of messages.
    MESSAGES("\"messages\""),
    /// `prompt` and `completion`, each text or a list of messages.
    PROMPT_COMPLETION("\"prompt\" and \"completion\""),
    /// `text`.
    TEXT("\"text\"");

    private final String shape;

    DemonstrationFormat(String shape) {
        this.shape = shape;
    }

    /// What a record of this format holds, in words.
    public String shape() {
        return shape;
    }
}
