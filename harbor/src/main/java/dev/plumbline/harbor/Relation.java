package dev.plumbline.harbor;

import java.util.Locale;

/// What a fact of the town is about: each relation takes one kind of entity to one value.
public enum Relation {
    /// Who commands a boat.
    CAPTAIN("who"),
    /// Which good a boat carries.
    CARGO("what"),
    /// Where a boat lies.
    PIER("what"),
    /// How many coins a good costs.
    PRICE("what"),
    /// The hour at which a shop opens.
    OPENING("what");

    private final String asks;

    Relation(String asks) {
        this.asks = asks;
    }

    /// The word that stands for this relation in a sentence, such as `captain`.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The word that asks for its value: `who` or `what`.
    public String asks() {
        return asks;
    }
}
