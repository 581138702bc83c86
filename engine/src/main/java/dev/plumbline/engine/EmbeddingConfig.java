package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;

/// How ids become vectors.
///
/// @param vocabulary rows of the table, at least 1
/// @param width of a row; where it is not the residual stream's, a projection leads in and another out again
/// @param scale multiplies a row
/// @param tied whether the output layer shares the table
public record EmbeddingConfig(int vocabulary, int width, double scale, boolean tied) {
    public EmbeddingConfig {
        DecoderConfig.positive("vocab_size", vocabulary);
        DecoderConfig.positive("word_embed_proj_dim", width);
        if (!(scale > 0) || Double.isInfinite(scale)) {
            throw new PlumblineException(
                    ErrorCode.BAD_CHECKPOINT,
                    "decoder configuration: the scale of embeddings must be above 0, not " + scale);
        }
    }
}
