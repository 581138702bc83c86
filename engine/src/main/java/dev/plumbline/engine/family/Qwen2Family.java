package dev.plumbline.engine.family;

import dev.plumbline.engine.DecoderConfig;
import dev.plumbline.engine.family.LlamaFamily.Defaults;
import tools.jackson.databind.node.ObjectNode;

/// Qwen 2 and 2.5: Llama with biases on queries, keys and values, and windows in the upper layers on demand.
final class Qwen2Family implements Family {
    @Override
    public String type() {
        return "qwen2";
    }

    @Override
    public String classes() {
        return "Qwen2";
    }

    @Override
    public WeightNames names() {
        return WeightNames.llama();
    }

    @Override
    public DecoderConfig read(ConfigOptions o) {
        DecoderConfig plain = LlamaFamily.llamaLike(
                o, type(), new Defaults(32, LlamaFamily.headWidth(o), 32768, 1e-6), false);
        return plain.with(plain.attention().withBiases(true, false).withWindows(Windows.upper(o, plain.layers())));
    }

    @Override
    public void write(DecoderConfig c, ObjectNode out) {
        LlamaFamily.writeLlamaLike(c, out);
        Windows.writeUpper(c.attention().windows(), out);
    }
}
