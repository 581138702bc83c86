package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All weights of a model in one flat float-32 vector, with named views into it.
///
/// Two kinds of view share the vector. *Leaves* are what the forward pass multiplies with (queries, keys and values
/// joined
/// into one matrix); *weights* are what checkpoints name (`model.layers.0.self_attn.q_proj.weight`). An optimiser works
/// on the
/// flat vector alone, so a step costs a handful of operations whatever the number of layers, and clipping, checking for
/// NaN,
/// saving and averaging over processes are one operation each.
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
    private final Tensor values;
    private final Map<String, Tensor> leaves = new LinkedHashMap<>();
    private @Nullable Tensor gradients;

    Parameters(ParameterLayout layout, Tensor values) {
        this.layout = layout;
        this.values = own(values);
        bind();
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

    /// The flat vector of all weights [elements], float 32. Change it only where no gradient is recorded.
    public Tensor values() {
        return values;
    }

    /// A view of one weight in the flat vector.
    public Tensor value(Weight weight) {
        return values.narrow(0, weight.offset(), weight.elements()).view(weight.dimensions());
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
        return layout.storage(weight.name()).inStoredOrder(value(weight));
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
            Tensor flat = own(Tensor.zeros(values.elements()));
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
            return new Parameters(layout, values.detach());
        }
    }

    /// Sets all gradients to zero.
    public void clearGradients() {
        gradients().zeroInPlace();
    }

    /// The leaf that the forward pass multiplies with.
    Tensor leaf(String name) {
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
        values.close();
    }

    private void bind() {
        try (TensorScope scope = TensorScope.open();
                NoGradient off = NoGradient.open()) {
            for (Weight leaf : layout.leaves()) {
                leaves.put(leaf.name(), own(value(leaf).detach()));
            }
        }
    }

    private static Tensor own(Tensor tensor) {
        tensor.raw().retainReference();
        return tensor;
    }
}
