package dev.plumbline.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The weights that a forward pass multiplies with: the decoder's own, and what its adapters make of them.
final class LiveWeights {
    private final Parameters parameters;
    private final Map<String, Adapter> attached = new LinkedHashMap<>();
    private List<Adapter> active = List.of();

    LiveWeights(Parameters parameters) {
        this.parameters = parameters;
    }

    Map<String, Adapter> attached() {
        return attached;
    }

    List<Adapter> active() {
        return active;
    }

    void activate(List<Adapter> adapters) {
        active = new ArrayList<>(adapters);
    }

    /// The leaf of this name.
    Tensor leaf(String name) {
        for (int i = active.size() - 1; i >= 0; i--) {
            Tensor whole = active.get(i).whole(name);
            if (whole != null) {
                return whole;
            }
        }
        return parameters.leaf(name);
    }

    /// x [.., in] through the matrix of a module, and its bias where it has one: [.., out].
    Tensor project(String module, Tensor x, DType compute) {
        return project(module, leaf(module + ".weight"), x, compute);
    }

    /// x [.., in] through the output layer, which may share the embedding's matrix.
    Tensor projectTied(String module, String shared, Tensor x, DType compute) {
        for (int i = active.size() - 1; i >= 0; i--) {
            Tensor whole = active.get(i).whole(module + ".weight");
            if (whole != null) {
                return project(module, whole, x, compute);
            }
        }
        return project(module, parameters.leaf(shared + ".weight"), x, compute);
    }

    private Tensor project(String module, Tensor matrix, Tensor x, DType compute) {
        @Nullable Tensor bias = bias(module);
        Tensor own = bias == null ? null : bias.to(compute);
        Tensor y = x.linear(matrix.to(compute), own);
        for (Adapter adapter : active) {
            y = adapter.changed(module, x, y, matrix, bias, compute);
        }
        return y;
    }

    private @Nullable Tensor bias(String module) {
        Tensor bias = parameters.leafOrNull(module + ".bias");
        if (bias == null || attached.isEmpty()) {
            return bias;
        }
        Tensor held = bias;
        for (Adapter adapter : attached.values()) {
            held = adapter.bias(module, held);
        }
        for (Adapter adapter : active) {
            Tensor whole = adapter.whole(module + ".bias");
            held = whole == null ? held : whole;
        }
        return held;
    }
}
