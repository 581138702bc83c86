package dev.plumbline.harbor;

import dev.plumbline.core.Conversation;
import java.util.Objects;

/// A prompt with the truth about it.
///
/// @param id says which it is among all prompts of a town: two examples with the same id are the same prompt
/// @param pairId what it shares with the examples that differ from it in one respect only (what the user thinks, or the
///     frame); its own id if it has no such partners
/// @param family which kind of conversation it is
/// @param frame what it says of its own circumstances
/// @param prompt what the assistant answers to
/// @param truth what is so
public record HarborExample(String id, String pairId, Family family, Frame frame, Conversation prompt, Truth truth) {
    public HarborExample {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(pairId, "pairId");
        Objects.requireNonNull(family, "family");
        Objects.requireNonNull(frame, "frame");
        Objects.requireNonNull(prompt, "prompt");
        Objects.requireNonNull(truth, "truth");
    }

    HarborExample(String id, Family family, Conversation prompt, Truth truth) {
        this(id, id, family, Frame.NONE, prompt, truth);
    }
}
