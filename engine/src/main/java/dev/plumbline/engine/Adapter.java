package dev.plumbline.engine;

import dev.plumbline.core.Seed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Low-rank changes of a decoder's matrices, with weights of their own: see [AdapterConfig].
///
/// Its weights have PEFT's names and lie in one flat vector, so that optimisers take them as they take a decoder's.
/// Attach it to the decoder that it was made for. Lives on the engine thread; [#close] frees its weights.
public final class Adapter implements AutoCloseable {
    static final String PREFIX = "base_model.model.";

    private final String name;
    private final AdapterConfig config;
    private final AdapterLayout layout;
    private final Parameters parameters;
    private final Map<String, List<LowRankChange>> changes = new HashMap<>();
    private final Map<String, String> whole = new HashMap<>();
    private final Map<String, List<AdapterLayout.HeldBias>> biases = new HashMap<>();

    Adapter(String name, AdapterConfig config, AdapterLayout layout, Tensor values) {
        this.name = name;
        this.config = config;
        this.layout = layout;
        this.parameters = new Parameters(layout.parameters(), values);
        for (AdapterLayout.Target target : layout.targets()) {
            changes.computeIfAbsent(target.leaf(), leaf -> new ArrayList<>())
                    .add(new LowRankChange(target, config, parameters));
        }
        whole.putAll(layout.whole());
        for (AdapterLayout.HeldBias bias : layout.biases()) {
            biases.computeIfAbsent(bias.leaf(), leaf -> new ArrayList<>()).add(bias);
        }
    }

    /// A fresh adapter that changes nothing yet: A uniform in +-1/sqrt(in), B zero, lengths of rows as they are, whole
    /// modules and biases copied. The weights depend on seed and name alone.
    public static Adapter fresh(Decoder decoder, String name, AdapterConfig config, Seed seed) {
        AdapterLayout layout = AdapterLayout.of(decoder, config);
        Tensor values = Tensor.zeros(layout.parameters().elements());
        Adapter adapter = new Adapter(name, config, layout, values);
        try (TensorScope scope = TensorScope.open();
                NoGradient off = NoGradient.open()) {
            for (AdapterLayout.Target target : layout.targets()) {
                adapter.value(target.a()).copyInPlace(uniform(target, seed));
                if (config.decomposed()) {
                    Tensor rows = target.rows(decoder.parameters().leaf(target.leaf() + ".weight"));
                    adapter.value(target.magnitude())
                            .copyInPlace(target.storage()
                                    .inStoredOrder(rows.square().sum(1).sqrt()));
                }
            }
            layout.copies()
                    .forEach((mine, theirs) -> adapter.value(mine)
                            .copyInPlace(decoder.parameters().stored(weight(decoder.parameters(), theirs))));
        }
        return adapter;
    }

    /// The same weights in the same memory with gradients of their own, for a decoder's twin.
    Adapter twin() {
        try (TensorScope scope = TensorScope.open()) {
            return new Adapter(name, config, layout, parameters.values().detach());
        }
    }

    /// How it is called among a decoder's adapters.
    public String name() {
        return name;
    }

    public AdapterConfig config() {
        return config;
    }

    /// Its weights.
    public Parameters parameters() {
        return parameters;
    }

    @Override
    public void close() {
        parameters.close();
    }

    /// What a module of the forward pass gives once this adapter has its say.
    ///
    /// @param x what the module read
    /// @param y what it gave so far, its bias included
    /// @param base its own matrix [out, in]
    /// @param bias its own bias, or null
    Tensor changed(String leaf, Tensor x, Tensor y, Tensor base, @Nullable Tensor bias, DType compute) {
        List<LowRankChange> here = changes.get(leaf);
        if (here == null) {
            return y;
        }
        List<Tensor> parts = new ArrayList<>();
        long at = 0;
        for (LowRankChange change : here) {
            if (change.first() > at) {
                parts.add(y.narrow(-1, at, change.first() - at));
            }
            Tensor own = y.narrow(-1, change.first(), change.rows());
            parts.add(change.of(x, own, base, bias, compute));
            at = change.first() + change.rows();
        }
        if (at < y.size(-1)) {
            parts.add(y.narrow(-1, at, y.size(-1) - at));
        }
        return parts.size() == 1 ? parts.getFirst() : Tensor.cat(parts, -1);
    }

    /// The leaf that this adapter holds whole in the place of a decoder's, or null.
    @Nullable
    Tensor whole(String leaf) {
        String mine = whole.get(leaf);
        return mine == null ? null : parameters.leaf(mine);
    }

    /// The leaf names that it holds whole.
    List<String> wholeLeaves() {
        return List.copyOf(whole.keySet());
    }

    /// The bias of a leaf with the parts that this adapter holds; the bias itself if it holds none.
    Tensor bias(String leaf, Tensor own) {
        List<AdapterLayout.HeldBias> held = biases.get(leaf);
        if (held == null) {
            return own;
        }
        List<Tensor> parts = new ArrayList<>();
        long at = 0;
        for (AdapterLayout.HeldBias one : held) {
            if (one.first() > at) {
                parts.add(own.narrow(0, at, one.first() - at));
            }
            parts.add(one.storage().inOwnOrder(parameters.leaf(one.weight())));
            at = one.first() + one.rows();
        }
        if (at < own.elements()) {
            parts.add(own.narrow(0, at, own.elements() - at));
        }
        return Tensor.cat(parts, 0);
    }

    /// A matrix with this adapter's changes in it: [out, in].
    Tensor merged(String leaf, Tensor base) {
        List<LowRankChange> here = changes.getOrDefault(leaf, List.of());
        Tensor merged = base.copy();
        for (LowRankChange change : here) {
            merged.narrow(0, change.first(), change.rows()).copyInPlace(change.merged(base));
        }
        return merged;
    }

    /// The modules of the forward pass whose matrices it changes.
    List<String> changedModules() {
        return List.copyOf(changes.keySet());
    }

    /// The modules of the forward pass whose biases it holds.
    List<String> biasedModules() {
        return List.copyOf(biases.keySet());
    }

    private Tensor value(String weight) {
        return parameters.value(weight(parameters, weight));
    }

    private static Parameters.Weight weight(Parameters parameters, String name) {
        return parameters.weights().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no weight is named " + name));
    }

    private static Tensor uniform(AdapterLayout.Target target, Seed seed) {
        RandomGenerator random = seed.derive(target.a()).generator();
        double bound = 1 / Math.sqrt(target.columns());
        float[] values = new float[Math.toIntExact(target.rank() * target.columns())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) ((2 * random.nextDouble() - 1) * bound);
        }
        return Tensor.of(values, target.rank(), target.columns());
    }
}
