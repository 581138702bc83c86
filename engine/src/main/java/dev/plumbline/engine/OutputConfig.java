package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.OptionalInt;

/// What is read off the last hidden states.
///
/// @param labels numbers that a classification gives per sequence or token, at least 1
/// @param pad the token that a sequence's score is not read at; none: read at the last token, whatever it is
/// @param softcap logits become softcap * tanh(logit / softcap); 0 for none
public record OutputConfig(DecoderConfig.Head head, int labels, OptionalInt pad, double softcap) {
    public OutputConfig {
        DecoderConfig.positive("num_labels", labels);
        if (!(softcap >= 0) || Double.isInfinite(softcap)) {
            throw new PlumblineException(
                    ErrorCode.BAD_CHECKPOINT,
                    "decoder configuration: final_logit_softcapping must be 0 or more, not " + softcap);
        }
    }

    /// Logits over the vocabulary, without softcap.
    public static OutputConfig language() {
        return new OutputConfig(DecoderConfig.Head.LANGUAGE, 1, OptionalInt.empty(), 0);
    }
}
