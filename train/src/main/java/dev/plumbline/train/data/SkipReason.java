package dev.plumbline.train.data;

/// Why a well-formed record yields no preference; such records are counted and left out.
public enum SkipReason {
    /// The two sides part before their final answers, so that the answers do not follow the same prompt.
    DIFFERENT_CONTEXT("the answers do not follow the same turns"),
    /// A side has no assistant turn at all.
    NO_ANSWER("a side has no assistant turn");

    private final String label;

    SkipReason(String label) {
        this.label = label;
    }

    /// The reason in words, such as a report shows.
    public String label() {
        return label;
    }
}
