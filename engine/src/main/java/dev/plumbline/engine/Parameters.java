package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// All weights of a model in one flat float-32 vector, with named views into it.
///
/// Two kinds of view share the vector. *Leaves* are what the forward pass multiplies with (queries, keys and
/// values joined into one matrix); *weights* are what checkpoints name (`model.layers.0.self_attn.q_proj.weight`).
/// An optimiser works on the flat vector alone, so a step costs a handful of operations whatever the number of
/// layers, and clipping, checking for NaN, saving and averaging over processes are one operation each. A large
/// checkpoint that is only read has no flat vector: its leaves lie in the mapped file.
public final class Parameters implements AutoCloseable {
    /// A named weight: its place in the flat vector and its shape.
    ///
    /// @param offset first element in the flat vector
    /// @param matrix whether it is a hidden matrix: neither embedding, nor head, nor norm, nor bias
    /// @param decays whether weight decay applies: all but norms and biases
    public record Weight(String name, long offset, List<Long> shape, boolean matrix, boolean decays) {
        public Weight {
            shape = List.copyOf(shape);
        }

        /// How many elements it has.
        public long elements() {
            return shape.stream().reduce(1L, Math::multiplyExact);
        }

        long[] dimensions() {
            return shape.stream().mapToLong(Long::longValue).toArray();
        }
    }

    private final ParameterLayout layout;
    private final @Nullable MappedWeights mapped;
    private final Map<String, Tensor> leaves = new LinkedHashMap<>();
    private DType held = DType.FLOAT32;
    private int generation;
    private @Nullable Tensor values;
    private @Nullable Tensor gradients;

    Parameters(ParameterLayout layout, Tensor values) {
        this.layout = layout;
        this.mapped = null;
        this.values = own(values);
        bind(values);
    }

    private Parameters(MappedWeights mapped, DType held) {
        this.layout = mapped.layout();
        this.mapped = mapped;
        this.held = held;
        try (TensorScope scope = TensorScope.open();
                NoGradient off = NoGradient.open()) {
            mapped.leaves(held).forEach((name, leaf) -> leaves.put(name, own(leaf)));
        }
    }

    /// A checkpoint's weights, copied; its files are closed.
    static Parameters copied(MappedWeights mapped) {
        try (TensorScope scope = TensorScope.open();
                NoGradient off = NoGradient.open()) {
            Tensor flat = FlatTensors.room(mapped.layout().elements());
            mapped.copyInto(flat);
            Parameters parameters = new Parameters(mapped.layout(), flat);
            mapped.close();
            return parameters;
        }
    }

    /// A checkpoint's weights where they lie in its files, which stay open until [#close]. They move into a flat
    /// vector as soon as somebody asks for it.
    static Parameters mapped(MappedWeights mapped) {
        boolean narrow = Engine.options().precision() == Precision.BFLOAT16;
        return new Parameters(mapped, narrow ? DType.BFLOAT16 : DType.FLOAT32);
    }

    /// Parameters of one weight without a decoder around it, such as a table of logits; it is a matrix and decays.
    ///
    /// @param values copied; in row-major order
    public static Parameters single(String name, float[] values, long... shape) {
        List<Long> dimensions = java.util.Arrays.stream(shape).boxed().toList();
        Weight weight = new Weight(name, 0, dimensions, true, true);
        ParameterLayout layout =
                new ParameterLayout(List.of(weight), List.of(weight), Map.of(), Map.of(), values.length);
        return new Parameters(layout, Tensor.of(values, values.length));
    }

    /// Every weight in its order in the flat vector, by the names that checkpoints use.
    public List<Weight> weights() {
        return layout.weights();
    }

    /// How many numbers all weights together are.
    public long elements() {
        return layout.elements();
    }

    /// The flat vector of all weights [elements], float 32. Change it only where no gradient is recorded. Weights
    /// that were read where they lie in a file are copied by the first call.
    public Tensor values() {
        Tensor flat = values;
        return flat == null ? moved() : flat;
    }

    /// A view of one weight in the flat vector.
    public Tensor value(Weight weight) {
        return values().narrow(0, weight.offset(), weight.elements()).view(weight.dimensions());
    }

