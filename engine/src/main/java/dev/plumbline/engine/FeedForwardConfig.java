package dev.plumbline.engine;

/// The layer that works on each token by itself.
///
/// @param inner its width
/// @param gated whether it is down(act(gate(x)) * up(x)) (Shazeer 2020) and not down(act(up(x)))
/// @param activation act
/// @param bias whether its projections have biases
public record FeedForwardConfig(int inner, boolean gated, Activation activation, boolean bias) {
    public FeedForwardConfig {
        DecoderConfig.positive("intermediate_size", inner);
    }
}
