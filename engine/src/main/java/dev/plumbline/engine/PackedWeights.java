package dev.plumbline.engine;

import dev.plumbline.engine.family.Part;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A decoder's matrices once more, in the order in which oneDNN multiplies with them while text is written.
///
/// For the few rows of a step that is two to three times as fast as OpenBLAS, which repacks the matrix each
/// time. One row in float 32 takes the matrices as they are: nothing is repacked for its product, which
/// OpenBLAS splits over the cores and oneDNN hardly ever. The copies cost the memory of the weights once more,
/// and making them the time of a few steps; so they are made only where they take less than a quarter of the
/// machine's memory, and not for one row. They are made before the first step of several rows, not once a text
/// has turned out to be long: which step is rounded in which way must not hang on how far another thread has
/// come. They are dropped as soon as a weight has changed. Shared by the decoder's readers; safe for several
/// threads.
final class PackedWeights implements AutoCloseable {
    private static final int SHARE_OF_MEMORY = 4;
    private static final String GATE = ".gate";
    private static final String UP = ".up";

    private final DecoderConfig config;
    private final Parameters parameters;
    private final Map<String, Tensor> packed = new HashMap<>();
    private int generation;
    private boolean tried;
    private long made; // of what weights

    PackedWeights(DecoderConfig config, Parameters parameters) {
        this.config = config;
        this.parameters = parameters;
    }

    /// Changes whenever other copies are in force than before, or none.
    synchronized int generation() {
        forgetIfChanged();
        return generation;
    }

    /// Makes the copies that a step of so many rows takes, unless they are there or not to be had. Not within a
    /// recording.
    synchronized void make(DType compute, int rows) {
        forgetIfChanged();
        if (tried || (rows == 1 && compute == DType.FLOAT32)) {
            return;
        }
        tried = true;
        made = weights();
        if (!possible(compute)) {
            return;
        }
        try (TensorScope scope = TensorScope.open();
                NoGradient off = NoGradient.open()) {
            for (Parameters.Weight leaf : parameters.layout().leaves()) {
                if (leaf.shape().size() == 2 && multiplies(leaf.name())) {
                    add(leaf.name(), parameters.leaf(leaf.name()).to(compute));
                }
            }
        }
        generation++;
    }

    /// The copy of a leaf that a product of x with it should take; null if it should take the leaf.
    synchronized @Nullable Tensor of(String leaf, Tensor x) {
        return oneRow(x) ? null : packed.get(leaf);
    }

    /// The two halves of a gated layer's joined matrix, likewise; empty if they are not there.
    synchronized List<Tensor> halves(String leaf, Tensor x) {
        Tensor gate = packed.get(leaf + GATE);
        Tensor up = packed.get(leaf + UP);
        return gate == null || up == null || oneRow(x) ? List.of() : List.of(gate, up);
    }

    @Override
    public synchronized void close() {
        drop();
    }

    private static boolean oneRow(Tensor x) {
        return x.elements() == x.size(-1) && x.dtype() == DType.FLOAT32;
    }

    private void forgetIfChanged() {
        if (tried && made != weights()) {
            drop();
        }
    }

    /// Another number for other weights.
    private long weights() {
        return parameters.version() + ((long) parameters.generation() << 32);
    }

    private void add(String leaf, Tensor matrix) {
        boolean gated = leaf.endsWith(Part.GATE_UP.module() + ".weight")
                && config.feedForward().activation() == Activation.SILU
                && !config.feedForward().bias();
        if (gated) {
            int inner = config.feedForward().inner();
            packed.put(leaf + GATE, OneDnn.pack(matrix.narrow(0, 0, inner)).retain());
            packed.put(leaf + UP, OneDnn.pack(matrix.narrow(0, inner, inner)).retain());
        } else {
            packed.put(leaf, OneDnn.pack(matrix).retain());
        }
    }

    private boolean multiplies(String leaf) {
        if (leaf.equals(Part.EMBEDDING.module() + ".weight")) {
            return config.tied();
        }
        return !leaf.equals(Part.POSITIONS.module() + ".weight") && !leaf.startsWith(Part.REWARD_HEAD.module() + ".");
    }

    private boolean possible(DType compute) {
        return !Engine.options().device().cuda()
                && StandIns.available()
                && parameters.elements() * compute.bytes() < memory() / SHARE_OF_MEMORY;
    }

    private static long memory() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean machine
                ? machine.getTotalMemorySize()
                : 0;
    }

    private void drop() {
        tried = false;
        if (!packed.isEmpty()) {
            packed.values().forEach(Tensor::close);
            packed.clear();
            generation++;
        }
    }
}
