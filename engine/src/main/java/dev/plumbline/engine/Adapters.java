package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.family.Part;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/// The adapters of one decoder: any number attached, of which none, one or several are switched on.
///
/// With none switched on, and no adapter attached that holds biases, the decoder computes exactly what it computed
/// before the first was attached: it is its own reference model. Closing the decoder closes what is attached.
/// Engine thread only.
public final class Adapters implements AutoCloseable {
    private final Decoder decoder;
    private final LiveWeights weights;
    private final Map<String, Tensor> replaced = new LinkedHashMap<>();
    private String merged = "";

    Adapters(Decoder decoder, LiveWeights weights) {
        this.decoder = decoder;
        this.weights = weights;
    }

    /// Takes an adapter in; it is switched off until [#activate].
    ///
    /// @throws PlumblineException BAD_ARGUMENT if another has its name
    public void attach(Adapter adapter) {
        if (!weights.attach(adapter)) {
            throw bad("an adapter named \"" + adapter.name() + "\" is attached already; give this one another name");
        }
    }

    /// Lets an adapter go; whoever called owns it again.
    public Adapter detach(String name) {
        Adapter adapter = named(name);
        requireUnmerged();
        weights.activate(weights.active().stream().filter(one -> one != adapter).toList());
        weights.detach(name);
        return adapter;
    }

    /// Names of all that are attached.
    public List<String> attached() {
        return List.copyOf(weights.attached().keySet());
    }

    /// Names of those that are switched on, in the order in which they act.
    public List<String> active() {
        return weights.active().stream().map(Adapter::name).toList();
    }

    /// Switches these on and all others off; none for the base alone.
    public void activate(String... names) {
        requireUnmerged();
        List<Adapter> chosen = new ArrayList<>();
        for (String name : names) {
            chosen.add(named(name));
        }
        weights.activate(chosen);
    }

    /// What the work gives while all adapters are switched off.
    public <T> T without(Supplier<T> work) {
        requireUnmerged();
        List<Adapter> before = weights.active();
        weights.activate(List.of());
        try {
            return work.get();
        } finally {
            weights.activate(before);
        }
    }

    /// Puts an adapter's changes into the decoder's own weights, so that they cost nothing more and are saved with
    /// it. All adapters are switched off. [#unmerge] gives back the weights as they were, to the bit.
    ///
    /// @throws PlumblineException BAD_ARGUMENT if it holds an output layer that the decoder shares with its
    /// embedding
    public void merge(String name) {
        Adapter adapter = named(name);
        requireUnmerged();
        Parameters parameters = decoder.parameters();
        String shared = Part.EMBEDDING.module() + ".weight";
        for (String leaf : adapter.wholeLeaves()) {
            if (parameters.leafOrNull(leaf) == null || decoder.config().tied() && leaf.equals(shared)) {
                throw bad("adapter \"" + name + "\" holds " + leaf
                        + ", and this model shares its embedding with its output layer; save the model untied first");
            }
        }
        try (TensorScope scope = TensorScope.open();
                NoGradient off = NoGradient.open()) {
            parameters.values(); // weights in a file are not to be changed
            for (String module : adapter.changedModules()) {
                Tensor base = parameters.leafOrNull(module + ".weight");
                if (base == null) {
                    throw bad("adapter \"" + name + "\" changes " + module
                            + ", which this model shares with its embedding; save the model untied first");
                }
                replace(module + ".weight", adapter.merged(module, base));
            }
            for (String module : adapter.biasedModules()) {
                replace(module + ".bias", adapter.bias(module, parameters.leaf(module + ".bias")));
            }
            for (String leaf : adapter.wholeLeaves()) {
                replace(leaf, Objects.requireNonNull(adapter.whole(leaf)));
            }
        }
        weights.activate(List.of());
        merged = name;
    }

    /// Takes the merged adapter out again; nothing happens if none is merged.
    public void unmerge() {
        try (TensorScope scope = TensorScope.open();
                NoGradient off = NoGradient.open()) {
            replaced.forEach((leaf, before) -> decoder.parameters().leaf(leaf).copyInPlace(before));
        }
        replaced.values().forEach(Tensor::close);
        replaced.clear();
        merged = "";
    }

    /// Attaches twins of all adapters to a twin of this decoder, with the same ones switched on.
    void twinInto(Decoder twin) {
        weights.attached().values().forEach(adapter -> twin.adapters().attach(adapter.twin()));
        twin.adapters().activate(active().toArray(String[]::new));
    }

    @Override
    public void close() {
        replaced.values().forEach(Tensor::close);
        replaced.clear();
        weights.activate(List.of());
        for (Adapter adapter : List.copyOf(weights.attached().values())) {
            weights.detach(adapter.name());
            adapter.close();
        }
    }

    private void replace(String leaf, Tensor value) {
        Tensor own = decoder.parameters().leaf(leaf);
        Tensor before = own.copy();
        before.raw().retainReference();
        replaced.put(leaf, before);
        own.copyInPlace(value);
    }

    /// The adapter of this name, for those who train or read its weights.
    ///
    /// @throws PlumblineException BAD_ARGUMENT if none is attached under it
    public Adapter named(String name) {
        Adapter adapter = weights.attached().get(name);
        if (adapter == null) {
            throw bad("no adapter named \"" + name + "\" is attached (attached: " + attached() + ")");
        }
        return adapter;
    }

    private void requireUnmerged() {
        if (!merged.isEmpty()) {
            throw bad("adapter \"" + merged + "\" is merged into the weights; unmerge it first");
        }
    }

    private static PlumblineException bad(String what) {
        return new PlumblineException(ErrorCode.BAD_ARGUMENT, what);
    }
}
