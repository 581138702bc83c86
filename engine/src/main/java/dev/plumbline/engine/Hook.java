package dev.plumbline.engine;

/// Looks at the values inside a forward pass, and may put others in their place.
///
/// Points have TransformerLens' names. Outside layers: `hook_embed`, `hook_pos_embed`, `ln_final.hook_scale`,
/// `ln_final.hook_normalized`, `unembed.hook_in`, `unembed.hook_out`. In layer i, below `blocks.i.`:
///
/// | point | shape |
/// |---|---|
/// | `hook_resid_pre`, `hook_resid_mid` (not in parallel blocks), `hook_resid_post` | [lines, seq, width] |
/// | `hook_attn_in`, `hook_q_input`, `hook_k_input`, `hook_v_input`: a copy of the stream for each head, before its
/// norm | [lines, seq, heads, width] |
/// | `hook_mlp_in`: the stream as the feed-forward branch reads it, before its norm | [lines, seq, width] |
/// | `ln1.`, `ln1_post.`, `ln2.`, `ln2_post.` with `hook_scale`, `hook_normalized` (before weight and bias) | [lines,
/// seq, 1], [lines, seq, width] |
/// | `attn.hook_q`, `attn.hook_k`, `attn.hook_v`; turned: `attn.hook_rot_q`, `attn.hook_rot_k` | [lines, seq, heads,
/// headWidth], with the key heads for k and v |
/// | `attn.hook_attn_scores` (-infinity where masked), `attn.hook_pattern` | [lines, heads, seq, seq] |
/// | `attn.hook_z`, `attn.hook_result` | [lines, seq, heads, headWidth], [lines, seq, heads, width] |
/// | `hook_attn_out`, `hook_mlp_out`: what is added to the stream | [lines, seq, width] |
/// | `mlp.hook_pre` (gated: the gate), `mlp.hook_pre_linear` (gated only), `mlp.hook_post` | [lines, seq, inner] |
///
/// Where heads read copies of their own (`hook_attn_in`, `hook_*_input`), each copy is normed by itself and
/// `ln1` is not shown. Called on the engine thread, in the order in which the values arise. A pass without a
/// hook costs nothing more.
public interface Hook {
    /// Sees the scores of attention and changes nothing, so that they are computed at all.
    Hook OPEN_ATTENTION = new Hook() {
        @Override
        public boolean wants(String point) {
            return point.endsWith("attn.hook_attn_scores");
        }

        @Override
        public Tensor at(String point, Tensor value) {
            return value;
        }
    };

    /// Whether [#at] is to be called for this point; asked at every pass.
    boolean wants(String point);

    /// Sees a value; what is returned, of the same shape, takes its place. Keep what must outlive the pass's scope.
    Tensor at(String point, Tensor value);
}
