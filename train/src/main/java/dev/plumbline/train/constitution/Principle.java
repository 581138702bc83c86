package dev.plumbline.train.constitution;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;

/// One thing that a constitution asks of an answer.
///
/// @param id as labels and reports cite it: lower-case letters, digits and dashes
/// @param text what a model is told, in words that it understands
/// @param weight how much it counts against the others, above 0
/// @param source where it comes from; not empty
public record Principle(String id, String text, double weight, String source) {
    public Principle {
        if (!id.matches("[a-z0-9][a-z0-9-]*")) {
            throw bad("the id \"" + id + "\" must be lower-case letters, digits and dashes");
        }
        if (text.isBlank()) {
            throw bad("principle \"" + id + "\" has no text; say what it asks of an answer");
        }
        if (!(weight > 0 && Double.isFinite(weight))) {
            throw bad("the weight of \"" + id + "\" must be above 0, not " + weight);
        }
        if (source.isBlank()) {
            throw bad("principle \"" + id + "\" names no source; say where it comes from");
        }
    }

    private static PlumblineException bad(String what) {
        return new PlumblineException(ErrorCode.BAD_DATA, what);
    }
}
