package dev.plumbline.train;

import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.NoGradient;
import dev.plumbline.engine.Parameters;
import dev.plumbline.engine.TensorScope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;

/// A model once for every core that the engine may use, all on the same weights, so that the pieces of a batch are
/// computed side by side.
///
/// Pieces go round the replicas in order and gradients are summed in order, so a number of threads always gives
/// the same bits, whatever else the machine does. Splitting a batch over single-threaded replicas beats splitting
/// each operation over cores where operations are small, and does not collapse where another process wants a core
/// too.
final class Replicas implements AutoCloseable {
    private final List<Decoder> models = new ArrayList<>();
    private final boolean trainable;

    private Replicas(Decoder model, boolean trainable, int count) {
        this.trainable = trainable;
        models.add(model);
        for (int i = 1; i < count; i++) {
            models.add(trainable ? model.twin() : model.reader());
        }
        if (trainable) {
            models.forEach(one -> Learned.of(one).trainable());
        }
    }

    /// Replicas whose gradients end up in the model's own. Each holds a vector of gradients.
    static Replicas training(Decoder model) {
        return new Replicas(model, true, Engine.options().sideBySide());
    }

    /// The model itself and no other.
    static Replicas alone(Decoder model) {
        return new Replicas(model, true, 1);
    }

    /// Replicas that only read, without recording.
    static Replicas reading(Decoder model) {
        return new Replicas(model, false, Engine.options().sideBySide());
    }

    /// Lets a model read rows, `microBatch` at a time in all, and gives what was read in the order of the rows.
    ///
    /// @param work what is read of some of the rows
    static <P, R> List<R> read(
            Decoder model, List<P> rows, int microBatch, BiFunction<Decoder, List<P>, List<R>> work) {
        return ofPieces(model, rows, microBatch, work).stream()
                .flatMap(List::stream)
                .toList();
    }

    /// As above, where each row says numbers, which are joined.
    static <P> double[] numbers(
            Decoder model, List<P> rows, int microBatch, BiFunction<Decoder, List<P>, double[]> work) {
        return ofPieces(model, rows, microBatch, work).stream()
                .flatMapToDouble(Arrays::stream)
                .toArray();
    }

    private static <P, R> List<R> ofPieces(
            Decoder model, List<P> rows, int microBatch, BiFunction<Decoder, List<P>, R> work) {
        try (Replicas readers = reading(model)) {
            return readers.each(MicroBatches.of(rows, readers.share(microBatch)), work);
        }
    }

    int size() {
        return models.size();
    }

    /// Of a micro-batch that memory allows, the share of one replica: so together they need no more.
    int share(int microBatch) {
        return Math.max(1, (microBatch + models.size() - 1) / models.size());
    }

    /// What is done with a piece of a batch by a model and the replica of another that is its neighbour.
    @FunctionalInterface
    interface Work<P, R> {
        R of(Decoder model, Decoder other, P piece);
    }

    /// Works on every piece and gives the results in the order of the pieces. Gradients that the work leaves in
    /// the replica's parameters are added to the model's.
    <P, R> List<R> each(List<P> pieces, BiFunction<Decoder, P, R> work) {
        return each(this, pieces, (model, same, piece) -> work.apply(model, piece));
    }

    /// As above, beside replicas of another model, as many as these.
    <P, R> List<R> each(Replicas others, List<P> pieces, Work<P, R> work) {
        if (pieces.isEmpty()) {
            return List.of();
        }
        List<Callable<List<R>>> turns = new ArrayList<>();
        for (int r = 0; r < Math.min(models.size(), pieces.size()); r++) {
            int replica = r;
            turns.add(() -> turn(others, pieces, replica, work));
        }
        List<List<R>> results = Engine.together(turns);
        List<R> inOrder = new ArrayList<>();
        for (int i = 0; i < pieces.size(); i++) {
            inOrder.add(results.get(i % models.size()).get(i / models.size()));
        }
        if (trainable) {
            gather(turns.size());
        }
        return inOrder;
    }

    private <P, R> List<R> turn(Replicas others, List<P> pieces, int replica, Work<P, R> work) {
        List<R> results = new ArrayList<>();
        for (int i = replica; i < pieces.size(); i += models.size()) {
            try (TensorScope scope = TensorScope.open();
                    NoGradient off = trainable ? null : NoGradient.open()) {
                results.add(work.of(models.get(replica), others.models.get(replica), pieces.get(i)));
            }
        }
        return results;
    }

    private void gather(int used) {
        for (Decoder twin : models.subList(1, used)) {
            Parameters own = Learned.of(twin);
            Learned.of(models.getFirst()).gradients().addInPlace(own.gradients());
            own.clearGradients();
        }
    }

    @Override
    public void close() {
        models.subList(1, models.size()).forEach(Decoder::close);
    }
}
