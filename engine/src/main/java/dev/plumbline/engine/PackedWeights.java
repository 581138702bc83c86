package dev.plumbline.engine;

import dev.plumbline.engine.family.Part;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A decoder's matrices once more, in the order in which oneDNN multiplies with them while text is written.
///
/// For the few rows of a step that is two to three times as fast as OpenBLAS, which repacks the matrix each time; for
/// one row, whose product with a matrix nothing repacks, only where the matrix is very large. The copies cost the
/// memory of the weights once more, and making them the time of a few steps; so they are made only where they take
/// less than a quarter of the machine's memory, and for one row only those that one row takes. They are made before
/// the first step that takes them, not once a text has turned out to be long: which step is rounded in which way must
/// not hang on how far another thread has come. They are dropped as soon as a weight has changed. Shared by the
/// decoder's readers; safe for several threads.
final class PackedWeights implements AutoCloseable {
    /// For one row a product with a smaller matrix is made sooner by OpenBLAS: its calls cost less, and it splits them
    /// over the cores, which oneDNN does with matrices of about this size first.
    private static final long WORTH_A_CALL = 1L << 24;

    private static final int SHARE_OF_MEMORY = 4;
    private static final String GATE = ".gate";
    private static final String UP = ".up";

    /// For which steps there are copies, or would be if they were to be had.
    private enum Made {
        NOTHING,
        ONE_ROW,
        SEVERAL_ROWS
    }

    private final DecoderConfig config;
    private final Parameters parameters;
    private final Map<String, Tensor> packed = new HashMap<>();
    private int generation;
    private Made made = Made.NOTHING;
    private long madeOf; // what weights

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
        boolean oneRow = rows == 1 && compute == DType.FLOAT32;
        Made wanted = oneRow ? Made.ONE_ROW : Made.SEVERAL_ROWS;
        if (made.compareTo(wanted) >= 0) {
            return;
        }
        made = wanted;
        madeOf = weights();
        if (!possible(compute)) {
            return;
        }
        int before = packed.size();
        try (TensorScope scope = TensorScope.open();
                NoGradient off = NoGradient.open()) {
            for (Parameters.Weight leaf : parameters.layout().leaves()) {
                boolean takes = leaf.shape().size() == 2 && multiplies(leaf.name()) && !(oneRow && small(leaf.name()));
                if (takes && !packed.containsKey(leaf.name()) && !packed.containsKey(leaf.name() + GATE)) {
                    add(leaf.name(), parameters.leaf(leaf.name()).to(compute));
                }
            }
        }
        if (packed.size() > before) {
            generation++;
        }
    }

    /// The copy of a leaf that a product of x with it should take; null if it should take the leaf.
    synchronized @Nullable Tensor of(String leaf, Tensor x) {
        return small(leaf, x) ? null : packed.get(leaf);
    }

    /// The two halves of a gated layer's joined matrix, likewise; empty if they are not there.
    synchronized List<Tensor> halves(String leaf, Tensor x) {
        Tensor gate = packed.get(leaf + GATE);
        Tensor up = packed.get(leaf + UP);
        return gate == null || up == null || small(leaf, x) ? List.of() : List.of(gate, up);
    }

    @Override
    public synchronized void close() {
        drop();
    }

    private boolean small(String leaf, Tensor x) {
        boolean oneRow = x.elements() == x.size(-1) && x.dtype() == DType.FLOAT32;
        return oneRow && small(leaf);
    }

    private boolean small(String leaf) {
        return parameters.leaf(leaf).elements() < WORTH_A_CALL;
    }

    private void forgetIfChanged() {
        if (made != Made.NOTHING && madeOf != weights()) {
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
        made = Made.NOTHING;
        if (!packed.isEmpty()) {
            packed.values().forEach(Tensor::close);
            packed.clear();
            generation++;
        }
    }
}
