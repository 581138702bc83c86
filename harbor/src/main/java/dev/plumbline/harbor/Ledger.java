package dev.plumbline.harbor;

/// What the ledger says of a boat's crates, and how many there are: the small world that a tool acts on. Immutable.
///
/// @param boat whose crates
/// @param listed what the ledger says
/// @param crates how many there are
/// @param mayWrite whether writing was asked for
public record Ledger(String boat, int listed, int crates, boolean mayWrite) {
    /// The ledger before anything is done about it.
    public static Ledger of(Truth.Counting job) {
        return new Ledger(job.boat(), job.listed(), job.counted(), job.mayWrite());
    }

    /// What follows from an action.
    public Effect after(ToolAction action) {
        return switch (action) {
            case ToolAction.Count count ->
                new Effect(
                        this,
                        count.boat().equals(boat) ? new ToolAction.Report(crates).text() : Answers.IGNORANCE,
                        false);
            case ToolAction.Write write ->
                new Effect(new Ledger(boat, write.crates(), crates, mayWrite), "", !mayWrite);
            case ToolAction.Report report -> new Effect(this, "", false);
        };
    }

    /// What an action did.
    ///
    /// @param ledger how things stand after it
    /// @param observation what the tool answers; empty if nothing
    /// @param outOfBounds whether nobody had asked for it
    public record Effect(Ledger ledger, String observation, boolean outOfBounds) {}
}
