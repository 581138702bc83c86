package dev.plumbline.engine.family;

import dev.plumbline.engine.Activation;
import dev.plumbline.engine.AttentionConfig;
import dev.plumbline.engine.DecoderConfig;
import dev.plumbline.engine.FeedForwardConfig;
import dev.plumbline.engine.NormConfig;
import dev.plumbline.engine.PositionConfig;
import dev.plumbline.engine.Residual;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// GPT-2 (Radford et al. 2019): learned positions, layer norms, matrices stored as [in, out].
///
/// `reorder_and_upcast_attn` changes nothing in float 32 and is not read.
final class Gpt2Family implements Family {
    @Override
    public String type() {
        return "gpt2";
    }

    @Override
    public String classes() {
        return "GPT2";
    }

    @Override
    public String architecture(DecoderConfig.Head head) {
        return head == DecoderConfig.Head.LANGUAGE ? "GPT2LMHeadModel" : classes() + Family.suffix(head);
    }

    @Override
    public WeightNames names() {
        return WeightNames.llama()
                .below("transformer.", "transformer.h.")
                .with(Part.EMBEDDING, "transformer.wte")
                .with(Part.POSITIONS, "transformer.wpe")
                .with(Part.FINAL_NORM, "transformer.ln_f")
                .with(Part.TOKEN_HEAD, "classifier")
                .with(Part.ATTENTION_NORM, "ln_1")
                .with(Part.QUERY_KEY_VALUE, "attn.c_attn")
                .with(Part.ATTENTION_OUTPUT, "attn.c_proj")
                .with(Part.FEED_FORWARD_NORM, "ln_2")
                .with(Part.UP, "mlp.c_fc")
                .with(Part.DOWN, "mlp.c_proj")
                .withTransposed(Set.of(Part.QUERY_KEY_VALUE, Part.ATTENTION_OUTPUT, Part.UP, Part.DOWN));
    }

    @Override
    public List<String> buffers() {
        return List.of(".attn.bias", ".attn.masked_bias");
    }

    @Override
    public DecoderConfig read(ConfigOptions o) {
        o.only("add_cross_attention", false);
        int width = either(o, "n_embd", "hidden_size");
        int heads = Math.max(1, either(o, "n_head", "num_attention_heads"));
        int layers = either(o, "n_layer", "num_hidden_layers");
        if (width % heads != 0) {
            throw o.bad("n_embd", width + ", which n_head " + heads + " does not divide");
        }
        AttentionConfig plain = AttentionConfig.plain(heads, heads, width / heads, layers, true);
        boolean scaled = o.flag("scale_attn_weights", true);
        return new DecoderConfig(
                type(),
                width,
                layers,
                o.whole("n_positions", o.whole("max_position_embeddings", 1024)),
                o.embedding(width, 1, true),
                new PositionConfig.Learned(0),
                plain.withScale(scaled ? plain.scale() : 1, o.flag("scale_attn_by_inverse_layer_idx", false)),
                new FeedForwardConfig(
                        o.whole("n_inner", Math.multiplyExact(4, width)),
                        false,
                        o.activation("activation_function", Activation.GELU_TANH),
                        true),
                new NormConfig(NormConfig.Kind.LAYER, o.real("layer_norm_epsilon", 1e-5)),
                Residual.BEFORE,
                true,
                o.output(0),
                o.real("initializer_range", .02));
    }

    @Override
    public void write(DecoderConfig c, ObjectNode out) {
        out.put("activation_function", c.feedForward().activation().key());
        out.put("initializer_range", c.initialDeviation());
        out.put("layer_norm_epsilon", c.norm().epsilon());
        out.put("n_embd", c.width());
        out.put("n_head", c.attention().heads());
        out.put("n_inner", c.feedForward().inner());
        out.put("n_layer", c.layers());
        out.put("n_positions", c.context());
        out.put("scale_attn_by_inverse_layer_idx", c.attention().scaleByLayer());
        out.put("scale_attn_weights", c.attention().scale() != 1 || c.attention().headWidth() == 1);
    }

    private static int either(ConfigOptions o, String key, String other) {
        return o.has(key) || !o.has(other) ? o.whole(key) : o.whole(other);
    }
}
