package dev.plumbline.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.TensorOptional;
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
public final class Tensor implements AutoCloseable {
    private final org.bytedeco.pytorch.Tensor raw;

    Tensor(org.bytedeco.pytorch.Tensor raw) {
        this.raw = raw;
    }

    org.bytedeco.pytorch.Tensor raw() {
        return raw;
    }

    // ---- making

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

    // ---- looking

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

    // ---- element by element

    public Tensor add(Tensor other) {
        return op("add", other, () -> raw.add(other.raw)).as("torch.add", this, other);
    }

    public Tensor add(double value) {
        return op("add", () -> raw.add(new Scalar(value))).as("torch.add", this, value);
    }

    public Tensor sub(Tensor other) {
        return op("sub", other, () -> raw.sub(other.raw)).as("torch.sub", this, other);
    }

    public Tensor mul(Tensor other) {
        return op("mul", other, () -> raw.mul(other.raw)).as("torch.mul", this, other);
    }

    public Tensor mul(double value) {
        return op("mul", () -> raw.mul(new Scalar(value))).as("torch.mul", this, value);
    }

    /// this + a * b.
    public Tensor addProduct(Tensor a, Tensor b) {
        return op("addcmul", a, () -> torch.addcmul(raw, a.raw, b.raw)).as("torch.addcmul", this, a, b);
    }

    public Tensor div(Tensor other) {
        return op("div", other, () -> raw.div(other.raw)).as("torch.div", this, other);
    }

    public Tensor neg() {
        return op("neg", raw::neg).as("torch.neg", this);
    }

    public Tensor exp() {
        return op("exp", raw::exp).as("torch.exp", this);
    }

    public Tensor log() {
        return op("log", raw::log).as("torch.log", this);
    }

    /// exp(x) - 1, exact near 0.
    public Tensor expm1() {
        return op("expm1", raw::expm1);
    }

    /// log(1 + x), exact near 0.
    public Tensor log1p() {
        return op("log1p", raw::log1p);
    }

    /// max(x, 0).
    public Tensor relu() {
        return op("relu", raw::relu).as("torch.relu", this);
    }

    /// Each element held within [minimum, maximum]; an infinite bound holds nothing. The gradient is 0 outside.
    public Tensor clamp(double minimum, double maximum) {
        return op("clamp", () -> {
            try (Scalar low = new Scalar(minimum);
                    Scalar high = new Scalar(maximum)) {
                return raw.clamp_min(low).clamp_max(high);
            }
        });
    }

    /// The smaller of two elements.
    public Tensor minimum(Tensor other) {
        return op("minimum", other, () -> raw.minimum(other.raw));
    }

    /// The larger of two elements.
    public Tensor maximum(Tensor other) {
        return op("maximum", other, () -> raw.maximum(other.raw));
    }

    /// log(exp(x) + exp(y)), stable.
    public Tensor logAddExp(Tensor other) {
        return op("logaddexp", other, () -> raw.logaddexp(other.raw));
    }

    /// Where this is above the value, as BOOL.
    public Tensor above(double value) {
        return op("gt", () -> raw.gt(new Scalar(value)));
    }

    /// This tensor where `condition` (BOOL) holds, `otherwise` elsewhere.
    public Tensor where(Tensor condition, Tensor otherwise) {
        return op("where", otherwise, () -> raw.where(condition.raw, otherwise.raw));
    }

    public Tensor square() {
        return op("square", raw::square).as("torch.square", this);
    }

    public Tensor sqrt() {
        return op("sqrt", raw::sqrt).as("torch.sqrt", this);
    }

    public Tensor rsqrt() {
        return op("rsqrt", raw::rsqrt).as("torch.rsqrt", this);
    }

    public Tensor sigmoid() {
        return op("sigmoid", raw::sigmoid).as("torch.sigmoid", this);
    }

    /// log sigma(x), stable at both ends.
    public Tensor logSigmoid() {
        return op("log_sigmoid", () -> torch.log_sigmoid(raw));
    }

    /// x sigma(x).
    public Tensor silu() {
        return op("silu", () -> torch.silu(raw)).as("torch.silu", this);
    }

    /// x Phi(x).
    public Tensor gelu() {
        return op("gelu", () -> torch.gelu(raw)).as("torch.gelu", this);
    }

    /// x Phi(x) with Phi(x) written as (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2.
    public Tensor geluTanh() {
        return op("gelu", () -> torch.gelu(raw, "tanh"))
                .as("torch.gelu", this, new Recording.Keyword("approximate", "tanh"));
    }

