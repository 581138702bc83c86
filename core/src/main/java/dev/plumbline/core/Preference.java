package dev.plumbline.core;

import java.util.Objects;

/// One comparison: after the same prompt, one answer was preferred to another.
///
/// @param prompt what both answers reply to
/// @param chosen the preferred answer's text
/// @param rejected the other answer's text
/// @param margin by how much, in the rater's own unit; 0 if not stated
public record Preference(Conversation prompt, String chosen, String rejected, double margin) {
    public Preference {
        Objects.requireNonNull(prompt, "prompt");
        Objects.requireNonNull(chosen, "chosen");
        Objects.requireNonNull(rejected, "rejected");
        if (!Double.isFinite(margin)) {
            throw new PlumblineException(ErrorCode.BAD_DATA, "a preference's margin must be finite, not " + margin);
        }
    }

    public Preference(Conversation prompt, String chosen, String rejected) {
        this(prompt, chosen, rejected, 0);
    }
}
