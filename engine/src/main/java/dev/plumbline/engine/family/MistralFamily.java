package dev.plumbline.engine.family;

import dev.plumbline.engine.DecoderConfig;
import dev.plumbline.engine.family.LlamaFamily.Defaults;
import java.util.Collections;
import tools.jackson.databind.node.ObjectNode;

/// Mistral 7B (Jiang et al. 2023): Llama with a sliding window.
final class MistralFamily implements Family {
    @Override
    public String type() {
        return "mistral";
    }

    @Override
    public String classes() {
        return "Mistral";
    }

    @Override
    public WeightNames names() {
        return WeightNames.llama();
    }

    @Override
    public DecoderConfig read(ConfigOptions o) {
        DecoderConfig plain = LlamaFamily.llamaLike(
                o, type(), new Defaults(8, LlamaFamily.headWidth(o), 4096 * 32, 1e-6), false);
        int window = o.window("sliding_window", 4096);
        return plain.with(plain.attention().withWindows(Collections.nCopies(plain.layers(), window)));
    }

    @Override
    public void write(DecoderConfig c, ObjectNode out) {
        LlamaFamily.writeLlamaLike(c, out);
        Windows.write(c.attention().windows().getFirst(), out);
    }
}
