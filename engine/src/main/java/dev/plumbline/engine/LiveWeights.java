package dev.plumbline.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The weights that a forward pass multiplies with: the decoder's own, and what its adapters make of them.
final class LiveWeights {
    private static final String BIAS = ".bias";

    private final Parameters parameters;
    private final Map<String, Adapter> attached = new LinkedHashMap<>();
    private List<Adapter> active = List.of();
    private int generation;

    LiveWeights(Parameters parameters) {
        this.parameters = parameters;
    }

    Map<String, Adapter> attached() {
        return Collections.unmodifiableMap(attached);
    }

    /// Whether the name was free.
    boolean attach(Adapter adapter) {
        generation++;
        return attached.putIfAbsent(adapter.name(), adapter) == null;
    }

    void detach(String name) {
        generation++;
        attached.remove(name);
    }

    /// Changes whenever another set of adapters has its say.
    int generation() {
        return generation;
    }

    List<Adapter> active() {
        return active;
    }

    void activate(List<Adapter> adapters) {
        generation++;
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
        Tensor own = parameters.leaf(name);
        return attached.isEmpty() || !name.endsWith(BIAS) ? own : held(name, own);
    }

    /// x [.., in] through the matrix of a module, and its bias where it has one: [.., out].
    Tensor project(String module, Tensor x, DType compute) {
        return project(module, leaf(module + ".weight"), x, compute);
    }

    /// x [.., in] through the output layer that shares the embedding's matrix.
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
        boolean biased = parameters.leafOrNull(module + BIAS) != null;
        Tensor bias = biased ? leaf(module + BIAS) : null;
        Tensor y = x.linear(matrix.to(compute), bias == null ? null : bias.to(compute));
        for (Adapter adapter : active) {
            y = adapter.changed(module, x, y, matrix, bias, compute);
        }
        return y;
    }

    /// Biases that an adapter holds are in force while it is attached.
    private Tensor held(String name, Tensor own) {
        Tensor held = own;
        for (Adapter adapter : attached.values()) {
            held = adapter.bias(name.substring(0, name.length() - BIAS.length()), held);
        }
        return held;
    }
}