    /// A weight for reading only, wherever it lies: float 32.
    Tensor reading(Weight weight) {
        if (values != null || held != DType.FLOAT32) {
            return value(weight);
        }
        for (Weight leaf : layout.leaves()) {
            long first = weight.offset() - leaf.offset();
            if (first >= 0 && first < leaf.elements()) {
                return leaf(leaf.name())
                        .view(leaf.elements())
                        .narrow(0, first, weight.elements())
                        .view(weight.dimensions());
            }
        }
        throw new IllegalStateException("no leaf holds " + weight.name());
    }

    /// The element type in which matrices are held.
    DType held() {
        return held;
    }

    /// Changes whenever a value does. Of weights that lie in a file none does.
    long version() {
        Tensor flat = values;
        return flat == null ? 0 : flat.raw()._version();
    }

    /// Changes whenever the leaves become other tensors: what was made of the old ones is out of date.
    int generation() {
        return generation;
    }

    private Tensor moved() {
        MappedWeights from = Objects.requireNonNull(mapped);
        try (TensorScope scope = TensorScope.open();
                NoGradient off = NoGradient.open()) {
            Tensor flat = own(FlatTensors.room(layout.elements()));
            from.copyInto(flat);
            leaves.values().forEach(Tensor::close);
            leaves.clear();
            bind(flat);
            values = flat;
            held = DType.FLOAT32;
            generation++;
            return flat;
        }
    }

    /// Where everything lies.
    ParameterLayout layout() {
        return layout;
    }

    /// Overwrites a weight with a tensor in the order and of the sizes that checkpoints store.
    void store(Weight weight, Tensor stored) {
        value(weight).copyInPlace(layout.storage(weight.name()).inOwnOrder(stored));
    }

    /// A weight in the order that checkpoints store, dense.
    Tensor stored(Weight weight) {
        return layout.storage(weight.name()).inStoredOrder(reading(weight));
    }

    /// The sizes that checkpoints give a weight.
    long[] storedShape(Weight weight) {
        return layout.storage(weight.name()).shape(weight.dimensions());
    }

    /// The flat vector of gradients [elements]; backward passes add to it, [#clearGradients] empties it.
    public Tensor gradients() {
        if (gradients == null) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, "these parameters are frozen; call trainable() before training them");
        }
        return gradients;
    }

    /// Makes room for gradients and lets the leaves record; without this a model is frozen.
    public void trainable() {
        if (gradients != null) {
            return;
        }
        try (TensorScope scope = TensorScope.open()) {
            values(); // weights in a file are not to be changed
            Tensor flat = own(FlatTensors.room(elements()).zeroInPlace());
            gradients = flat;
            for (Weight leaf : layout.leaves()) {
                Tensor bound = leaf(leaf.name());
                bound.requireGradient();
                Tensor view = flat.narrow(0, leaf.offset(), leaf.elements()).view(leaf.dimensions());
                bound.raw().mutable_grad().put(view.raw());
            }
        }
    }

    /// The same weights, in the same memory, with leaves and gradients of their own: what a second thread needs to
    /// backpropagate at the same time.
    Parameters twin() {
        try (TensorScope scope = TensorScope.open()) {
            return new Parameters(layout, values().detach());
        }
    }

    /// Sets all gradients to zero.
    public void clearGradients() {
        gradients().zeroInPlace();
    }

    /// The leaf that the forward pass multiplies with: what records gradients once the parameters are trainable.
    public Tensor leaf(String name) {
        Tensor leaf = leaves.get(name);
        if (leaf == null) {
            throw new IllegalStateException("no leaf is named " + name);
        }
        return leaf;
    }

    /// The leaf of this name, or null if the layout has none (a bias that is off).
    @Nullable
    Tensor leafOrNull(String name) {
        return leaves.get(name);
    }

    @Override
    public void close() {
        leaves.values().forEach(Tensor::close);
        leaves.clear();
        if (gradients != null) {
            gradients.close();
            gradients = null;
        }
        if (values != null) {
            values.close();
        }
        if (mapped != null) {
            mapped.close();
        }
    }

    private void bind(Tensor flat) {
        try (TensorScope scope = TensorScope.open();
                NoGradient off = NoGradient.open()) {
            for (Weight leaf : layout.leaves()) {
                Tensor view = flat.narrow(0, leaf.offset(), leaf.elements()).view(leaf.dimensions());
                leaves.put(leaf.name(), own(view.detach()));
            }
        }
    }

    private static Tensor own(Tensor tensor) {
        tensor.raw().retainReference();
        return tensor;
    }
}
