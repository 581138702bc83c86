package dev.plumbline.engine;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// An n-dimensional array of one element type, with the operations that models, losses and optimisers here are
/// made of.
///
/// It lives on the engine thread and belongs to the innermost [TensorScope]. Names and semantics are PyTorch's;
/// broadcasting follows the usual rules. Methods that end in `InPlace` change this tensor and return it. Gradients
/// are recorded unless a [NoGradient] is open. A native failure becomes a PlumblineException NATIVE that names the
/// operation and the shapes.
///
/// How a tensor is made and looked at stands here; what it computes is grouped in the interfaces that it
/// implements.
public final class Tensor
        implements TensorArithmetic,
                TensorReductions,
                TensorShaping,
                TensorProducts,
                TensorUpdates,
                TensorGradients,
                AutoCloseable {
    private final org.bytedeco.pytorch.Tensor raw;

    Tensor(org.bytedeco.pytorch.Tensor raw) {
        this.raw = raw;
    }

    org.bytedeco.pytorch.Tensor raw() {
        return raw;
    }

    /// A float-32 tensor with a copy of these values in row-major order.
    public static Tensor of(float[] values, long... shape) {
        return new Tensor(NativeCall.of(
                "tensor",
                () -> placed(org.bytedeco.pytorch.Tensor.create(values, shape.length == 0 ? scalar() : shape))));
    }

    /// A float-64 tensor with a copy of these values in row-major order.
    public static Tensor of(double[] values, long... shape) {
        return new Tensor(NativeCall.of(
                "tensor",
                () -> placed(org.bytedeco.pytorch.Tensor.create(values, shape.length == 0 ? scalar() : shape))));
    }

    /// An int-64 tensor with a copy of these values in row-major order.
    public static Tensor of(long[] values, long... shape) {
        return new Tensor(NativeCall.of("tensor", () -> placed(org.bytedeco.pytorch.Tensor.create(values, shape))));
    }

    /// A float-32 tensor of zeros.
    public static Tensor zeros(long... shape) {
        return new Tensor(NativeCall.of("zeros", () -> placed(torch.zeros(shape))));
    }

    /// A tensor whose elements are whatever the memory held; to be written before it is read.
    static Tensor unset(DType dtype, long... shape) {
        return new Tensor(NativeCall.of("empty", () -> {
            try (TensorOptions options = new TensorOptions(dtype.torch)) {
                return placed(torch.empty(shape, options, new MemoryFormatOptional()));
            }
        }));
    }

    /// The float-32 mask of a causal attention: [size, size], 0 up to the diagonal and -infinity above it.
    static Tensor causal(long size) {
        return new Tensor(NativeCall.of(
                "causal",
                () -> placed(torch.full(new long[] {size, size}, new Scalar(Double.NEGATIVE_INFINITY))
                        .triu_(1))));
    }

    /// Zeros of this shape with another tensor's element type, on its device.
    static Tensor zerosLike(Tensor other, long... shape) {
        return new Tensor(NativeCall.of("new_zeros", other.raw, () -> other.raw.new_zeros(shape)))
                .as("torch.new_zeros", other, shape);
    }

    /// Joins tensors along an existing dimension.
    public static Tensor cat(List<Tensor> parts, int dim) {
        return new Tensor(NativeCall.of("cat", () -> {
                    try (TensorVector vector = vector(parts)) {
                        return torch.cat(vector, dim);
                    }
                }))
                .as("torch.cat", parts, dim);
    }

    /// Joins tensors of one shape along a new dimension.
    public static Tensor stack(List<Tensor> parts, int dim) {
        return new Tensor(NativeCall.of("stack", () -> {
                    try (TensorVector vector = vector(parts)) {
                        return torch.stack(vector, dim);
                    }
                }))
                .as("torch.stack", parts, dim);
    }

    /// The size of each dimension.
    public long[] shape() {
        return raw.shape();
    }

    /// The size of one dimension; negative counts from the last.
    public long size(int dim) {
        return raw.size(dim);
    }

    /// How many elements there are.
    public long elements() {
        return raw.numel();
    }

    public DType dtype() {
        return DType.of(raw.scalar_type());
    }

    /// The one element of a one-element tensor.
    public double item() {
        return NativeCall.of("item", raw, () -> {
            try (Scalar scalar = raw.item()) {
                return scalar.toDouble();
            }
        });
    }

    /// A copy of all elements as floats, row-major.
    public float[] toFloats() {
        float[] copy = new float[Math.toIntExact(elements())];
        if (copy.length > 0) {
            try (TensorScope scope = TensorScope.open();
                    NoGradient off = NoGradient.open()) {
                dense(DType.FLOAT32).data_ptr_float().get(copy);
            }
        }
        return copy;
    }

    /// A copy of all elements as doubles, row-major.
    public double[] toDoubles() {
        double[] copy = new double[Math.toIntExact(elements())];
        if (copy.length > 0) {
            try (TensorScope scope = TensorScope.open();
                    NoGradient off = NoGradient.open()) {
                dense(DType.FLOAT64).data_ptr_double().get(copy);
            }
        }
        return copy;
    }

    /// A copy of all elements as longs, row-major.
    public long[] toLongs() {
        long[] copy = new long[Math.toIntExact(elements())];
        if (copy.length > 0) {
            try (TensorScope scope = TensorScope.open()) {
                dense(DType.INT64).data_ptr_long().get(copy);
            }
        }
        return copy;
    }

    private org.bytedeco.pytorch.Tensor dense(DType dtype) {
        org.bytedeco.pytorch.Tensor converted = raw.detach().to(dtype.torch);
        return (converted.is_cuda() ? converted.cpu() : converted).contiguous();
    }

    /// Copies all elements of this float-32 tensor to the beginning of `target`.
    void toFloats(float[] target) {
        try (TensorScope scope = TensorScope.open();
                NoGradient off = NoGradient.open()) {
            dense(DType.FLOAT32).data_ptr_float().get(target, 0, Math.toIntExact(elements()));
        }
    }

    /// Keeps this tensor beyond every scope, until it is closed.
    Tensor retain() {
        raw.retainReference();
        return this;
    }

    /// Frees the native memory now, whatever scope it belongs to.
    @Override
    public void close() {
        raw.releaseReference();
    }

    @Override
    public String toString() {
        return dtype() + Arrays.toString(shape());
    }

    /// Describes the operation that made this tensor to the recording, if one is open: the function of TorchScript
    /// and its arguments. An operation without a description is carried out as always but cannot be recorded.
    Tensor as(String function, @Nullable Object... arguments) {
        Recording recording = Recording.current();
        if (recording != null) {
            recording.note(this, function, arguments);
        }
        return this;
    }

    /// An operation that only TorchScript reaches, described as in [Recording#note].
    static Tensor scripted(Tensor first, String function, @Nullable Object... arguments) {
        return NativeCall.of(function, first.raw, () -> {
                    Recording.Program program = Recording.single(function, arguments);
                    return RecordedStep.once(program.source(), program.inputs());
                })
                .as(function, arguments);
    }

    Tensor op(String name, NativeCall.Body<org.bytedeco.pytorch.Tensor> body) {
        return new Tensor(NativeCall.of(name, raw, body));
    }

    Tensor op(String name, Tensor other, NativeCall.Body<org.bytedeco.pytorch.Tensor> body) {
        return new Tensor(NativeCall.of(name, raw, other.raw, body));
    }

    /// On the device that the engine was told to use.
    private static org.bytedeco.pytorch.Tensor placed(org.bytedeco.pytorch.Tensor made) {
        return Engine.options().device().place(made);
    }

    private static long[] scalar() {
        return new long[] {1};
    }

    static TensorVector vector(List<Tensor> parts) {
        TensorVector vector = new TensorVector();
        for (Tensor part : parts) {
            vector.push_back(part.raw);
        }
        return vector;
    }
}
