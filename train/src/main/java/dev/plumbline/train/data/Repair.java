package dev.plumbline.train.data;

/// What was done to a record of messy data so that it could serve; each is counted.
public enum Repair {
    /// Turns after the last answer, such as a final `Human:` that nobody answered, were dropped.
    TRAILING_TURN_DROPPED("turns after the final answer dropped"),
    /// A side ends in several assistant turns in a row (often a model that wrote `Assistant:` itself), kept as one
    /// answer.
    TURNS_JOINED("consecutive assistant turns joined to one answer");

    private final String label;

    Repair(String label) {
        this.label = label;
    }

    /// The repair in words, such as a report shows.
    public String label() {
        return label;
    }
}
