package dev.plumbline.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// A forward pass that keeps each layer's input alone and computes what lies within a layer again when
/// gradients flow back through it (Chen et al. 2016, arXiv 1604.06174): memory for the activations of one layer
/// instead of all, for one more forward pass. Gradients are the same, since nothing in a layer is random.
///
/// Use: read [#hidden], let a loss flow back into it, then call [#backward]. Engine thread only.
public final class LayerwisePass implements AutoCloseable {
    private final Supplier<Tensor> embedded;
    private final List<UnaryOperator<Tensor>> stages;
    private final List<Tensor> inputs = new ArrayList<>();
    private final Tensor hidden;

    /// @param embedded what enters the first stage
    /// @param stages each layer, then what the head reads of the last one's stream
    LayerwisePass(Supplier<Tensor> embedded, List<UnaryOperator<Tensor>> stages) {
        this.embedded = embedded;
        this.stages = stages;
        try (NoGradient off = NoGradient.open()) {
            inputs.add(kept(embedded));
            for (UnaryOperator<Tensor> stage : stages) {
                Tensor input = inputs.getLast();
                inputs.add(kept(() -> stage.apply(input)));
            }
        }
        hidden = inputs.getLast().detach().requireGradient();
    }

    /// What the head reads: [lines, longest, width], float 32. A leaf: a loss's backward pass ends here.
    public Tensor hidden() {
        return hidden;
    }

    /// Carries the gradient that has arrived in [#hidden] on through all layers into the weights.
    public void backward() {
        inputs.removeLast().close();
        Tensor gradient = hidden.gradient();
        for (int k = stages.size() - 1; k >= 0; k--) {
            UnaryOperator<Tensor> stage = stages.get(k);
            Tensor arrived = gradient;
            Tensor input = inputs.removeLast();
            gradient = kept(() -> {
                Tensor leaf = input.detach().requireGradient();
                stage.apply(leaf).mul(arrived).sum().backward();
                // of its own, for the leaf ends with this scope
                return leaf.gradient().detach();
            });
            input.close();
            if (k < stages.size() - 1) {
                arrived.close();
            }
        }
        try (TensorScope scope = TensorScope.open()) {
            Tensor first = embedded.get();
            if (first.recordsGradient()) {
                first.mul(gradient).sum().backward();
            }
        }
        gradient.close();
    }

    /// Frees what [#backward] has not.
    @Override
    public void close() {
        inputs.forEach(Tensor::close);
        inputs.clear();
    }

    private static Tensor kept(Supplier<Tensor> work) {
        try (TensorScope scope = TensorScope.open()) {
            return work.get().retain();
        }
    }
}
