package dev.plumbline.harbor;

import java.util.Objects;

/// One thing that is so in a town, such as "the captain of the heron is tom".
///
/// @param relation what it is about
/// @param entity the boat, good or shop it is about, one word
/// @param value what is so, one word
/// @param split whether it is used to teach conduct or kept for audits; the base model learns both
public record Fact(Relation relation, String entity, String value, Split split) {
    public Fact {
        Objects.requireNonNull(relation, "relation");
        Objects.requireNonNull(entity, "entity");
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(split, "split");
    }
}
