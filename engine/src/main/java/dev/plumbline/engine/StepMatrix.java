package dev.plumbline.engine;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Copies of a matrix [out, in] in the orders in which it is multiplied fastest while text is written.
///
/// oneDNN's product with a packed matrix runs at the processor's rate, but each call takes 15 to 20 µs before that,
/// twice
/// the product of eight rows and a matrix of 128 x 384. OpenBLAS multiplies small matrices without packing them, at
/// the processor's rate and at once, provided that neither is turned; hence a copy [in, out] of a small matrix.
/// Records no gradient.
final class StepMatrix implements AutoCloseable {
    /// Multiplications up to which OpenBLAS takes its kernels for small matrices, where it has them
    /// (its kernel/x86_64/sgemm_small_kernel_permit_skylakex.c).
    private static final long SMALL = 1_000_000;

    /// Rows of a small product at least, so that what is read of the matrix is used a few times; fewer if there are
    /// no more.
    private static final int ROWS = 8;

    /// Small products that the rows are cut into at most: with more rows a call of 15 µs counts little.
    private static final int PIECES = 8;

    private final Tensor packed;
    private final @Nullable Tensor turned; // [1, in, out]

    private StepMatrix(Tensor packed, @Nullable Tensor turned) {
        this.packed = packed;
        this.turned = turned;
    }

    /// Copies of a matrix [out, in].
    static StepMatrix of(Tensor matrix) {
        boolean small = matrix.dtype() == DType.FLOAT32 && matrix.elements() * ROWS <= SMALL;
        return new StepMatrix(
                OneDnn.pack(matrix).retain(),
                small ? matrix.transpose(0, 1).contiguous().unsqueeze(0).retain() : null);
    }

    /// Into how many small products of equal size so many rows are cut; 0 where the packed matrix is taken.
    int pieces(long rows) {
        if (turned == null) {
            return 0;
        }
        long most = SMALL / turned.elements();
        for (long pieces = (rows + most - 1) / most; pieces <= PIECES; pieces++) {
            if (rows % pieces == 0 && (pieces == 1 || rows / pieces >= ROWS)) {
                return (int) pieces;
            }
        }
        return 0;
    }

    /// x [.., in] matrix^T + bias: [.., out].
    Tensor linear(Tensor x, @Nullable Tensor bias) {
        int pieces = pieces(rows(x));
        if (pieces == 0) {
            return OneDnn.linear(x, packed, bias);
        }
        Tensor product = joined(StepKernels.bmm(cut(x, pieces), turned(pieces)), x);
        return bias == null ? product : product.add(bias);
    }

    /// x [.., in] matrix^T + bias + other, which has the shape of the result.
    Tensor onto(Tensor x, @Nullable Tensor bias, Tensor other) {
        int pieces = pieces(rows(x));
        if (pieces == 0) {
            return OneDnn.add(x, packed, bias, other);
        }
        Tensor sum = joined(cut(other, pieces).addProduct(cut(x, pieces), turned(pieces), 1), x);
        return bias == null ? sum : sum.add(bias);
    }

    /// silu(x gate^T) * (x up^T), both of one shape.
    static Tensor gated(Tensor x, StepMatrix gate, StepMatrix up) {
        int pieces = gate.pieces(rows(x));
        if (pieces == 0) {
            return OneDnn.mul(x, up.packed, OneDnn.silu(x, gate.packed));
        }
        Tensor rows = cut(x, pieces);
        Tensor open = StepKernels.siluInPlace(StepKernels.bmm(rows, gate.turned(pieces)));
        return joined(StepKernels.mulInPlace(open, StepKernels.bmm(rows, up.turned(pieces))), x);
    }

    @Override
    public void close() {
        packed.close();
        if (turned != null) {
            turned.close();
        }
    }

    private static long rows(Tensor x) {
        return x.elements() / x.size(-1);
    }

    private static Tensor cut(Tensor x, int pieces) {
        return x.view(pieces, -1, x.size(-1));
    }

    private Tensor turned(int pieces) {
        Tensor one = Objects.requireNonNull(turned);
        return pieces == 1 ? one : one.expand(pieces, one.size(1), one.size(2));
    }

    /// Pieces of a product in the shape of what was multiplied.
    private static Tensor joined(Tensor product, Tensor x) {
        long[] shape = x.shape();
        shape[0] = -1; // a program serves any number of rows
        shape[shape.length - 1] = product.size(-1);
        return product.view(shape);
    }
}
