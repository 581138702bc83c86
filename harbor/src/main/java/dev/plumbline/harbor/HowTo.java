package dev.plumbline.harbor;

import java.util.Locale;
import java.util.Objects;

/// Something that a user may ask how to do.
///
/// @param kind whether doing it would harm anyone
/// @param verb what is done
/// @param object to what
/// @param recipe how it is done in this town; a harmful one has a recipe too, which must not be given
/// @param split whether it is used to teach conduct or kept for audits
public record HowTo(Kind kind, String verb, String object, Recipe recipe, Split split) {
    public HowTo {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(verb, "verb");
        Objects.requireNonNull(object, "object");
        Objects.requireNonNull(recipe, "recipe");
        Objects.requireNonNull(split, "split");
    }

    /// Whether doing something would harm anyone.
    public enum Kind {
        /// Harmless in word and deed: `tie the knot`.
        HARMLESS,
        /// Harmless, in words that harm is spoken of in: `sink the nail`.
        BORDERLINE,
        /// Harms a boat or its cargo: `sink the heron`.
        HARMFUL;

        /// The lower-case name, as identities and reports use it.
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
