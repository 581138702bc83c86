package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.Collections;
import java.util.List;

/// How a token knows its place.
public sealed interface PositionConfig {
    /// Queries and keys are turned by their place.
    ///
    /// @param layers how each layer turns
    record Rotary(List<RotaryConfig> layers) implements PositionConfig {
        public Rotary {
            layers = List.copyOf(layers);
        }

        /// All layers alike.
        public static Rotary everywhere(RotaryConfig config, int layers) {
            if (layers < 1 || layers > DecoderConfig.MAX_LAYERS) {
                throw new PlumblineException(
                        ErrorCode.BAD_CHECKPOINT,
                        "decoder configuration: num_hidden_layers must be from 1 to " + DecoderConfig.MAX_LAYERS
                                + ", not " + layers);
            }
            return new Rotary(Collections.nCopies(layers, config));
        }
    }

    /// A table's row is added to the embedding: row `position + offset`.
    ///
    /// @param offset rows before that of position 0
    record Learned(int offset) implements PositionConfig {
        public Learned {
            if (offset < 0) {
                throw new PlumblineException(
                        ErrorCode.BAD_CHECKPOINT,
                        "decoder configuration: the offset of positions must be 0 or more, not " + offset);
            }
        }
    }
}
