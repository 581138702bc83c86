package dev.plumbline.model;

import dev.plumbline.core.Conversation;
import java.util.List;

/// The capability of saying how likely a given answer is.
public interface ScoresText {
    /// An answer to be scored after its prompt.
    record Candidate(Conversation prompt, String answer) {}

    /// For each candidate, log p of every answer token given all before it, the end-of-turn token last.
    List<double[]> logProbabilities(List<Candidate> candidates);
}
