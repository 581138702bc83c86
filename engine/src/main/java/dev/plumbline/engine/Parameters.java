package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.ArrayList;
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

    private final Layout layout;
    private final Tensor values;
    private final Map<String, Tensor> leaves = new LinkedHashMap<>();
    private @Nullable Tensor gradients;

    Parameters(Layout layout, Tensor values) {
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
        Layout layout = new Layout(List.of(weight), List.of(weight), values.length);
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

    /// Where every leaf and every weight lies in the flat vector.
    ///
    /// @param leaves what the forward pass uses, covering the vector without gap or overlap
    /// @param weights what checkpoints name, covering it likewise
    record Layout(List<Weight> leaves, List<Weight> weights, long elements) {
        Layout {
            leaves = List.copyOf(leaves);
            weights = List.copyOf(weights);
        }

        /// The layout of a decoder of this shape.
        static Layout of(DecoderConfig c) {
            Builder b = new Builder();
            b.add("model.embed_tokens.weight", false, true, c.vocabulary(), c.width());
            for (int i = 0; i < c.layers(); i++) {
                layer(b, c, "model.layers." + i + ".");
            }
            b.add("model.norm.weight", false, false, c.width());
            if (c.head() == DecoderConfig.Head.REWARD) {
                b.add("score.weight", false, true, 1, c.width());
            } else if (c.head() == DecoderConfig.Head.STEP) {
                b.add("score.weight", false, true, 2, c.width());
                b.add("score.bias", false, false, 2);
            } else if (!c.tied()) {
                b.add("lm_head.weight", false, true, c.vocabulary(), c.width());
            }
            return new Layout(b.leaves, b.weights, b.offset);
        }

        private static void layer(Builder b, DecoderConfig c, String at) {
            int q = c.heads() * c.headWidth();
            int k = c.keyHeads() * c.headWidth();
            b.add(at + "input_layernorm.weight", false, false, c.width());
            b.join(
                    at + "self_attn.",
                    "qkv_proj",
                    c.width(),
                    c.attentionBias(),
                    new String[] {"q_proj", "k_proj", "v_proj"},
                    q,
                    k,
                    k);
            b.join(at + "self_attn.", "o_proj", q, c.attentionBias(), new String[] {"o_proj"}, c.width());
            b.add(at + "post_attention_layernorm.weight", false, false, c.width());
            b.join(
                    at + "mlp.",
                    "gate_up_proj",
                    c.width(),
                    c.feedForwardBias(),
                    new String[] {"gate_proj", "up_proj"},
                    c.feedForward(),
                    c.feedForward());
            b.join(
                    at + "mlp.",
                    "down_proj",
                    c.feedForward(),
                    c.feedForwardBias(),
                    new String[] {"down_proj"},
                    c.width());
        }

        private static final class Builder {
            final List<Weight> leaves = new ArrayList<>();
            final List<Weight> weights = new ArrayList<>();
            long offset;

            void add(String name, boolean matrix, boolean decays, long... shape) {
                Weight weight = weight(name, matrix, decays, shape);
                leaves.add(weight);
                weights.add(weight);
                offset += weight.elements();
            }

            /// Matrices [rows_i, columns] that lie one after the other, and so are one matrix to the forward pass.
            void join(String at, String joined, int columns, boolean bias, String[] names, int... rows) {
                long all = java.util.Arrays.stream(rows).sum();
                leaves.add(weight(at + joined + ".weight", true, true, all, columns));
                for (int i = 0; i < rows.length; i++) {
                    Weight part = weight(at + names[i] + ".weight", true, true, rows[i], columns);
                    weights.add(part);
                    offset += part.elements();
                }
                if (bias) {
                    leaves.add(weight(at + joined + ".bias", false, false, all));
                    for (int i = 0; i < rows.length; i++) {
                        weights.add(weight(at + names[i] + ".bias", false, false, rows[i]));
                        offset += rows[i];
                    }
                }
            }

            private Weight weight(String name, boolean matrix, boolean decays, long... shape) {
                return new Weight(
                        name, offset, java.util.Arrays.stream(shape).boxed().toList(), matrix, decays);
            }
        }
    }
}
