package dev.plumbline.train;

/// Two answers to one prompt as token rows, the preferred one first.
///
/// @param margin by how much it is preferred, in the rater's unit; 0 if not stated
public record TokenPair(TokenRow chosen, TokenRow rejected, double margin) {}
