package dev.plumbline.engine;

import org.jspecify.annotations.Nullable;

/// Scaled dot-product attention, by the fastest way that this element type has on a CPU.
///
/// In float 32 that is libtorch's fused kernel. In bfloat16 the fused kernel multiplies without the CPU's bfloat16
/// instructions (4 GFLOP/s where the matrix products reach 170), so there attention is two batched products and a
/// softmax, and the scores [batch * heads, queries, keys] are held.
final class Attention {
    private Attention() {}

    /// The mask that a causal attention over `seq` tokens needs in this type: null where the kernel has its own.
    static @Nullable Tensor causalMask(long seq, DType dtype) {
        if (dtype != DType.BFLOAT16) {
            return null;
        }
        return Tensor.causal(seq).to(dtype).view(1, 1, seq, seq);
    }

    /// Values mixed by attention: query [batch, heads, queries, width], key and value [batch, key heads, keys,
    /// width] -> [batch, heads, queries, width].
    ///
    /// @param mask added to the scores, [batch or 1, 1, queries, keys]; null for none
    /// @param causal whether a query sees the keys up to its own position only; not together with a mask
    static Tensor mix(Tensor query, Tensor key, Tensor value, @Nullable Tensor mask, boolean causal, double scale) {
        if (query.dtype() != DType.BFLOAT16) {
            return query.attention(key, value, mask, causal, scale);
        }
        Tensor added = causal ? causalMask(query.size(2), DType.BFLOAT16) : mask;
        return products(query, key, value, added, scale);
    }

    private static Tensor products(Tensor query, Tensor key, Tensor value, @Nullable Tensor mask, double scale) {
        long batch = query.size(0);
        long heads = query.size(1);
        long queries = query.size(2);
        long width = query.size(3);
        long keys = key.size(2);
        long pairs = batch * key.size(1);
        long rows = batch * heads * queries / pairs; // the queries of all heads that share a key head
        Tensor asked = query.reshape(pairs, rows, width);
        Tensor offered = key.reshape(pairs, keys, width).transpose(1, 2);
        Tensor scores = mask == null
                ? asked.mul(scale).matmul(offered)
                : spread(mask, batch, heads, queries, keys, pairs).addProduct(asked, offered, scale);
        return scores.softmax(-1).matmul(value.reshape(pairs, keys, width)).view(batch, heads, queries, width);
    }

    /// The mask in the shape of the scores, or in one that broadcasts to it.
    private static Tensor spread(Tensor mask, long batch, long heads, long queries, long keys, long pairs) {
        if (mask.size(0) == 1 && pairs == batch * heads) {
            return mask.view(1, queries, keys);
        }
        return mask.expand(batch, heads, queries, keys).reshape(pairs, batch * heads * queries / pairs, keys);
    }
}