    public Tensor tanh() {
        return op("tanh", () -> raw.tanh()).as("torch.tanh", this);
    }

    /// This tensor in another element type; the same tensor if it has it already.
    public Tensor to(DType dtype) {
        return raw.scalar_type().value == dtype.torch.value
                ? this
                : op("to", () -> raw.to(dtype.torch)).as("torch.to", this, dtype);
    }

    // ---- over dimensions

    public Tensor sum() {
        return op("sum", () -> raw.sum());
    }

    public Tensor sum(int dim) {
        return op("sum", () -> raw.sum(dim));
    }

    public Tensor mean() {
        return op("mean", () -> raw.mean());
    }

    /// Mean over one dimension, which stays with size 1.
    public Tensor meanKeep(int dim) {
        return op("mean", () -> raw.mean(new long[] {dim}, true, new ScalarTypeOptional()));
    }

    public Tensor logSoftmax(int dim) {
        return op("log_softmax", () -> raw.log_softmax(dim)).as("torch.log_softmax", this, dim);
    }

    public Tensor softmax(int dim) {
        return op("softmax", () -> raw.softmax(dim)).as("torch.softmax", this, dim);
    }

    /// -log softmax(this)[target] of each row: logits [rows, classes], int-64 targets [rows] -> [rows].
    public Tensor crossEntropy(Tensor targets) {
        return op(
                "cross_entropy",
                targets,
                () -> torch.cross_entropy_loss(raw, targets.raw, new TensorOptional(), 0L, -100L, 0.0));
    }

    /// The Euclidean norm of all elements.
    public Tensor norm() {
        return op("norm", () -> raw.norm());
    }

    /// log of the sum of exponentials over one dimension, which goes.
    public Tensor logSumExp(int dim) {
        return op("logsumexp", () -> raw.logsumexp(dim)).as("torch.logsumexp", this, new long[] {dim});
    }

    public Tensor argmax(int dim) {
        return op("argmax", () -> raw.argmax(new LongOptional(dim), false));
    }

    // ---- shape

    public Tensor view(long... shape) {
        return op("view", () -> raw.view(shape)).as("torch.view", this, shape);
    }

    /// This [n * middle * like's last] as [n, middle, like's last].
    Tensor viewUpTo(long middle, Tensor like) {
        return op("view", () -> raw.view(new long[] {-1, middle, like.size(-1)}))
                .as("torch.view", this, List.of(-1L, middle, new Recording.SizeOf(like, -1)));
    }

    public Tensor reshape(long... shape) {
        return op("reshape", () -> raw.reshape(shape)).as("torch.reshape", this, shape);
    }

    public Tensor transpose(int first, int second) {
        return op("transpose", () -> raw.transpose(first, second)).as("torch.transpose", this, first, second);
    }

    public Tensor narrow(int dim, long start, long length) {
        return op("narrow", () -> raw.narrow(dim, start, length)).as("torch.narrow", this, dim, start, length);
    }

    public Tensor select(int dim, long index) {
        return op("select", () -> raw.select(dim, index)).as("torch.select", this, dim, index);
    }

    public Tensor unsqueeze(int dim) {
        return op("unsqueeze", () -> raw.unsqueeze(dim)).as("torch.unsqueeze", this, dim);
    }

    public Tensor expand(long... shape) {
        return op("expand", () -> raw.expand(shape)).as("torch.expand", this, shape);
    }

    public Tensor contiguous() {
        return op("contiguous", raw::contiguous).as("torch.contiguous", this);
    }

    /// Neighbouring slices of these lengths along one dimension; they share this tensor's storage. Where gradients
    /// are recorded this is cheaper than as many [#narrow]s, each of which gives a whole gradient, zero elsewhere.
    public List<Tensor> split(int dim, long... lengths) {
        if (Recording.current() != null) {
            return slices(dim, lengths);
        }
        return NativeCall.of("split", raw, () -> {
            try (TensorVector parts = torch.split_with_sizes(raw, lengths, dim)) {
                List<Tensor> list = new ArrayList<>(lengths.length);
                for (int i = 0; i < lengths.length; i++) {
                    list.add(new Tensor(new org.bytedeco.pytorch.Tensor(parts.get(i))));
                }
                return list;
            }
        });
    }

    /// The same, one operation each, as a recording wants them.
    private List<Tensor> slices(int dim, long[] lengths) {
        List<Tensor> list = new ArrayList<>(lengths.length);
        long start = 0;
        for (long length : lengths) {
            list.add(narrow(dim, start, length));
            start += length;
        }
        return list;
    }

