package dev.plumbline.engine;

import org.jspecify.annotations.Nullable;

/// The weights that a forward pass multiplies with: the decoder's own.
final class LiveWeights {
    private final Parameters parameters;

    LiveWeights(Parameters parameters) {
        this.parameters = parameters;
    }

    /// The leaf of this name.
    Tensor leaf(String name) {
        return parameters.leaf(name);
    }

    /// x [.., in] through the matrix of a module, and its bias where it has one: [.., out].
    Tensor project(String module, Tensor x, DType compute) {
        @Nullable Tensor bias = parameters.leafOrNull(module + ".bias");
        return x.linear(leaf(module + ".weight").to(compute), bias == null ? null : bias.to(compute));
    }
}
