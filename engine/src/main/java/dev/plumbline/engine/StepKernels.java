package dev.plumbline.engine;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.global.torch;

/// Operations that only the engine uses, nearly all of them in the steps in which a text is written: they take
/// fewer calls than the plain ones do, and can be recorded.
final class StepKernels {
    private static final Map<Double, Tensor> CONSTANTS = new ConcurrentHashMap<>();

    private StepKernels() {}

    /// `x` [n * middle * like's last] as [n, middle, like's last].
    static Tensor viewUpTo(Tensor x, long middle, Tensor like) {
        return x.op("view", () -> x.raw().view(new long[] {-1, middle, like.size(-1)}))
                .as("torch.view", x, List.of(-1L, middle, new Recording.SizeOf(like, -1)));
    }

    /// Where `x` is greater than `other`, element by element: booleans.
    static Tensor greater(Tensor x, Tensor other) {
        return x.op("gt", other, () -> x.raw().gt(other.raw())).as("torch.gt", x, other);
    }

    /// Where `x` is at most `other`, element by element: booleans.
    static Tensor atMost(Tensor x, Tensor other) {
        return x.op("le", other, () -> x.raw().le(other.raw())).as("torch.le", x, other);
    }

    /// Where one of two booleans holds.
    static Tensor either(Tensor one, Tensor other) {
        return one.op("logical_or", other, () -> one.raw().logical_or(other.raw()))
                .as("torch.logical_or", one, other);
    }

    /// `x` with `value` wherever the mask of booleans holds.
    static Tensor maskedFill(Tensor x, Tensor mask, double value) {
        return x.op("masked_fill", mask, () -> x.raw().masked_fill(mask.raw(), new Scalar(value)))
                .as("torch.masked_fill", x, mask, value);
    }

    /// The dot product of each row of the table [n, width] that `rows` [count] names with the row of `queries`
    /// [owners, width] that `owner` [count] names: [count]. `starts` is where each owner's rows begin; all
    /// three are integers of one type.
    static Tensor dots(Tensor table, Tensor queries, Tensor rows, Tensor starts, Tensor owner) {
        return Tensor.scripted(
                table, "torch._embedding_bag_per_sample_weights_backward", queries, table, rows, starts, owner, 0L);
    }

    /// The sums of rows of the table [n, width], each weighted: out[i] is over the places `starts[i]` to
    /// `starts[i + 1]` of `rows` and `weights` [count]: [owners, width].
    static Tensor weightedSums(Tensor table, Tensor rows, Tensor starts, Tensor weights) {
        return Tensor.scripted(table, "torch.embedding_bag[0]", table, rows, starts, false, 0L, false, weights, true);
    }

    /// other + factor * x.
    static Tensor timesPlus(Tensor x, double factor, Tensor other) {
        return x.op("add", other, () -> other.raw().add(x.raw(), new Scalar(factor)))
                .as("torch.add", other, x, new Recording.Keyword("alpha", factor));
    }

    /// Root-mean-square norm over the last dimension, times `weight` [width], for float 32 without a gradient:
    /// fewer operations than [Tensor#rmsNorm].
    static Tensor rmsNorm(Tensor x, Tensor weight, double epsilon) {
        Tensor length = x.op(
                        "vector_norm",
                        () -> torch.linalg_vector_norm(
                                x.raw(), new Scalar(2.0), new long[] {-1}, true, new ScalarTypeOptional()))
                .as("torch.linalg_vector_norm", x, 2L, new long[] {-1}, true);
        Tensor added = constant(epsilon);
        double share = 1.0 / x.size(-1);
        Tensor square = added.op(
                        "addcmul",
                        length,
                        () -> torch.addcmul(added.raw(), length.raw(), length.raw(), new Scalar(share)))
                .as("torch.addcmul", added, length, length, new Recording.Keyword("value", share));
        return x.mul(square.rsqrt()).mul(weight);
    }

    /// A number as a tensor that is kept, so that what was recorded with it can be repeated. There are as many as
    /// models have kinds of norms. It must be there before a recording begins.
    static Tensor constant(double value) {
        return CONSTANTS.computeIfAbsent(
                value, one -> Tensor.of(new float[] {one.floatValue()}, 1).retain());
    }

    /// x [n, m, k] times other [n, k, p], matrix by matrix.
    static Tensor bmm(Tensor x, Tensor other) {
        return x.op("bmm", other, () -> x.raw().bmm(other.raw())).as("torch.bmm", x, other);
    }

    /// Multiplies `target` by its sigmoid. Gives the target.
    static Tensor siluInPlace(Tensor target) {
        NativeCall.of("silu_", target.raw(), () -> torch.silu_(target.raw()));
        return target.as("torch.silu_", target);
    }

    /// Multiplies `target` by `x`, which may have fewer dimensions or sizes of 1. Gives the target.
    static Tensor mulInPlace(Tensor target, Tensor x) {
        NativeCall.of("mul_", target.raw(), x.raw(), () -> target.raw().mul_(x.raw()));
        return target.as("torch.mul_", target, x);
    }

    /// Adds a * b to `target`. Gives the target.
    static Tensor addProductInPlace(Tensor target, Tensor a, Tensor b) {
        NativeCall.of("addcmul_", target.raw(), a.raw(), () -> target.raw().addcmul_(a.raw(), b.raw()));
        return target.as("torch.addcmul_", target, a, b);
    }

    /// Writes `source` into the slices of `target` at these positions of one dimension; `index` is int-64 of
    /// one dimension. Gives the target.
    static Tensor indexCopyInPlace(Tensor target, int dim, Tensor index, Tensor source) {
        NativeCall.of(
                "index_copy_",
                target.raw(),
                source.raw(),
                () -> target.raw().index_copy_(dim, index.raw(), source.raw()));
        return target.as("torch.index_copy_", target, dim, index, source);
    }

    /// Overwrites the first elements of a contiguous int-64 tensor with values from Java.
    static void put(Tensor target, long[] values, int count) {
        Engine.requireEngineThread();
        if (target.raw().is_cuda()) {
            target.view(target.elements())
                    .narrow(0, 0, count)
                    .copyInPlace(Tensor.of(Arrays.copyOf(values, count), count));
        } else {
            target.raw().data_ptr_long().put(values, 0, count);
        }
    }
}