    /// The elements of the last dimension moved on by `places`; those that fall off come back at the start.
    public Tensor roll(long places) {
        return op("roll", () -> torch.roll(raw, new long[] {places}, new long[] {-1}))
                .as("torch.roll", this, new long[] {places}, new long[] {-1});
    }

    /// A copy with storage of its own.
    public Tensor copy() {
        return op("clone", () -> raw.clone()).as("torch.clone", this);
    }

    /// The slices at these positions of one dimension; `index` is int-64 of one dimension.
    public Tensor indexSelect(int dim, Tensor index) {
        return op("index_select", index, () -> raw.index_select(dim, index.raw))
                .as("torch.index_select", this, dim, index);
    }

    /// out[i, j] = this[i, index[i, j]] for dim 1; `index` is int-64.
    public Tensor gather(int dim, Tensor index) {
        return op("gather", index, () -> raw.gather(dim, index.raw)).as("torch.gather", this, dim, index);
    }

    /// Where this is greater than the other, element by element: booleans.
    Tensor greater(Tensor other) {
        return op("gt", other, () -> raw.gt(other.raw)).as("torch.gt", this, other);
    }

    /// Where this is at most the other, element by element: booleans.
    Tensor atMost(Tensor other) {
        return op("le", other, () -> raw.le(other.raw)).as("torch.le", this, other);
    }

    /// Where one of two booleans holds.
    Tensor or(Tensor other) {
        return op("logical_or", other, () -> raw.logical_or(other.raw)).as("torch.logical_or", this, other);
    }

    /// This with `value` wherever the mask of booleans holds.
    Tensor maskedFill(Tensor mask, double value) {
        return op("masked_fill", mask, () -> raw.masked_fill(mask.raw, new Scalar(value)))
                .as("torch.masked_fill", this, mask, value);
    }

    // ---- products

    /// this [.., m, k] times other [.., k, n].
    public Tensor matmul(Tensor other) {
        return op("matmul", other, () -> raw.matmul(other.raw)).as("torch.matmul", this, other);
    }

    /// this + factor * first second, for batches of matrices: first [n, m, k], second [n, k, p], this broadcast to
    /// [n, m, p].
    public Tensor addProduct(Tensor first, Tensor second, double factor) {
        return op(
                        "baddbmm",
                        first,
                        () -> torch.baddbmm(raw, first.raw, second.raw, new Scalar(1.0), new Scalar(factor)))
                .as("torch.baddbmm", this, first, second, new Recording.Keyword("alpha", factor));
    }

    /// this [.., in] through weight [out, in]: [.., out].
    public Tensor linear(Tensor weight, @Nullable Tensor bias) {
        if (elements() == size(-1) && raw.dim() > 1 && dtype() == DType.FLOAT32) {
            return linearOfOneRow(weight, bias);
        }
        return op("linear", weight, () -> {
                    if (bias == null) {
                        return torch.linear(raw, weight.raw);
                    }
                    try (TensorOptional optional = new TensorOptional(bias.raw)) {
                        return torch.linear(raw, weight.raw, optional);
                    }
                })
                .as("torch.linear", this, weight, bias);
    }

    /// A product of matrices repacks the weights first, which for a single row takes many times the product itself
    /// (here 1.2 ms against 0.2 ms for 4096 x 768); a product with a vector does not.
    private Tensor linearOfOneRow(Tensor weight, @Nullable Tensor bias) {
        long[] shape = shape();
        shape[shape.length - 1] = weight.size(0);
        Tensor row = reshape(-1);
        Tensor product = bias == null
                ? weight.op("mv", row, () -> weight.raw.mv(row.raw)).as("torch.mv", weight, row)
                : bias.op("addmv", row, () -> bias.raw.addmv(weight.raw, row.raw))
                        .as("torch.addmv", bias, weight, row);
        return product.view(shape);
    }

    /// The rows of this table [rows, width] at int-64 positions [..]: [.., width].
    public Tensor embedding(Tensor ids) {
        return op("embedding", ids, () -> torch.embedding(raw, ids.raw)).as("torch.embedding", this, ids);
    }

