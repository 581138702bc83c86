package dev.plumbline.engine.family;

import dev.plumbline.engine.Activation;
import dev.plumbline.engine.AttentionConfig;
import dev.plumbline.engine.DecoderConfig;
import dev.plumbline.engine.FeedForwardConfig;
import dev.plumbline.engine.NormConfig;
import dev.plumbline.engine.Residual;
import java.util.Collections;
import tools.jackson.databind.node.ObjectNode;

/// StarCoder 2 (Lozhkov et al. 2024): rotary positions and grouped queries with layer norms, biases and a feed-forward
/// layer without a gate.
final class Starcoder2Family implements Family {
    @Override
    public String type() {
        return "starcoder2";
    }

    @Override
    public String classes() {
        return "Starcoder2";
    }

    @Override
    public WeightNames names() {
        return WeightNames.llama().with(Part.UP, "mlp.c_fc").with(Part.DOWN, "mlp.c_proj");
    }

    @Override
    public DecoderConfig read(ConfigOptions o) {
        int width = o.whole("hidden_size");
        int layers = o.whole("num_hidden_layers");
        int context = o.whole("max_position_embeddings", 4096);
        boolean bias = o.flag("use_bias", true);
        AttentionConfig attention = AttentionConfig.plain(
                LlamaFamily.heads(o),
                LlamaFamily.keyHeads(o, 2),
                o.whole("head_dim", LlamaFamily.headWidth(o)),
                layers,
                bias);
        return new DecoderConfig(
                type(),
                width,
                layers,
                context,
                o.embedding(width, 1, true),
                new RopeOptions(o, attention.headWidth(), context).everywhere(layers),
                attention.withWindows(Collections.nCopies(layers, o.window("sliding_window", 0))),
                new FeedForwardConfig(
                        o.whole("intermediate_size"), false, o.activation("hidden_act", Activation.GELU_TANH), bias),
                new NormConfig(NormConfig.Kind.LAYER, o.real("norm_epsilon", 1e-5)),
                Residual.BEFORE,
                true,
                o.output(0),
                o.real("initializer_range", .018042));
    }

    @Override
    public void write(DecoderConfig c, ObjectNode out) {
        LlamaFamily.writeLlamaLike(c, out);
        out.remove("rms_norm_eps");
        out.put("norm_epsilon", c.norm().epsilon());
        out.put("use_bias", c.attention().inputBias());
        Windows.write(c.attention().windows().getFirst(), out);
    }
}
