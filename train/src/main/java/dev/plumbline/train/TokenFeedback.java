package dev.plumbline.train;

/// One answer that was found good or bad.
///
/// @param answer prompt and answer, of which the answer is learned
/// @param good what was found
/// @param mismatched the same prompt with an answer that belongs to another: where KTO measures how far the policy
/// has moved at all
public record TokenFeedback(TokenRow answer, boolean good, TokenRow mismatched) {}
