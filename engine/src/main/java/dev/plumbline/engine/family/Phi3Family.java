package dev.plumbline.engine.family;

import dev.plumbline.engine.DecoderConfig;
import dev.plumbline.engine.PositionConfig;
import dev.plumbline.engine.family.LlamaFamily.Defaults;
import java.util.Collections;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// Phi-3 and Phi-4-mini: Llama with joined projections, partly turned heads and two sets of rotary factors.
final class Phi3Family implements Family {
    private static final int ORIGINAL = 4096;

    @Override
    public String type() {
        return "phi3";
    }

    @Override
    public String classes() {
        return "Phi3";
    }

    @Override
    public WeightNames names() {
        return WeightNames.llama()
                .with(Part.QUERY_KEY_VALUE, "self_attn.qkv_proj")
                .with(Part.GATE_UP, "mlp.gate_up_proj");
    }

    @Override
    public DecoderConfig read(ConfigOptions o) {
        Defaults defaults = new Defaults(LlamaFamily.heads(o), LlamaFamily.headWidth(o), 4096, 1e-5);
        DecoderConfig plain = LlamaFamily.llamaLike(o, type(), defaults, false, Phi3Family::positions);
        int window = o.window("sliding_window", 0);
        return plain.with(plain.attention().withWindows(Collections.nCopies(plain.layers(), window)));
    }

    private static PositionConfig positions(RopeOptions rope, int layers) {
        return rope.withOriginal(ORIGINAL)
                .partly(layers, Set.of("default", "longrope"), "rope_theta", "partial_rotary_factor", 1);
    }

    @Override
    public void write(DecoderConfig c, ObjectNode out) {
        LlamaFamily.writeLlamaLike(c, out);
        Windows.write(c.attention().windows().getFirst(), out);
        RopeOptions.original(c.positions()).ifPresent(n -> out.put("original_max_position_embeddings", n));
    }
}
