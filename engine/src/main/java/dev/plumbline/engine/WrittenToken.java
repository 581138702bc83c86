package dev.plumbline.engine;

import java.util.List;

/// A token that was written, and how likely the model itself found it and others: at temperature 1, before any rule.
///
/// @param id the token
/// @param logProbability log p of it
/// @param alternatives the likeliest tokens, the likeliest first, as many as the options ask for
public record WrittenToken(int id, double logProbability, List<Alternative> alternatives) {
    /// A token that could have been written.
    public record Alternative(int id, double logProbability) {}

    public WrittenToken {
        alternatives = List.copyOf(alternatives);
    }
}
