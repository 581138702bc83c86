package dev.plumbline.engine.family;

import dev.plumbline.engine.Activation;
import dev.plumbline.engine.AttentionConfig;
import dev.plumbline.engine.DecoderConfig;
import dev.plumbline.engine.EmbeddingConfig;
import dev.plumbline.engine.FeedForwardConfig;
import dev.plumbline.engine.NormConfig;
import dev.plumbline.engine.PositionConfig;
import dev.plumbline.engine.Residual;
import tools.jackson.databind.node.ObjectNode;

/// OPT (Zhang et al. 2022): learned positions that begin at row 2, norms before or (350m) after each sum,
/// embeddings that may be narrower than the residual stream.
final class OptFamily implements Family {
    private static final int OFFSET = 2;
    private static final double EPSILON = 1e-5;

    @Override
    public String type() {
        return "opt";
    }

    @Override
    public String classes() {
        return "OPT";
    }

    @Override
    public WeightNames names() {
        return WeightNames.llama()
                .below("model.", "model.decoder.layers.")
                .with(Part.EMBEDDING, "model.decoder.embed_tokens")
                .with(Part.POSITIONS, "model.decoder.embed_positions")
                .with(Part.PROJECT_IN, "model.decoder.project_in")
                .with(Part.PROJECT_OUT, "model.decoder.project_out")
                .with(Part.FINAL_NORM, "model.decoder.final_layer_norm")
                .with(Part.ATTENTION_NORM, "self_attn_layer_norm")
                .with(Part.ATTENTION_OUTPUT, "self_attn.out_proj")
                .with(Part.FEED_FORWARD_NORM, "final_layer_norm")
                .with(Part.UP, "fc1")
                .with(Part.DOWN, "fc2");
    }

    @Override
    public DecoderConfig read(ConfigOptions o) {
        int width = o.whole("hidden_size");
        int heads = LlamaFamily.heads(o);
        int layers = o.whole("num_hidden_layers");
        boolean bias = o.flag("enable_bias", true);
        boolean before = o.flag("do_layer_norm_before", true);
        boolean weighted = o.flag("layer_norm_elementwise_affine", true);
        if (width % heads != 0) {
            throw o.bad("hidden_size", width + ", which num_attention_heads " + heads + " does not divide");
        }
        return new DecoderConfig(
                type(),
                width,
                layers,
                o.whole("max_position_embeddings", 2048),
                new EmbeddingConfig(
                        o.whole("vocab_size"),
                        o.whole("word_embed_proj_dim", width),
                        1,
                        o.flag("tie_word_embeddings", true)),
                new PositionConfig.Learned(OFFSET),
                AttentionConfig.plain(heads, heads, width / heads, layers, bias),
                new FeedForwardConfig(
                        o.whole("ffn_dim"), false, o.activation("activation_function", Activation.RELU), bias),
                new NormConfig(weighted ? NormConfig.Kind.LAYER : NormConfig.Kind.LAYER_PLAIN, EPSILON),
                before ? Residual.BEFORE : Residual.AFTER_SUM,
                before && !o.flag("_remove_final_layer_norm", false),
                o.output(0),
                o.real("init_std", .02));
    }

    @Override
    public void write(DecoderConfig c, ObjectNode out) {
        out.put("_remove_final_layer_norm", !c.finalNorm());
        out.put("activation_function", c.feedForward().activation().key());
        out.put("do_layer_norm_before", c.residual() == Residual.BEFORE);
        out.put("enable_bias", c.attention().inputBias());
        out.put("ffn_dim", c.feedForward().inner());
        out.put("hidden_size", c.width());
        out.put("init_std", c.initialDeviation());
        out.put("layer_norm_elementwise_affine", c.norm().kind() == NormConfig.Kind.LAYER);
        out.put("max_position_embeddings", c.context());
        out.put("num_attention_heads", c.attention().heads());
        out.put("num_hidden_layers", c.layers());
        out.put("word_embed_proj_dim", c.embedding().width());
    }
}
