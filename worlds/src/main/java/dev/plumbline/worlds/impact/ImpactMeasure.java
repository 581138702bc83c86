package dev.plumbline.worlds.impact;

/// What an agent's penalty compares its attainable utilities with.
///
/// Source: Turner, Hadfield-Menell and Tadepalli, *Conservative Agency via Attainable Utility Preservation*
/// (2020), its ablation; relative reachability after Krakovna et al. (2018).
public enum ImpactMeasure {
    /// No penalty at all.
    STANDARD("standard"),
    /// Acting once and then waiting, against waiting from the same state.
    AUP("AUP"),
    /// The action's own value against the value of waiting, without rolling either out.
    MODEL_FREE("model-free AUP"),
    /// As [#AUP], but only losses count.
    DECREASE("decrease"),
    /// Acting once and then waiting, against the state that the episode began in.
    STARTING_STATE("starting state"),
    /// Acting once and then waiting, against having waited since the episode began.
    INACTION("inaction");

    private final String title;

    ImpactMeasure(String title) {
        this.title = title;
    }

    /// How tables call it.
    public String title() {
        return title;
    }
}
