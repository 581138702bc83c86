package dev.plumbline.train.invariance;

import dev.plumbline.core.ReferenceCase;
import dev.plumbline.engine.DType;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.EngineOptions;
import dev.plumbline.engine.Precision;
import dev.plumbline.engine.Tensor;
import dev.plumbline.engine.TensorScope;
import dev.plumbline.engine.TokenBatch;
import dev.plumbline.train.TokenRow;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Computes the same thing in ways that must agree, on one model and a few items, and says by how much they differ.
///
/// The difference of two vectors is the length of their difference relative to the length of the first; what is to
/// agree to the last bit has the tolerance 0. Sums of float 32 in another order differ by about 1e-6.
public final class InvarianceSuite {
    /// The largest relative difference that float 32 explains.
    public static final double TOLERANCE = 1e-5;

    private static final int STOP = 2;
    private static final int RANKS = 2;
    private static final List<Method> RESUMED = List.of(Method.SFT, Method.DPO, Method.KTO);

    private final Subject subject;
    private final Workings workings;
    private final double tolerance;
    private final Consumer<ReferenceCase> report;

    /// @param report gets each case as it is decided
    public InvarianceSuite(Subject subject, Workings workings, double tolerance, Consumer<ReferenceCase> report) {
        this.subject = subject;
        this.workings = workings;
        this.tolerance = tolerance;
        this.report = report;
    }

    /// Makes every check that the data permit, on the engine thread.
    ///
    /// @param folder for checkpoints of the trainings that are stopped and gone on with
    public void run(Path folder) {
        List<Method> methods = subject.pairs().isEmpty() ? List.of(Method.SFT) : List.of(Method.values());
        methods.forEach(this::accumulation);
        methods.forEach(this::order);
        layouts();
        composition();
        if (!subject.pairs().isEmpty()) {
            precomputed();
        }
        methods.forEach(this::replicas);
        methods.forEach(this::ranks);
        RESUMED.stream()
                .filter(methods::contains)
                .forEach(method -> resume(method, folder.resolve(method.label().replace(' ', '-'))));
    }

    /// A batch computed one, two or three items at a time has the gradient of the batch computed at once.
    private void accumulation(Method method) {
        int[] order = inOrder(method);
        scoped(() -> {
            Tensor whole = workings.gradient(method, subject, order, order.length);
            double worst = 0;
            int at = 0;
            for (int size : List.of(1, 2, 3)) {
                double here = distance(whole, workings.gradient(method, subject, order, size));
                at = here >= worst ? size : at;
                worst = Math.max(worst, here);
            }
            decide("accumulation", method.label(), worst, tolerance, "at its worst " + at + " at a time");
        });
    }

    /// The items of a batch may come in any order.
    private void order(Method method) {
        int[] order = inOrder(method);
        int[] reversed = IntStream.range(0, order.length)
                .map(i -> order[order.length - 1 - i])
                .toArray();
        scoped(() -> decide(
                "order",
                method.label(),
                distance(workings.gradient(method, subject, order, 2), workings.gradient(method, subject, reversed, 2)),
                tolerance,
                "forwards and backwards"));
    }

    /// Padding on the left, on the right and packed rows give the same numbers.
    private void layouts() {
        List<TokenRow> rows = subject.rows();
        List<int[]> ids = rows.stream().map(TokenRow::ids).toList();
        layout("padding side", TokenBatch::leftPadded, rows, ids, "left and right");
        layout("packing", TokenBatch::packed, rows, ids, "packed and padded");
    }

    private void layout(
            String name, Function<List<int[]>, TokenBatch> layout, List<TokenRow> rows, List<int[]> ids, String note) {
        scoped(() -> decide(
                name,
                "log-probabilities",
                distance(
                        workings.logProbabilities(subject, rows, TokenBatch::of),
                        workings.logProbabilities(subject, rows, layout)),
                tolerance,
                note));
        scoped(() -> decide(
                name,
                "rewards",
                distance(workings.rewards(subject, ids, TokenBatch::of), workings.rewards(subject, ids, layout)),
                tolerance,
                note));
    }

