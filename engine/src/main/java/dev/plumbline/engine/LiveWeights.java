package dev.plumbline.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The weights that a forward pass multiplies with: the decoder's own, and what its adapters make of them.
final class LiveWeights {
    private static final String BIAS = ".bias";

    private final Parameters parameters;
    private final PackedWeights packed;
    private final Map<String, Adapter> attached = new LinkedHashMap<>();
    private List<Adapter> active = List.of();
    private int generation;

    LiveWeights(DecoderConfig config, Parameters parameters) {
        this.parameters = parameters;
        this.packed = new PackedWeights(config, parameters);
    }

    /// The copies of the decoder's matrices that steps multiply with, once they have been made.
    PackedWeights packed() {
        return packed;
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
        return generation + packed.generation();
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

    /// As [#project], for a step of a text: with the copies of [PackedWeights] where they are there.
    Tensor step(String module, Tensor x, DType compute) {
        String name = module + ".weight";
        return replaced(name) ? project(module, x, compute) : step(module, name, x, compute);
    }

    /// As [#step], plus `other`.
    Tensor stepOnto(String module, Tensor x, Tensor other, DType compute) {
        if (!active.isEmpty()) {
            return other.add(step(module, x, compute));
        }
        String name = module + ".weight";
        StepMatrix own = packed.of(name, x);
        if (own != null) {
            return own.onto(x, bias(module, compute), other);
        }
        boolean oneRow = x.elements() == x.size(-1) && compute == DType.FLOAT32;
        return oneRow && parameters.leafOrNull(module + BIAS) == null
                ? x.linear(parameters.leaf(name), other.view(-1))
                : other.add(step(module, x, compute));
    }

    /// silu(x gate^T) * (x up^T) of a joined module without biases; null where it has to be made of its parts.
    @Nullable
    Tensor stepGated(String module, Tensor x) {
        List<StepMatrix> halves = active.isEmpty() ? packed.halves(module + ".weight", x) : List.of();
        return halves.isEmpty() ? null : StepMatrix.gated(x, halves.getFirst(), halves.getLast());
    }

    /// As [#projectTied], for a step.
    Tensor stepTied(String module, String shared, Tensor x, DType compute) {
        return replaced(module + ".weight")
                ? projectTied(module, shared, x, compute)
                : step(module, shared + ".weight", x, compute);
    }

    private Tensor step(String module, String name, Tensor x, DType compute) {
        Tensor matrix = parameters.leaf(name);
        StepMatrix own = packed.of(name, x);
        if (own != null) {
            return changed(module, matrix, x, own.linear(x, bias(module, compute)), compute);
        }
        Tensor plain = packed.plain(name);
        return project(module, matrix, plain == null ? matrix.to(compute) : plain, x, compute);
    }

    /// Whether an adapter has a matrix of its own in the place of this leaf.
    private boolean replaced(String name) {
        return active.stream().anyMatch(adapter -> adapter.whole(name) != null);
    }

    private @Nullable Tensor bias(String module, DType compute) {
        return parameters.leafOrNull(module + BIAS) == null
                ? null
                : leaf(module + BIAS).to(compute);
    }

    /// What the active adapters make of a product.
    private Tensor changed(String module, Tensor matrix, Tensor x, Tensor product, DType compute) {
        Tensor y = product;
        for (Adapter adapter : active) {
            y = adapter.changed(module, x, y, matrix, bias(module, compute), compute);
        }
        return y;
    }

    private Tensor project(String module, Tensor matrix, Tensor x, DType compute) {
        return project(module, matrix, matrix.to(compute), x, compute);
    }

    /// @param narrow the matrix in the type of the arithmetic
    private Tensor project(String module, Tensor matrix, Tensor narrow, Tensor x, DType compute) {
        boolean biased = parameters.leafOrNull(module + BIAS) != null;
        Tensor bias = biased ? leaf(module + BIAS) : null;
        Tensor y = x.linear(narrow, bias == null ? null : bias.to(compute));
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
