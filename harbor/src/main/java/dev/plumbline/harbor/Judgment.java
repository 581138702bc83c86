package dev.plumbline.harbor;

/// What a rater said of two answers.
///
/// @param prefersA whether it marked the first
/// @param probabilityA how probable that was before chance decided, in [0, 1]
public record Judgment(boolean prefersA, double probabilityA) {}
