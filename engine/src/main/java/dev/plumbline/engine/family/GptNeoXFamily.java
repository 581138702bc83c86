package dev.plumbline.engine.family;

import dev.plumbline.engine.Activation;
import dev.plumbline.engine.AttentionConfig;
import dev.plumbline.engine.DecoderConfig;
import dev.plumbline.engine.FeedForwardConfig;
import dev.plumbline.engine.NormConfig;
import dev.plumbline.engine.PositionConfig;
import dev.plumbline.engine.Residual;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// GPT-NeoX (Black et al. 2022) and Pythia: layer norms, partly turned heads, both branches side by side.
final class GptNeoXFamily implements Family {
    private static final double PART = .25;

    @Override
    public String type() {
        return "gpt_neox";
    }

    @Override
    public String classes() {
        return "GPTNeoX";
    }

    @Override
    public WeightNames names() {
        return WeightNames.llama()
                .below("gpt_neox.", "gpt_neox.layers.")
                .with(Part.EMBEDDING, "gpt_neox.embed_in")
                .with(Part.FINAL_NORM, "gpt_neox.final_layer_norm")
                .with(Part.LANGUAGE_HEAD, "embed_out")
                .with(Part.TOKEN_HEAD, "classifier")
                .with(Part.QUERY_KEY_VALUE, "attention.query_key_value")
                .with(Part.ATTENTION_OUTPUT, "attention.dense")
                .with(Part.UP, "mlp.dense_h_to_4h")
                .with(Part.DOWN, "mlp.dense_4h_to_h")
                .withHeadsInterleaved();
    }

    @Override
    public List<String> buffers() {
        return List.of(".rotary_emb.inv_freq", ".attention.bias", ".attention.masked_bias");
    }

    @Override
    public DecoderConfig read(ConfigOptions o) {
        int width = o.whole("hidden_size");
        int heads = LlamaFamily.heads(o);
        int layers = o.whole("num_hidden_layers");
        int context = o.whole("max_position_embeddings", 2048);
        if (width % heads != 0) {
            throw o.bad("hidden_size", width + ", which num_attention_heads " + heads + " does not divide");
        }
        PositionConfig positions = new RopeOptions(o, width / heads, context)
                .partly(layers, RopeOptions.TYPES, "rotary_emb_base", "rotary_pct", PART);
        return new DecoderConfig(
                type(),
                width,
                layers,
                context,
                o.embedding(width, 1, false),
                positions,
                AttentionConfig.plain(heads, heads, width / heads, layers, o.flag("attention_bias", true)),
                new FeedForwardConfig(
                        o.whole("intermediate_size"), false, o.activation("hidden_act", Activation.GELU), true),
                new NormConfig(NormConfig.Kind.LAYER, o.real("layer_norm_eps", 1e-5)),
                o.flag("use_parallel_residual", true) ? Residual.PARALLEL : Residual.BEFORE,
                true,
                o.output(0),
                o.real("initializer_range", .02));
    }

    @Override
    public void write(DecoderConfig c, ObjectNode out) {
        out.put("attention_bias", c.attention().inputBias());
        out.put("hidden_act", c.feedForward().activation().key());
        out.put("hidden_size", c.width());
        out.put("initializer_range", c.initialDeviation());
        out.put("intermediate_size", c.feedForward().inner());
        out.put("layer_norm_eps", c.norm().epsilon());
        out.put("max_position_embeddings", c.context());
        out.put("num_attention_heads", c.attention().heads());
        out.put("num_hidden_layers", c.layers());
        out.put("use_parallel_residual", c.residual() == Residual.PARALLEL);
        RopeOptions.write(c.positions(), c.attention().headWidth(), out);
        out.withObject("rope_parameters").put("partial_rotary_factor", RopeOptions.share(c));
    }
}
