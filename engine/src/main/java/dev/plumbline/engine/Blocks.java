package dev.plumbline.engine;

import dev.plumbline.engine.family.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The arithmetic of a decoder's blocks, put together from the parts that its configuration names.
///
/// Shapes: `batch` lines, `seq` tokens, `width` of the residual stream.
final class Blocks {
    private final DecoderConfig config;
    private final LiveWeights weights;
    private final Norms norms;

    Blocks(DecoderConfig config, LiveWeights weights, Norms norms) {
        this.config = config;
        this.weights = weights;
        this.norms = norms;
    }

    /// One block: [batch, seq, width] -> the same.
    Tensor block(int i, Tensor stream, Pass pass) {
        Residual residual = config.residual();
        if (pass.steps() && !residual.afterBranch && !residual.parallel) {
            return step(i, stream, pass);
        }
        Tensor x = pass.at(i, "hook_resid_pre", stream);
        Tensor attended = attentionBranch(i, x, pass);
        if (residual.parallel) {
            Tensor fed = feedForwardBranch(i, x, pass);
            return pass.at(i, "hook_resid_post", fed.add(attended).add(x));
        }
        Tensor middle = x.add(attended);
        if (residual.afterSum) {
            middle = norms.of(Part.ATTENTION_NORM, i, middle, pass, "ln1");
        }
        middle = pass.at(i, "hook_resid_mid", middle);
        Tensor sum = middle.add(feedForwardBranch(i, middle, pass));
        if (residual.afterSum) {
            sum = norms.of(Part.FEED_FORWARD_NORM, i, sum, pass, "ln2");
        }
        return pass.at(i, "hook_resid_post", sum);
    }

    /// The same for one token of each row, with the sums made together with the products.
    private Tensor step(int i, Tensor x, Pass pass) {
        Residual residual = config.residual();
        Tensor in = residual.before ? norms.of(Part.ATTENTION_NORM, i, x, pass, "ln1") : x;
        Tensor z = mixture(i, project(Part.QUERY_KEY_VALUE.module(i), in, pass), pass);
        Tensor middle = weights.stepOnto(Part.ATTENTION_OUTPUT.module(i), z, x, pass.compute());
        if (residual.afterSum) {
            middle = norms.of(Part.ATTENTION_NORM, i, middle, pass, "ln1");
        }
        Tensor read = residual.before ? norms.of(Part.FEED_FORWARD_NORM, i, middle, pass, "ln2") : middle;
        Tensor sum = weights.stepOnto(Part.DOWN.module(i), inner(i, read, pass), middle, pass.compute());
        return residual.afterSum ? norms.of(Part.FEED_FORWARD_NORM, i, sum, pass, "ln2") : sum;
    }

    private Tensor project(String module, Tensor x, Pass pass) {
        return pass.writes() ? weights.step(module, x, pass.compute()) : weights.project(module, x, pass.compute());
    }

    private Tensor attentionBranch(int i, Tensor x, Pass pass) {
        boolean before = config.residual().before;
        Tensor joined = PerHeadInputs.wanted(pass, i)
                ? new PerHeadInputs(config.attention(), weights).project(i, x, pass, before ? norms : null)
                : project(
                        Part.QUERY_KEY_VALUE.module(i),
                        before ? norms.of(Part.ATTENTION_NORM, i, x, pass, "ln1") : x,
                        pass);
        Tensor out = attention(i, joined, pass);
        if (config.residual().afterBranch) {
            out = norms.of(Part.ATTENTION_POST_NORM, i, out, pass, "ln1_post");
        }
        return pass.at(i, "hook_attn_out", out);
    }

    private Tensor feedForwardBranch(int i, Tensor stream, Pass pass) {
        Tensor x = pass.at(i, "hook_mlp_in", stream);
        Tensor in = config.residual().before ? norms.of(Part.FEED_FORWARD_NORM, i, x, pass, "ln2") : x;
        Tensor out = feedForward(i, in, pass);
        if (config.residual().afterBranch) {
            out = norms.of(Part.FEED_FORWARD_POST_NORM, i, out, pass, "ln2_post");
        }
        return pass.at(i, "hook_mlp_out", out);
    }