    /// Root-mean-square norm over the last dimension, times `weight` [width]; computed in float 32, given in this
    /// type.
    public Tensor rmsNorm(Tensor weight, double epsilon) {
        Tensor scale = weight.to(dtype());
        return op("rms_norm", weight, () -> {
                    try (TensorOptional factor = new TensorOptional(scale.raw);
                            DoubleOptional added = new DoubleOptional(epsilon)) {
                        return torch.rms_norm(raw, weight.shape(), factor, added);
                    }
                })
                .as("torch.rms_norm", this, weight.shape(), scale, epsilon);
    }

    /// Layer norm over the last dimension, times `weight` [width] plus `bias` [width]; both null for neither.
    public Tensor layerNorm(@Nullable Tensor weight, @Nullable Tensor bias, double epsilon) {
        Tensor scale = weight == null ? null : weight.to(dtype());
        Tensor shift = bias == null ? null : bias.to(dtype());
        long[] width = {size(-1)};
        return op("layer_norm", () -> {
                    try (TensorOptional factor = optional(scale);
                            TensorOptional added = optional(shift)) {
                        return torch.layer_norm(raw, width, factor, added, epsilon, false);
                    }
                })
                .as("torch.layer_norm", this, width, scale, shift, epsilon);
    }

    private static TensorOptional optional(@Nullable Tensor tensor) {
        return tensor == null ? new TensorOptional() : new TensorOptional(tensor.raw);
    }

    /// Scaled dot-product attention of this query [batch, heads, queries, width] with keys and values
    /// [batch, key heads, keys, width]; fewer key heads than heads are shared by groups.
    ///
    /// @param mask added to the scores, broadcast to [batch, heads, queries, keys]; null for none
    /// @param causal whether a query sees the keys up to its own position only; not together with a mask
    /// @param scale multiplies the scores before the softmax
    public Tensor attention(Tensor key, Tensor value, @Nullable Tensor mask, boolean causal, double scale) {
        boolean grouped = key.size(1) != size(1);
        return op("scaled_dot_product_attention", key, () -> {
                    try (TensorOptional optional = mask == null ? new TensorOptional() : new TensorOptional(mask.raw);
                            DoubleOptional factor = new DoubleOptional(scale)) {
                        return torch.scaled_dot_product_attention(
                                raw, key.raw, value.raw, optional, 0.0, causal, factor, grouped);
                    }
                })
                .as(
                        "torch.scaled_dot_product_attention",
                        this,
                        key,
                        value,
                        mask,
                        0.0,
                        causal,
                        new Recording.Keyword("scale", scale),
                        new Recording.Keyword("enable_gqa", grouped));
    }

    /// The dot product of each row of this table [n, width] that `rows` [count] names with the row of `queries`
    /// [owners, width] that `owner` [count] names: [count]. `starts` is where each owner's rows begin; all three
    /// are
    /// integers of one type.
    Tensor dots(Tensor queries, Tensor rows, Tensor starts, Tensor owner) {
        return scripted(
                this, "torch._embedding_bag_per_sample_weights_backward", queries, this, rows, starts, owner, 0L);
    }

    /// The sums of rows of this table [n, width], each weighted: out[i] is over the places `starts[i]` to
    /// `starts[i + 1]` of `rows` and `weights` [count]: [owners, width].
    Tensor weightedSums(Tensor rows, Tensor starts, Tensor weights) {
        return scripted(this, "torch.embedding_bag[0]", this, rows, starts, false, 0L, false, weights, true);
    }

    /// other + factor * this.
    Tensor timesPlus(double factor, Tensor other) {
        return op("add", other, () -> other.raw.add(raw, new Scalar(factor)))
                .as("torch.add", other, this, new Recording.Keyword("alpha", factor));
    }

    /// Root-mean-square norm over the last dimension, times `weight` [width], for float 32 without a gradient: fewer
    /// operations than [#rmsNorm].
    Tensor quickRmsNorm(Tensor weight, double epsilon) {
        double width = size(-1);
        Tensor length = op(
                        "vector_norm",
                        () -> torch.linalg_vector_norm(
                                raw, new Scalar(2.0), new long[] {-1}, true, new ScalarTypeOptional()))
                .as("torch.linalg_vector_norm", this, 2L, new long[] {-1}, true);
        return mul(length.square().mul(1 / width).add(epsilon).rsqrt()).mul(weight);
    }

    // ---- in place

    public Tensor zeroInPlace() {
        NativeCall.of("zero_", raw, raw::zero_);
        return this;
    }

    public Tensor addInPlace(Tensor other) {
        NativeCall.of("add_", raw, () -> raw.add_(other.raw));
        return this;
    }

