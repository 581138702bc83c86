package dev.plumbline.engine.family;

import dev.plumbline.engine.Activation;
import dev.plumbline.engine.AttentionConfig;
import dev.plumbline.engine.DecoderConfig;
import dev.plumbline.engine.FeedForwardConfig;
import dev.plumbline.engine.NormConfig;
import dev.plumbline.engine.PositionConfig;
import dev.plumbline.engine.Residual;
import java.util.function.BiFunction;
import tools.jackson.databind.node.ObjectNode;

/// Llama (Touvron et al. 2023) and all that took its shape over.
final class LlamaFamily implements Family {
    @Override
    public String type() {
        return "llama";
    }

    @Override
    public String classes() {
        return "Llama";
    }

    @Override
    public WeightNames names() {
        return WeightNames.llama();
    }

    @Override
    public DecoderConfig read(ConfigOptions o) {
        o.only("pretraining_tp", 1);
        boolean bias = o.flag("attention_bias", false);
        DecoderConfig plain =
                llamaLike(o, type(), new Defaults(heads(o), headWidth(o), 2048, 1e-6), o.flag("mlp_bias", false));
        return plain.with(plain.attention().withBiases(bias, bias));
    }

    @Override
    public void write(DecoderConfig c, ObjectNode out) {
        writeLlamaLike(c, out);
        out.put("attention_bias", c.attention().inputBias());
        out.put("mlp_bias", c.feedForward().bias());
    }

    /// What a family takes for options that its configuration leaves out.
    ///
    /// @param keyHeads `num_key_value_heads`
    /// @param headWidth `head_dim`
    /// @param context `max_position_embeddings`
    /// @param epsilon `rms_norm_eps`
    record Defaults(int keyHeads, int headWidth, int context, double epsilon) {}

    /// The number of heads, from 1.
    static int heads(ConfigOptions o) {
        return Math.max(1, o.whole("num_attention_heads"));
    }

    /// The number of key heads: as many as heads where it is null, the family's default where it is absent.
    static int keyHeads(ConfigOptions o, int otherwise) {
        return o.node("num_key_value_heads").isNull() ? heads(o) : o.whole("num_key_value_heads", otherwise);
    }

    /// The residual stream's share of one head.
    static int headWidth(ConfigOptions o) {
        return o.whole("hidden_size") / heads(o);
    }

    /// The shape that many families share: RMS norms before each branch, rotary positions, gated feed-forward layers.
    static DecoderConfig llamaLike(ConfigOptions o, String family, Defaults defaults, boolean feedForwardBias) {
        return llamaLike(o, family, defaults, feedForwardBias, RopeOptions::everywhere);
    }

    /// As above, with rotary settings of the family's own.
    static DecoderConfig llamaLike(
            ConfigOptions o,
            String family,
            Defaults defaults,
            boolean feedForwardBias,
            BiFunction<RopeOptions, Integer, PositionConfig> positions) {
        int layers = o.whole("num_hidden_layers");
        int width = o.whole("hidden_size");
        int context = o.whole("max_position_embeddings", defaults.context());
        AttentionConfig attention = AttentionConfig.plain(
                o.whole("num_attention_heads"),
                keyHeads(o, defaults.keyHeads()),
                o.whole("head_dim", defaults.headWidth()),
                layers,
                false);
        return new DecoderConfig(
                family,
                width,
                layers,
                context,
                o.embedding(width, 1, false),
                positions.apply(new RopeOptions(o, attention.headWidth(), context), layers),
                attention,
                new FeedForwardConfig(
                        o.whole("intermediate_size"),
                        true,
                        o.activation("hidden_act", Activation.SILU),
                        feedForwardBias),
                new NormConfig(NormConfig.Kind.RMS, o.real("rms_norm_eps", defaults.epsilon())),
                Residual.BEFORE,
                true,
                o.output(0),
                o.real("initializer_range", .02));
    }

    /// Writes what [#llamaLike] reads.
    static void writeLlamaLike(DecoderConfig c, ObjectNode out) {
        out.put("head_dim", c.attention().headWidth());
        out.put("hidden_act", c.feedForward().activation().key());
        out.put("hidden_size", c.width());
        out.put("initializer_range", c.initialDeviation());
        out.put("intermediate_size", c.feedForward().inner());
        out.put("max_position_embeddings", c.context());
        out.put("num_attention_heads", c.attention().heads());
        out.put("num_hidden_layers", c.layers());
        out.put("num_key_value_heads", c.attention().keyHeads());
        out.put("rms_norm_eps", c.norm().epsilon());
        RopeOptions.write(c.positions(), c.attention().headWidth(), out);
    }
}