    /// @param joined queries, keys and values [batch, seq, (heads + 2 keyHeads) * headWidth]
    private Tensor attention(int i, Tensor joined, Pass pass) {
        AttentionConfig a = config.attention();
        if (pass.steps()) {
            return project(Part.ATTENTION_OUTPUT.module(i), mixture(i, joined, pass), pass);
        }
        long batch = joined.size(0);
        long seq = joined.size(1);
        List<Tensor> parts = queriesAndKeys(i, joined, pass);
        Rotary turns = pass.turns(i);
        Tensor both = turns == null ? parts.getFirst() : turned(i, turns.turn(parts.getFirst()), pass);
        RowsApart rows = pass.apart();
        List<Tensor> heads = (rows == null ? both : rows.together(both)).split(2, a.heads(), a.keyHeads());
        Tensor query = heads.getFirst().transpose(1, 2); // [batch, heads, seq, headWidth]
        Tensor key = heads.getLast().transpose(1, 2);
        Tensor value = (rows == null ? parts.getLast() : rows.together(parts.getLast())).transpose(1, 2);
        Tensor mask = pass.mask(i);
        boolean causal = mask == null && query.size(2) > 1;
        KeyValueCache cache = pass.cache();
        if (cache != null) {
            cache.append(i, heads.getLast(), parts.getLast());
            key = cache.seenKeys(i, key);
            value = cache.seenValues(i, value);
        }
        boolean openly =
                a.softcap() > 0 || pass.watched(i, "attn.hook_attn_scores") || pass.watched(i, "attn.hook_pattern");
        Tensor mixed = openly
                ? mixedOpenly(i, query, key, value, causal ? Tensor.causal(query.size(2)) : mask, pass)
                : Attention.mix(query, key, value, mask, causal, a.scale(i));
        Tensor each = mixed.transpose(1, 2);
        // [batch, seq, heads, headWidth]
        Tensor z = pass.at(i, "attn.hook_z", rows == null ? each : rows.apart(each));
        return pass.watched(i, "attn.hook_result")
                ? headByHead(i, z, pass)
                : project(
                        Part.ATTENTION_OUTPUT.module(i), z.reshape(batch, seq, (long) a.heads() * a.headWidth()), pass);
    }

    /// What the heads of one token of each row give: [batch, 1, heads * headWidth].
    private Tensor mixture(int i, Tensor joined, Pass pass) {
        AttentionConfig a = config.attention();
        KeyValueCache cache = Objects.requireNonNull(pass.cache());
        Tensor all = joined.to(pass.attending()); // nobody else has it, so that it may be changed in place
        all = a.queryKeyNorm() == AttentionConfig.QueryKeyNorm.NONE
                ? all.view(-1, 1, a.heads() + 2L * a.keyHeads(), a.headWidth())
                : Tensor.cat(queriesAndKeys(i, all, pass), 2);
        Rotary turns = pass.turns(i);
        if (turns != null) {
            turns.turnInPlace(all.narrow(2, 0, (long) a.heads() + a.keyHeads()));
        }
        Tensor mask = Objects.requireNonNull(pass.mask(i));
        return cache.mixed(i, all, a.scale(i), a.softcap(), mask)
                .view(-1, 1, (long) a.heads() * a.headWidth())
                .to(pass.compute());
    }

    /// Queries with keys [batch, seq, heads + keyHeads, headWidth], and values [batch, seq, keyHeads, headWidth].
    private List<Tensor> queriesAndKeys(int i, Tensor joined, Pass pass) {
        AttentionConfig a = config.attention();
        boolean normed = a.queryKeyNorm() != AttentionConfig.QueryKeyNorm.NONE;
        List<Tensor> parts = joined.view(-1, joined.size(1), a.heads() + 2L * a.keyHeads(), a.headWidth())
                .split(2, a.heads() + a.keyHeads(), a.keyHeads());
        boolean watched =
                pass.watched(i, "attn.hook_q") || pass.watched(i, "attn.hook_k") || pass.watched(i, "attn.hook_v");
        if (!normed && !watched) {
            return parts;
        }
        List<Tensor> both = parts.getFirst().split(2, a.heads(), a.keyHeads());
        Tensor query = pass.at(i, "attn.hook_q", both.getFirst());
        Tensor key = pass.at(i, "attn.hook_k", both.getLast());
        Tensor value = pass.at(i, "attn.hook_v", parts.getLast());
        if (normed) {
            query = headNorm(Part.QUERY_NORM, i, query);
            key = headNorm(Part.KEY_NORM, i, key);
        }
        return List.of(Tensor.cat(List.of(query, key), 2), value);
    }

