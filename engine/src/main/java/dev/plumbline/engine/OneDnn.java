package dev.plumbline.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Products with matrices that lie in oneDNN's order, and what can be done to their result on the way.
///
/// x is [.., in], a packed matrix stands for [out, in]; results are [.., out]. Records no gradient.
final class OneDnn {
    private OneDnn() {}

    /// The matrix [out, in] in the order that the products want: an opaque copy.
    static Tensor pack(Tensor matrix) {
        return run(StandIns.Name.PACK, List.of(matrix.contiguous()));
    }

    /// x matrix^T + bias.
    static Tensor linear(Tensor x, Tensor matrix, @Nullable Tensor bias) {
        return run(StandIns.Name.LINEAR, bias == null ? List.of(x, matrix) : List.of(x, matrix, bias));
    }

    /// silu(x matrix^T).
    static Tensor silu(Tensor x, Tensor matrix) {
        return run(StandIns.Name.LINEAR_SILU, List.of(x, matrix));
    }

    /// x matrix^T + bias + other, which has the shape of the result.
    static Tensor add(Tensor x, Tensor matrix, @Nullable Tensor bias, Tensor other) {
        return run(
                StandIns.Name.LINEAR_ADD, bias == null ? List.of(x, matrix, other) : List.of(x, matrix, other, bias));
    }

    /// (x matrix^T) * other, which has the shape of the result.
    static Tensor mul(Tensor x, Tensor matrix, Tensor other) {
        return run(StandIns.Name.LINEAR_MUL, List.of(x, matrix, other));
    }

    private static Tensor run(StandIns.Name name, List<Tensor> inputs) {
        return Tensor.scripted(inputs.getFirst(), "torch.einsum", name.text, inputs);
    }
}
