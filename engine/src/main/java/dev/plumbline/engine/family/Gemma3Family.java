package dev.plumbline.engine.family;

import dev.plumbline.engine.AttentionConfig.QueryKeyNorm;
import dev.plumbline.engine.DecoderConfig;
import dev.plumbline.engine.PositionConfig;
import dev.plumbline.engine.RotaryConfig;
import dev.plumbline.engine.family.LlamaFamily.Defaults;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Gemma 3, text only (2025): Gemma 2 with normed queries and keys, without caps on scores, and with rotary settings of
/// their own in layers that have a window.
///
/// `attn_logit_softcapping` is not read: the reference does not apply it in this family.
final class Gemma3Family implements Family {
    @Override
    public String type() {
        return "gemma3_text";
    }

    @Override
    public String classes() {
        return "Gemma3";
    }

    @Override
    public WeightNames names() {
        return Gemma2Family.gemmaNames();
    }

    @Override
    public DecoderConfig read(ConfigOptions o) {
        int pattern = o.whole("sliding_window_pattern", o.whole("_sliding_window_pattern", 6));
        if (pattern < 1) {
            throw o.bad("sliding_window_pattern", pattern + "; it must be 1 or more");
        }
        IntPredicate slides = i -> (i + 1) % pattern != 0;
        DecoderConfig plain = Gemma2Family.gemma(
                o, type(), new Defaults(4, 256, 131_072, 1e-6), (rope, layers) -> positions(o, rope, layers, slides));
        int window = o.window("sliding_window", 4096);
        return plain.with(plain.attention()
                        .withQueryKeyNorm(QueryKeyNorm.PER_HEAD)
                        .withWindows(o.windows(plain.layers(), window, slides)))
                .with(o.output(o.softcap("final_logit_softcapping", 0)));
    }

    @Override
    public void write(DecoderConfig c, ObjectNode out) {
        Gemma2Family.writeGemma(c, out);
        if (!(c.positions() instanceof PositionConfig.Rotary rotary)) {
            throw new IllegalArgumentException("this family has rotary positions");
        }
        ObjectNode rope = out.putObject("rope_parameters");
        for (int i = 0; i < c.layers(); i++) {
            String kind = c.attention().windows().get(i) > 0 ? "sliding_attention" : "full_attention";
            RopeOptions.write(rotary.layers().get(i), c.attention().headWidth(), rope.putObject(kind));
        }
    }

    @Override
    public String architecture(DecoderConfig.Head head) {
        return head == DecoderConfig.Head.LANGUAGE ? "Gemma3ForCausalLM" : "Gemma3Text" + Family.suffix(head);
    }

    private static PositionConfig positions(ConfigOptions o, RopeOptions options, int layers, IntPredicate slides) {
        JsonNode rope = o.node("rope_parameters");
        JsonNode whole = rope.path("full_attention");
        double theta = o.real(whole, "rope_theta", o.real("rope_theta", 1_000_000));
        JsonNode scaled = o.has("rope_scaling") ? o.node("rope_scaling") : whole;
        RotaryConfig full = options.read(scaled, theta, 1, RopeOptions.TYPES, false);
        double localTheta = o.real("rope_local_base_freq", RopeOptions.THETA);
        RotaryConfig local = options.read(rope.path("sliding_attention"), localTheta, 1, RopeOptions.TYPES, false);
        List<RotaryConfig> each = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            each.add(o.slides(i, slides) ? local : full);
        }
        return new PositionConfig.Rotary(each);
    }
}
