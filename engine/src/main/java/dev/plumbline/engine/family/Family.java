package dev.plumbline.engine.family;

import dev.plumbline.engine.DecoderConfig;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// One family of checkpoints: how its `config.json` selects the parts of a decoder, and what its weights are called.
///
/// An implementation honours or refuses, by name and value, every option of its configuration that changes a number.
public interface Family {
    /// The `model_type` of its configurations.
    String type();

    /// What its class names begin with in transformers, such as `Llama` of `LlamaForCausalLM`.
    String classes();

    /// The class of transformers that reads a checkpoint with this head.
    default String architecture(DecoderConfig.Head head) {
        return classes() + suffix(head);
    }

    /// What class names with this head end in.
    static String suffix(DecoderConfig.Head head) {
        return switch (head) {
            case LANGUAGE -> "ForCausalLM";
            case REWARD -> "ForSequenceClassification";
            case STEP -> "ForTokenClassification";
        };
    }

    /// What its weights are called.
    WeightNames names();

    /// Endings of tensors that old checkpoints carry and nobody needs: tables that are computed.
    default List<String> buffers() {
        return List.of(".rotary_emb.inv_freq");
    }

    /// The decoder that a configuration asks for.
    ///
    /// @throws dev.plumbline.core.PlumblineException BAD_CHECKPOINT naming the file, the option and its value
    DecoderConfig read(ConfigOptions options);

    /// Writes the options of a decoder that [#read] would read again, in the spelling of transformers 5. What all
    /// families write alike (vocabulary, labels, special tokens) is there already.
    void write(DecoderConfig config, ObjectNode out);
}
