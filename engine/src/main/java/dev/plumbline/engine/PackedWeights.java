package dev.plumbline.engine;

import dev.plumbline.engine.family.Part;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// A decoder's matrices once more, in the orders in which they are multiplied with while text is written: see
/// [StepMatrix].
///
/// For the few rows of a step that is two to three times as fast as OpenBLAS with the matrix as it lies, which it
/// repacks each time. One row (see [Engine#ofOneRow]) takes the matrices as they are: nothing is repacked for its
/// product,
/// which oneDNN hardly ever splits over the cores; where the arithmetic is narrower than the weights are held,
/// it takes copies in the narrower type. The copies cost about the memory of the weights once more, and making
/// them the time of a few steps; so they are made only where they take less than a quarter of the machine's
/// memory. They are made before the first prompt is read, not once a text has turned out to be long: what is
/// rounded in which way must not hang on how far another thread has come. They are dropped as soon as a weight
/// has changed. Shared by the decoder's readers; safe for several threads.
final class PackedWeights implements AutoCloseable {
    private static final int SHARE_OF_MEMORY = 4;
    private static final String GATE = ".gate";
    private static final String UP = ".up";

    private final DecoderConfig config;
    private final Parameters parameters;
    private final Map<String, StepMatrix> packed = new HashMap<>();
    private final Map<String, Tensor> narrow = new HashMap<>();
    private final Map<StepPattern.Kind, StepPattern> patterns = new HashMap<>();
    private int generation;
    private boolean packedTried;
    private boolean narrowTried;
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
        made = weights();
        if (rows == 1 && Engine.oneRowApart(compute)) {
            if (!narrowTried && parameters.held() != compute) {
                narrowTried = true;
                fill(compute, this::addNarrow);
            }
        } else if (!packedTried) {
            packedTried = true;
            if (StandIns.available()) {
                fill(compute, this::addPacked);
            }
        }
    }

    private void fill(DType compute, BiConsumer<String, Tensor> add) {
        if (Engine.options().device().cuda() || parameters.elements() * compute.bytes() >= memory() / SHARE_OF_MEMORY) {
            return;
        }
        try (TensorScope scope = TensorScope.open();
                NoGradient off = NoGradient.open()) {
            for (Parameters.Weight leaf : parameters.layout().leaves()) {
                if (leaf.shape().size() == 2 && multiplies(leaf.name())) {
                    add.accept(leaf.name(), parameters.leaf(leaf.name()).to(compute));
                }
            }
        }
        generation++;
    }

    /// The packed copy of a leaf that a product of x with it should take; null if it should take [#plain].
    synchronized @Nullable StepMatrix of(String leaf, Tensor x) {
        return apart(x) ? null : packed.get(leaf);
    }

    /// The two halves of a gated layer's joined matrix, likewise; empty if they are not there.
    synchronized List<StepMatrix> halves(String leaf, Tensor x) {
        StepMatrix gate = packed.get(leaf + GATE);
        StepMatrix up = packed.get(leaf + UP);
        return gate == null || up == null || apart(x) ? List.of() : List.of(gate, up);
    }

    /// Into how many pieces the products with these copies cut so many rows, copy by copy: what tells programs of
    /// different products apart.
    synchronized List<Integer> pieces(long rows) {
        return packed.values().stream().map(matrix -> matrix.pieces(rows)).toList();
    }

    /// The leaf in the type of the arithmetic, if there is such a copy; null if not.
    synchronized @Nullable Tensor plain(String leaf) {
        return narrow.get(leaf);
    }

    /// What other rows recorded of steps of this kind, over the tensors of these; see [StepPattern#over].
    synchronized @Nullable RecordedStep recorded(StepPattern.Kind kind, List<Tensor> own, int current, long shape) {
        StepPattern pattern = patterns.get(kind);
        return pattern == null ? null : pattern.over(own, current, shape);
    }

    /// Keeps a pattern for rows to come, in place of one that says something else.
    synchronized void keep(StepPattern.Kind kind, StepPattern pattern) {
        StepPattern earlier = patterns.get(kind);
        if (earlier != null && earlier.same(pattern)) {
            pattern.close();
            return;
        }
        patterns.put(kind, pattern);
        if (earlier != null) {
            earlier.close();
        }
    }

    @Override
    public synchronized void close() {
        drop();
        patterns.values().forEach(StepPattern::close);
        patterns.clear();
    }

    private static boolean apart(Tensor x) {
        return x.elements() == x.size(-1) && Engine.oneRowApart(x.dtype());
    }

    /// Drops the copies if a weight has changed.
    synchronized void forgetIfChanged() {
        if ((packedTried || narrowTried) && made != weights()) {
            drop();
        }
    }

    /// Another number for other weights.
    private long weights() {
        return parameters.version() + ((long) parameters.generation() << 32);
    }

    private void addNarrow(String leaf, Tensor matrix) {
        narrow.put(leaf, matrix.retain());
    }

    private void addPacked(String leaf, Tensor matrix) {
        boolean gated = leaf.endsWith(Part.GATE_UP.module() + ".weight")
                && config.feedForward().activation() == Activation.SILU
                && !config.feedForward().bias();
        if (gated) {
            int inner = config.feedForward().inner();
            packed.put(leaf + GATE, StepMatrix.of(matrix.narrow(0, 0, inner)));
            packed.put(leaf + UP, StepMatrix.of(matrix.narrow(0, inner, inner)));
        } else {
            packed.put(leaf, StepMatrix.of(matrix));
        }
    }

    private boolean multiplies(String leaf) {
        if (leaf.equals(Part.EMBEDDING.module() + ".weight")) {
            return config.tied();
        }
        return !leaf.equals(Part.POSITIONS.module() + ".weight") && !leaf.startsWith(Part.REWARD_HEAD.module() + ".");
    }

    private static long memory() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean machine
                ? machine.getTotalMemorySize()
                : 0;
    }

    private void drop() {
        packedTried = false;
        narrowTried = false;
        if (!packed.isEmpty() || !narrow.isEmpty()) {
            packed.values().forEach(StepMatrix::close);
            packed.clear();
            narrow.values().forEach(Tensor::close);
            narrow.clear();
            patterns.values().forEach(StepPattern::close);
            patterns.clear();
            generation++;
        }
    }
}