    /// A row has the same numbers whatever its neighbours are.
    private void composition() {
        scoped(() -> {
            Tensor together = workings.logProbabilities(subject, subject.rows(), TokenBatch::packed);
            List<Tensor> alone = new ArrayList<>();
            for (TokenRow row : subject.rows()) {
                alone.add(workings.logProbabilities(subject, List.of(row), TokenBatch::packed));
            }
            double apart = distance(together, Tensor.cat(alone, 0));
            decide("batch composition", "log-probabilities", apart, tolerance, "alone and together");
        });
        scoped(() -> {
            List<int[]> ids = subject.rows().stream().map(TokenRow::ids).toList();
            Tensor together = workings.rewards(subject, ids, TokenBatch::packed);
            List<Tensor> alone = new ArrayList<>();
            for (int[] row : ids) {
                alone.add(workings.rewards(subject, List.of(row), TokenBatch::packed));
            }
            double apart = distance(together, Tensor.cat(alone, 0));
            decide("batch composition", "rewards", apart, tolerance, "alone and together");
        });
    }

    /// A reference that is read once before training says what one says that is read in every step.
    private void precomputed() {
        scoped(() -> decide(
                "precomputed reference",
                Method.DPO.label(),
                distance(workings.preferenceGradient(subject, true), workings.preferenceGradient(subject, false)),
                tolerance,
                "before training and in the step"));
    }

    /// Several copies of the model that share a batch give what one gives, and the same bits each time.
    private void replicas(Method method) {
        int[] order = inOrder(method);
        EngineOptions before = Engine.options();
        scoped(() -> {
            Engine.configure(EngineOptions.exact());
            Tensor one = workings.gradient(method, subject, order, 3);
            Tensor several;
            Tensor again;
            try {
                Engine.configure(new EngineOptions(3, Precision.FLOAT32));
                several = workings.gradient(method, subject, order, 3);
                again = workings.gradient(method, subject, order, 3);
            } finally {
                Engine.configure(before);
            }
            decide("replicas", method.label(), distance(one, several), tolerance, "one thread and three");
            decide("repetition", method.label(), distance(several, again), 0, "three threads, twice");
        });
    }

    /// Two ranks that each compute a share of the batch come to the gradient of one process.
    private void ranks(Method method) {
        int[] order = inOrder(method);
        EngineOptions before = Engine.options();
        scoped(() -> {
            Engine.configure(EngineOptions.exact());
            try {
                Tensor one = workings.gradient(method, subject, order, order.length);
                Tensor two = workings.sharedGradient(method, subject, order, RANKS);
                decide("ranks", method.label(), distance(one, two), tolerance, "one process and two ranks");
            } finally {
                Engine.configure(before);
            }
        });
    }

    /// A training that is stopped and gone on with ends with the same bits.
    private void resume(Method method, Path folder) {
        scoped(() -> decide(
                "resume",
                method.label(),
                distance(
                        workings.trained(method, subject, folder.resolve("whole"), 0),
                        workings.trained(method, subject, folder.resolve("stopped"), STOP)),
                0,
                "stopped after update " + STOP));
    }

    private int[] inOrder(Method method) {
        return IntStream.range(0, subject.items(method)).toArray();
    }

    private static void scoped(Runnable work) {
        Engine.run(() -> {
            try (TensorScope scope = TensorScope.open()) {
                work.run();
            }
        });
    }

    private void decide(String what, String of, double difference, double allowed, String note) {
        boolean holds = difference <= allowed;
        report.accept(new ReferenceCase(
                what + ", " + of,
                what,
                difference,
                allowed,
                holds ? ReferenceCase.Result.PASS : ReferenceCase.Result.FAIL,
                note));
    }

    /// ||a - b|| / ||a||; infinite where one is not finite.
    private static double distance(Tensor a, Tensor b) {
        Tensor wide = a.detach().to(DType.FLOAT64);
        double length = wide.norm().item();
        double apart = wide.sub(b.detach().to(DType.FLOAT64)).norm().item();
        if (!Double.isFinite(length) || !Double.isFinite(apart)) {
            return Double.POSITIVE_INFINITY;
        }
        return apart == 0 ? 0 : apart / Math.max(length, Double.MIN_NORMAL);
    }
}