    private Tensor headNorm(Part part, int i, Tensor x) {
        return switch (config.attention().queryKeyNorm()) {
            case NONE -> x;
            case PER_HEAD -> norms.of(part, i, x);
            case ALL_HEADS -> {
                long[] shape = x.shape();
                yield norms.of(part, i, x.reshape(shape[0], shape[1], shape[2] * shape[3]))
                        .view(shape);
            }
        };
    }

    private Tensor turned(int i, Tensor both, Pass pass) {
        if (!pass.watched(i, "attn.hook_rot_q") && !pass.watched(i, "attn.hook_rot_k")) {
            return both;
        }
        List<Tensor> parts =
                both.split(2, config.attention().heads(), config.attention().keyHeads());
        Tensor query = pass.at(i, "attn.hook_rot_q", parts.getFirst());
        Tensor key = pass.at(i, "attn.hook_rot_k", parts.getLast());
        return Tensor.cat(List.of(query, key), 2);
    }

    /// Attention whose scores can be capped and seen.
    private Tensor mixedOpenly(int i, Tensor query, Tensor key, Tensor value, @Nullable Tensor mask, Pass pass) {
        AttentionConfig a = config.attention();
        Tensor scores = query.matmul(eachHead(key).transpose(2, 3)).mul(a.scale(i));
        if (a.softcap() > 0) {
            scores = scores.mul(1 / a.softcap()).tanh().mul(a.softcap());
        }
        if (mask != null) {
            scores = scores.add(mask.to(scores.dtype()));
        }
        scores = pass.at(i, "attn.hook_attn_scores", scores);
        Tensor pattern =
                pass.at(i, "attn.hook_pattern", scores.to(DType.FLOAT32).softmax(-1));
        return pattern.to(value.dtype()).matmul(eachHead(value));
    }

    /// Keys or values once for each query head: [batch, keyHeads, n, headWidth] -> [batch, heads, n, headWidth].
    private Tensor eachHead(Tensor shared) {
        long group = config.attention().heads() / config.attention().keyHeads();
        if (group == 1) {
            return shared;
        }
        long[] s = shared.shape();
        return shared.unsqueeze(2).expand(s[0], s[1], group, s[2], s[3]).reshape(s[0], s[1] * group, s[2], s[3]);
    }

    /// The output projection with what each head gives: their sum, and the bias.
    private Tensor headByHead(int i, Tensor z, Pass pass) {
        AttentionConfig a = config.attention();
        Tensor whole = z.reshape(z.size(0), z.size(1), (long) a.heads() * a.headWidth());
        String module = Part.ATTENTION_OUTPUT.module(i);
        Tensor zero = weights.project(module, whole.mul(0), pass.compute()); // the bias alone
        List<Tensor> results = new ArrayList<>();
        for (int h = 0; h < a.heads(); h++) {
            Tensor alone = whole.mul(only(h, a, z.dtype()));
            results.add(weights.project(module, alone, pass.compute()).sub(zero));
        }
        Tensor seen = pass.at(i, "attn.hook_result", Tensor.stack(results, 2));
        return seen.sum(2).add(zero);
    }

    /// Ones where this head's numbers are: [heads * headWidth].
    private static Tensor only(int head, AttentionConfig a, DType dtype) {
        float[] ones = new float[a.heads() * a.headWidth()];
        Arrays.fill(ones, head * a.headWidth(), (head + 1) * a.headWidth(), 1);
        return Tensor.of(ones, ones.length).to(dtype);
    }

    private Tensor feedForward(int i, Tensor x, Pass pass) {
        return project(Part.DOWN.module(i), inner(i, x, pass), pass);
    }

    /// What the last product of a feed-forward layer reads: [batch, seq, inner].
    private Tensor inner(int i, Tensor x, Pass pass) {
        FeedForwardConfig f = config.feedForward();
        if (!f.gated()) {
            Tensor up = pass.at(i, "mlp.hook_pre", project(Part.UP.module(i), x, pass));
            return pass.at(i, "mlp.hook_post", f.activation().of(up));
        }
        Tensor whole = pass.writes() ? weights.stepGated(Part.GATE_UP.module(i), x) : null;
        if (whole != null) {
            return whole;
        }
        // [batch, seq, 2 inner]
        List<Tensor> parts = project(Part.GATE_UP.module(i), x, pass).split(-1, f.inner(), f.inner());
        Tensor gate = pass.at(i, "mlp.hook_pre", parts.getFirst());
        Tensor post = f.activation().of(gate).mul(pass.at(i, "mlp.hook_pre_linear", parts.getLast()));
        return pass.at(i, "mlp.hook_post", post);
    }
}
