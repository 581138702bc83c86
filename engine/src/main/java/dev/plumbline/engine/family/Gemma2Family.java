package dev.plumbline.engine.family;

import dev.plumbline.engine.Activation;
import dev.plumbline.engine.DecoderConfig;
import dev.plumbline.engine.NormConfig;
import dev.plumbline.engine.PositionConfig;
import dev.plumbline.engine.Residual;
import dev.plumbline.engine.family.LlamaFamily.Defaults;
import java.util.function.BiFunction;
import tools.jackson.databind.node.ObjectNode;

/// Gemma 2 (2024): norms around each branch, scaled embeddings, capped logits, every other layer with a window.
final class Gemma2Family implements Family {
    /// What is nearer to a whole number than this was one before its root was taken.
    private static final double WHOLE = 1e-9;

    @Override
    public String type() {
        return "gemma2";
    }

    @Override
    public String classes() {
        return "Gemma2";
    }

    @Override
    public WeightNames names() {
        return gemmaNames();
    }

    @Override
    public DecoderConfig read(ConfigOptions o) {
        DecoderConfig plain = gemma(o, type(), new Defaults(4, 256, 8192, 1e-6), RopeOptions::everywhere);
        int window = o.window("sliding_window", 4096);
        return plain.with(plain.attention()
                        .withSoftcap(o.softcap("attn_logit_softcapping", 50))
                        .withWindows(o.windows(plain.layers(), window, i -> i % 2 == 0)))
                .with(o.output(o.softcap("final_logit_softcapping", 30)));
    }

    @Override
    public void write(DecoderConfig c, ObjectNode out) {
        writeGemma(c, out);
        Windows.putOrNull(out, "attn_logit_softcapping", c.attention().softcap());
    }

    /// What Gemma 2 and 3 share. The embedding is multiplied by the root of its width.
    static DecoderConfig gemma(
            ConfigOptions o,
            String family,
            Defaults defaults,
            BiFunction<RopeOptions, Integer, PositionConfig> positions) {
        o.only("use_bidirectional_attention", false);
        boolean bias = o.flag("attention_bias", false);
        int width = o.whole("hidden_size");
        DecoderConfig plain = LlamaFamily.llamaLike(o, family, defaults, false, positions);
        double scalar = o.real("query_pre_attn_scalar", 256);
        if (!(scalar > 0)) {
            throw o.bad("query_pre_attn_scalar", scalar + "; it must be above 0");
        }
        return plain.with(o.embedding(width, Math.sqrt(width), true))
                .with(o.activation("hidden_activation", Activation.GELU_TANH))
                .with(new NormConfig(NormConfig.Kind.RMS_PLUS_ONE, plain.norm().epsilon()), Residual.AROUND)
                .with(plain.attention().withBiases(bias, bias).withScale(1 / Math.sqrt(scalar), false));
    }

    /// Writes what Gemma 2 and 3 share.
    static void writeGemma(DecoderConfig c, ObjectNode out) {
        LlamaFamily.writeLlamaLike(c, out);
        out.remove("hidden_act");
        out.put("hidden_activation", c.feedForward().activation().key());
        out.put("attention_bias", c.attention().inputBias());
        double scalar = 1 / (c.attention().scale() * c.attention().scale());
        long whole = Math.round(scalar);
        if (Math.abs(scalar - whole) < WHOLE) {
            out.put("query_pre_attn_scalar", whole); // transformers takes whole numbers only
        } else {
            out.put("query_pre_attn_scalar", scalar);
        }
        Windows.putOrNull(out, "final_logit_softcapping", c.output().softcap());
        Windows.writeTypes(c.attention().windows(), out);
    }

    static WeightNames gemmaNames() {
        return WeightNames.llama()
                .with(Part.ATTENTION_POST_NORM, "post_attention_layernorm")
                .with(Part.FEED_FORWARD_NORM, "pre_feedforward_layernorm");
    }
}
