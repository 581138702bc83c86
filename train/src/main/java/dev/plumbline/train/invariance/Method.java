package dev.plumbline.train.invariance;

/// The ways to learn that are checked. All but the first need comparisons.
public enum Method {
    SFT("sft"),
    REWARD_MODEL("reward model"),
    DPO("dpo"),
    KTO("kto"),
    BCO("bco"),
    ORPO("orpo"),
    SIMPO("simpo"),
    /// The update of sampled answers; the answers are the data's, with made-up advantages.
    GRPO("grpo");

    private final String label;

    Method(String label) {
        this.label = label;
    }

    /// How a report names it.
    public String label() {
        return label;
    }
}
