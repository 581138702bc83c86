package dev.plumbline.evaluate.suite;

/// What a reader must know before trusting a suite's figures.
///
/// @param measures what it measures
/// @param limits what it does not tell
/// @param chance what a model gets that answers at random or not at all
/// @param confounds what else moves the figure
/// @param source where the design comes from
public record Card(String measures, String limits, String chance, String confounds, String source) {}
