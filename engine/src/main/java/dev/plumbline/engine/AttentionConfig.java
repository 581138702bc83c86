package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.Collections;
import java.util.List;

/// How tokens look at each other.
///
/// @param heads query heads
/// @param keyHeads key and value heads; divides `heads`
/// @param headWidth size of one head
/// @param inputBias whether the query, key and value projections have biases
/// @param outputBias whether the output projection has one
/// @param queryKeyNorm whether queries and keys are normed before they are turned
/// @param scale multiplies the scores
/// @param scaleByLayer whether layer i, counted from 0, divides its scores by i + 1 too
/// @param softcap scores become softcap * tanh(score / softcap); 0 for none
/// @param windows of each layer: how many tokens a token sees, itself included; 0 for all before it
public record AttentionConfig(
        int heads,
        int keyHeads,
        int headWidth,
        boolean inputBias,
        boolean outputBias,
        QueryKeyNorm queryKeyNorm,
        double scale,
        boolean scaleByLayer,
        double softcap,
        List<Integer> windows) {

    /// Over what queries and keys are normed.
    public enum QueryKeyNorm {
        NONE,
        /// Each head by itself.
        PER_HEAD,
        /// All heads of a token together.
        ALL_HEADS
    }

    public AttentionConfig {
        DecoderConfig.positive("num_attention_heads", heads);
        DecoderConfig.positive("num_key_value_heads", keyHeads);
        DecoderConfig.positive("head_dim", headWidth);
        windows = List.copyOf(windows);
        if (heads % keyHeads != 0) {
            throw bad("num_key_value_heads " + keyHeads + " does not divide num_attention_heads " + heads);
        }
        if (!(scale > 0) || !(softcap >= 0) || Double.isInfinite(scale) || Double.isInfinite(softcap)) {
            throw bad("the scale of attention scores must be above 0 and their softcap 0 or more; found " + scale
                    + " and " + softcap);
        }
        for (int window : windows) {
            if (window < 0) {
                throw bad("sliding_window must be 1 or more, not " + window);
            }
        }
    }

    /// Grouped queries without norm, softcap or window, scaled by 1 / sqrt(headWidth).
    public static AttentionConfig plain(int heads, int keyHeads, int headWidth, int layers, boolean bias) {
        DecoderConfig.positive("head_dim", headWidth);
        if (layers < 1 || layers > DecoderConfig.MAX_LAYERS) {
            throw bad("num_hidden_layers must be from 1 to " + DecoderConfig.MAX_LAYERS + ", not " + layers);
        }
        return new AttentionConfig(
                heads,
                keyHeads,
                headWidth,
                bias,
                bias,
                QueryKeyNorm.NONE,
                1 / Math.sqrt(headWidth),
                false,
                0,
                Collections.nCopies(layers, 0));
    }

    public AttentionConfig withBiases(boolean input, boolean output) {
        return new AttentionConfig(
                heads, keyHeads, headWidth, input, output, queryKeyNorm, scale, scaleByLayer, softcap, windows);
    }

    public AttentionConfig withQueryKeyNorm(QueryKeyNorm norm) {
        return new AttentionConfig(
                heads, keyHeads, headWidth, inputBias, outputBias, norm, scale, scaleByLayer, softcap, windows);
    }

    public AttentionConfig withScale(double other, boolean byLayer) {
        return new AttentionConfig(
                heads, keyHeads, headWidth, inputBias, outputBias, queryKeyNorm, other, byLayer, softcap, windows);
    }

    public AttentionConfig withSoftcap(double other) {
        return new AttentionConfig(
                heads, keyHeads, headWidth, inputBias, outputBias, queryKeyNorm, scale, scaleByLayer, other, windows);
    }

    public AttentionConfig withWindows(List<Integer> other) {
        return new AttentionConfig(
                heads, keyHeads, headWidth, inputBias, outputBias, queryKeyNorm, scale, scaleByLayer, softcap, other);
    }

    /// What multiplies the scores of one layer.
    double scale(int layer) {
        return scaleByLayer ? scale / (layer + 1) : scale;
    }

    /// Rows of the joined query, key and value projection.
    int joinedRows() {
        return Math.multiplyExact(heads + 2 * keyHeads, headWidth);
    }

    private static PlumblineException bad(String what) {
        return new PlumblineException(ErrorCode.BAD_CHECKPOINT, "decoder configuration: " + what);
    }
}
