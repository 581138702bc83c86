package dev.plumbline.engine.family;

import dev.plumbline.engine.AttentionConfig.QueryKeyNorm;
import dev.plumbline.engine.DecoderConfig;
import dev.plumbline.engine.family.LlamaFamily.Defaults;
import tools.jackson.databind.node.ObjectNode;

/// Qwen 3: Llama with normed queries and keys.
final class Qwen3Family implements Family {
    @Override
    public String type() {
        return "qwen3";
    }

    @Override
    public String classes() {
        return "Qwen3";
    }

    @Override
    public WeightNames names() {
        return WeightNames.llama();
    }

    @Override
    public DecoderConfig read(ConfigOptions o) {
        boolean bias = o.flag("attention_bias", false);
        DecoderConfig plain = LlamaFamily.llamaLike(o, type(), new Defaults(32, 128, 32768, 1e-6), false);
        return plain.with(plain.attention()
                .withBiases(bias, bias)
                .withQueryKeyNorm(QueryKeyNorm.PER_HEAD)
                .withWindows(Windows.upper(o, plain.layers())));
    }

    @Override
    public void write(DecoderConfig c, ObjectNode out) {
        LlamaFamily.writeLlamaLike(c, out);
        out.put("attention_bias", c.attention().inputBias());
        Windows.writeUpper(c.attention().windows(), out);
    }
}