    public Tensor addInPlace(double value) {
        NativeCall.of("add_", raw, () -> raw.add_(new Scalar(value)));
        return this;
    }

    public Tensor mulInPlace(double value) {
        NativeCall.of("mul_", raw, () -> raw.mul_(new Scalar(value)));
        return this;
    }

    /// this + weight * (end - this).
    public Tensor lerpInPlace(Tensor end, double weight) {
        NativeCall.of("lerp_", raw, () -> raw.lerp_(end.raw, new Scalar(weight)));
        return this;
    }

    /// this + value * a * b.
    public Tensor addcmulInPlace(Tensor a, Tensor b, double value) {
        NativeCall.of("addcmul_", raw, () -> raw.addcmul_(a.raw, b.raw, new Scalar(value)));
        return this;
    }

    /// this + value * a / b.
    public Tensor addcdivInPlace(Tensor a, Tensor b, double value) {
        NativeCall.of("addcdiv_", raw, () -> raw.addcdiv_(a.raw, b.raw, new Scalar(value)));
        return this;
    }

    /// Overwrites this tensor with another's elements, converted to its type.
    public Tensor copyInPlace(Tensor source) {
        NativeCall.of("copy_", raw, () -> raw.copy_(source.raw));
        return this;
    }

    /// Writes `source` into the slices at these positions of one dimension; `index` is int-64 of one dimension.
    Tensor indexCopyInPlace(int dim, Tensor index, Tensor source) {
        NativeCall.of("index_copy_", raw, source.raw, () -> raw.index_copy_(dim, index.raw, source.raw));
        return as("torch.index_copy_", this, dim, index, source);
    }

    /// Overwrites the first elements of this contiguous int-64 tensor with values from Java.
    void put(long[] values, int count) {
        Engine.requireEngineThread();
        if (raw.is_cuda()) {
            narrowFlat(count).copyInPlace(of(Arrays.copyOf(values, count), count));
        } else {
            raw.data_ptr_long().put(values, 0, count);
        }
    }

    private Tensor narrowFlat(int count) {
        return view(elements()).narrow(0, 0, count);
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

    // ---- gradients

    /// The same elements, cut from the recorded computation.
    public Tensor detach() {
        return op("detach", raw::detach);
    }

    /// Marks a leaf as something whose gradient is wanted.
    public Tensor requireGradient() {
        NativeCall.of("requires_grad", raw, () -> raw.set_requires_grad(true));
        return this;
    }

    /// Whether a backward pass would reach something that wants a gradient through this tensor.
    public boolean recordsGradient() {
        return NativeCall.of("requires_grad", raw, raw::requires_grad);
    }

    /// The gradient that backward passes have summed up here so far; fails before the first.
    public Tensor gradient() {
        return op("grad", raw::grad);
    }

    /// The gradients of this one-element tensor with respect to tensors that it was computed from, in their order;
    /// nothing is summed up in them.
    public List<Tensor> gradients(List<Tensor> inputs) {
        return NativeCall.of("grad", raw, () -> {
            try (TensorVector outputs = vector(List.of(this));
                    TensorVector wanted = vector(inputs)) {
                TensorVector found = torch.grad(outputs, wanted);
                List<Tensor> gradients = new ArrayList<>();
                for (long i = 0; i < found.size(); i++) {
                    gradients.add(new Tensor(new org.bytedeco.pytorch.Tensor(found.get(i))));
                }
                return gradients;
            }
        });
    }

    /// Runs the recorded computation backwards from this one-element tensor.
    public void backward() {
        NativeCall.of("backward", raw, () -> {
            raw.backward();
            return this;
        });
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
    private Tensor as(String function, @Nullable Object... arguments) {
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

    private Tensor op(String name, NativeCall.Body<org.bytedeco.pytorch.Tensor> body) {
        return new Tensor(NativeCall.of(name, raw, body));
    }

    private Tensor op(String name, Tensor other, NativeCall.Body<org.bytedeco.pytorch.Tensor> body) {
        return new Tensor(NativeCall.of(name, raw, other.raw, body));
    }

    /// On the device that the engine was told to use.
    private static org.bytedeco.pytorch.Tensor placed(org.bytedeco.pytorch.Tensor made) {
        return Engine.options().device().place(made);
    }

    private static long[] scalar() {
        return new long[] {1};
    }

    private static TensorVector vector(List<Tensor> parts) {
        TensorVector vector = new TensorVector();
        for (Tensor part : parts) {
            vector.push_back(part.raw);
        }
        return vector;
    }
}
