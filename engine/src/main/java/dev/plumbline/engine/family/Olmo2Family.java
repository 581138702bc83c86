package dev.plumbline.engine.family;

import dev.plumbline.engine.AttentionConfig.QueryKeyNorm;
import dev.plumbline.engine.DecoderConfig;
import dev.plumbline.engine.family.LlamaFamily.Defaults;
import dev.plumbline.engine.Residual;
import tools.jackson.databind.node.ObjectNode;

/// OLMo 2 (2024): norms on what branches give, queries and keys normed over all heads.
final class Olmo2Family implements Family {
    @Override
    public String type() {
        return "olmo2";
    }

    @Override
    public String classes() {
        return "Olmo2";
    }

    @Override
    public WeightNames names() {
        return WeightNames.llama().with(Part.ATTENTION_POST_NORM, "post_attention_layernorm");
    }

    @Override
    public DecoderConfig read(ConfigOptions o) {
        boolean bias = o.flag("attention_bias", false);
        DecoderConfig plain = LlamaFamily.llamaLike(
                o, type(), new Defaults(LlamaFamily.heads(o), LlamaFamily.headWidth(o), 2048, 1e-5), false);
        return plain.with(plain.norm(), Residual.AFTER_BRANCH)
                .with(plain.attention().withBiases(bias, bias).withQueryKeyNorm(QueryKeyNorm.ALL_HEADS));
    }

    @Override
    public void write(DecoderConfig c, ObjectNode out) {
        LlamaFamily.writeLlamaLike(c, out);
        out.put("attention_bias", c.attention().inputBias());
    }
}
