package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;

/// The shape of a Llama-like decoder: RMS norms before each block, rotary positions, grouped queries, SwiGLU.
///
/// @param vocabulary rows of the embedding, at least 1
/// @param width size of the residual stream
/// @param layers blocks, at least 1
/// @param heads query heads
/// @param keyHeads key and value heads; divides `heads`
/// @param headWidth size of one head, even
/// @param feedForward inner size of the gated feed-forward layer
/// @param context positions that it was made for
/// @param normEpsilon added to the mean square in every norm
/// @param ropeTheta base of the rotary frequencies
/// @param attentionBias whether query, key, value and output projections have biases
/// @param feedForwardBias whether the feed-forward projections have biases
/// @param tied whether the output layer shares the embedding's weights
/// @param head what is read off the last hidden states
/// @param initialDeviation standard deviation of fresh weights
public record DecoderConfig(
        int vocabulary,
        int width,
        int layers,
        int heads,
        int keyHeads,
        int headWidth,
        int feedForward,
        int context,
        double normEpsilon,
        double ropeTheta,
        boolean attentionBias,
        boolean feedForwardBias,
        boolean tied,
        Head head,
        double initialDeviation) {

    /// What is read off the last hidden states.
    public enum Head {
        /// Logits over the vocabulary.
        LANGUAGE,
        /// One number per sequence, read at its last token.
        REWARD,
        /// Two logits per token, wrong and right, with a bias: a process reward model.
        STEP
    }

    public DecoderConfig {
        positive("vocab_size", vocabulary);
        positive("hidden_size", width);
        positive("num_hidden_layers", layers);
        positive("num_attention_heads", heads);
        positive("num_key_value_heads", keyHeads);
        positive("head_dim", headWidth);
        positive("intermediate_size", feedForward);
        positive("max_position_embeddings", context);
        if (heads % keyHeads != 0) {
            throw bad("num_key_value_heads " + keyHeads + " does not divide num_attention_heads " + heads);
        }
        if (headWidth % 2 != 0) {
            throw bad("head_dim " + headWidth + " is odd; rotary positions need pairs");
        }
        if (!(normEpsilon > 0) || !(ropeTheta > 1) || !(initialDeviation > 0)) {
            throw bad("rms_norm_eps, initializer_range must be above 0 and rope_theta above 1; found " + normEpsilon
                    + ", " + initialDeviation + ", " + ropeTheta);
        }
    }

    /// A plain Llama shape: no biases, tied embeddings, one key head per head, theta 10,000.
    public static DecoderConfig llama(
            int vocabulary, int width, int layers, int heads, int feedForward, int context, boolean tied) {
        return new DecoderConfig(
                vocabulary,
                width,
                layers,
                heads,
                heads,
                width / heads,
                feedForward,
                context,
                1e-5,
                10_000,
                false,
                false,
                tied,
                Head.LANGUAGE,
                .02);
    }

    /// The same trunk with another head. A reward head has weights of its own, so nothing is tied then.
    public DecoderConfig withHead(Head other) {
        return new DecoderConfig(
                vocabulary,
                width,
                layers,
                heads,
                keyHeads,
                headWidth,
                feedForward,
                context,
                normEpsilon,
                ropeTheta,
                attentionBias,
                feedForwardBias,
                tied && other == Head.LANGUAGE,
                other,
                initialDeviation);
    }

    /// Rows of the joined query, key and value projection.
    int qkvRows() {
        return (heads + 2 * keyHeads) * headWidth;
    }

    private static void positive(String key, int value) {
        if (value < 1) {
            throw bad(key + " must be 1 or more, not " + value);
        }
    }

    private static PlumblineException bad(String what) {
        return new PlumblineException(ErrorCode.BAD_CHECKPOINT, "decoder configuration: " + what);
    }
}
