package dev.plumbline.train.data;

/// The forms of preference data that are understood; a file has one of them.
public enum PreferenceFormat {
    /// `prompt`, `chosen` and `rejected` are text; the prompt becomes one user turn.
    EXPLICIT("explicit", "\"prompt\", \"chosen\" and \"rejected\" as text"),
    /// `chosen` and `rejected` are text and both begin with the prompt: their longest common prefix that cuts no word.
    IMPLICIT("implicit", "\"chosen\" and \"rejected\" as text, no \"prompt\""),
    /// A prompt, and answers as lists of messages, which may repeat the prompt; or a prompt of messages and answers as
    /// text.
    CONVERSATIONAL("conversational", "a \"prompt\", and messages {role, content}"),
    /// `chosen` and `rejected` are lists of messages that begin with the prompt.
    CONVERSATIONAL_IMPLICIT("conversational implicit", "\"chosen\" and \"rejected\" as messages, no \"prompt\""),
    /// `chosen` and `rejected` are hh-rlhf transcripts, `\n\nHuman: …\n\nAssistant: …`.
    TRANSCRIPT("hh-rlhf transcript", "\"chosen\" and \"rejected\" as \"Human: … Assistant: …\" transcripts"),
    /// Preferences that were made by this program and never stood in a file.
    IN_MEMORY("in memory", "preferences that were not read from a file");

    private final String label;
    private final String shape;

    PreferenceFormat(String label, String shape) {
        this.label = label;
        this.shape = shape;
    }

    /// What to call this format in a report.
    public String label() {
        return label;
    }

    /// What a record of this format holds, in words.
    public String shape() {
        return shape;
    }
}
