package dev.plumbline.engine;

import dev.plumbline.engine.family.Part;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Queries, keys and values whose heads read copies of the residual stream of their own, so that one head's
/// input can be changed alone.
final class PerHeadInputs {
    private static final List<String> POINTS = List.of("hook_attn_in", "hook_q_input", "hook_k_input", "hook_v_input");

    private final AttentionConfig config;
    private final LiveWeights weights;

    PerHeadInputs(AttentionConfig config, LiveWeights weights) {
        this.config = config;
        this.weights = weights;
    }

    /// Whether somebody looks at such a copy.
    static boolean wanted(Pass pass, int layer) {
        return pass.watched() && POINTS.stream().anyMatch(point -> pass.watched(layer, point));
    }

    /// The joined projection: [batch, seq, width] -> [batch, seq, (heads + 2 keyHeads) * headWidth].
    ///
    /// @param norms the norm before it; null for none
    Tensor project(int layer, Tensor x, Pass pass, @Nullable Norms norms) {
        long[] s = x.shape();
        Tensor copies = pass.at(layer, "hook_attn_in", x.unsqueeze(2).expand(s[0], s[1], config.heads(), s[2]));
        Tensor shared = copies.narrow(2, 0, config.keyHeads());
        Tensor query = pass.at(layer, "hook_q_input", copies);
        Tensor key = pass.at(layer, "hook_k_input", shared);
        Tensor value = pass.at(layer, "hook_v_input", shared);
        List<Tensor> parts = new ArrayList<>();
        parts.addAll(heads(layer, query, 0, pass, norms));
        parts.addAll(heads(layer, key, config.heads(), pass, norms));
        parts.addAll(heads(layer, value, config.heads() + config.keyHeads(), pass, norms));
        return Tensor.cat(parts, -1);
    }

    /// @param first the first of these heads in the joined projection
    private List<Tensor> heads(int layer, Tensor inputs, int first, Pass pass, @Nullable Norms norms) {
        List<Tensor> parts = new ArrayList<>();
        for (int h = 0; h < inputs.size(2); h++) {
            Tensor input = inputs.select(2, h);
            Tensor normed = norms == null ? input : norms.of(Part.ATTENTION_NORM, layer, input);
            Tensor joined = weights.project(Part.QUERY_KEY_VALUE.module(layer), normed, pass.compute());
            parts.add(joined.narrow(-1, (long) (first + h) * config.headWidth(), config.headWidth()));
        }
        return parts;
    }
}
