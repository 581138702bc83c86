package dev.plumbline.engine;

import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.jspecify.annotations.Nullable;

/// A recorded step without the tensors of the rows that it was recorded with: what other rows of the same decoder
/// need in order not to record it again.
///
/// Its parameters are of two kinds. Weights and tables are the same for all rows; the rows' own tensors (cache,
/// positions, ids) are put in by their place in a list that all rows give in one order.
final class StepPattern implements AutoCloseable {
    private static final int SHARED = -1;

    /// What tells programs of steps apart that are of one shape.
    ///
    /// @param oneRow whether there is one row
    /// @param apart whether that is computed apart, see [Engine#ofOneRow]
    /// @param compute element type of the arithmetic
    /// @param tables of positions that are read, by identity
    /// @param pieces of the products, see [PackedWeights#pieces]
    /// @param windows that hide something, see [KeyValueCache#windows]
    record Kind(
            boolean oneRow, boolean apart, DType compute, Object tables, List<Integer> pieces, List<Integer> windows) {}

    private final String source;
    private final int generation;
    private final int[] places;
    private final IValueVector shared;

    private StepPattern(String source, int generation, int[] places, IValueVector shared) {
        this.source = source;
        this.generation = generation;
        this.places = places;
        this.shared = shared;
    }

    /// @param source of the program
    /// @param inputs of the program, in the order of its parameters
    /// @param own tensors of the rows, all that the program may read of them
    /// @param generation of the decoder, see [Decoder#generation]
    static StepPattern of(String source, List<Tensor> inputs, List<Tensor> own, int generation) {
        int[] places = new int[inputs.size()];
        try (PointerScope scope = new PointerScope()) {
            IValueVector shared = new IValueVector();
            for (int i = 0; i < places.length; i++) {
                places[i] = place(inputs.get(i), own);
                shared.push_back(places[i] == SHARED ? new IValue(inputs.get(i).raw()) : new IValue());
            }
            shared.retainReference();
            return new StepPattern(source, generation, places, shared);
        }
    }

    private static int place(Tensor input, List<Tensor> own) {
        for (int i = 0; i < own.size(); i++) {
            if (own.get(i) == input) {
                return i;
            }
        }
        return SHARED;
    }

    /// Whether it says the same as another.
    boolean same(StepPattern other) {
        return generation == other.generation && source.equals(other.source);
    }

    /// The program over the tensors of other rows; null if the decoder has changed, or nobody has held the program
    /// against the operations one by one for steps of this shape.
    @Nullable
    RecordedStep over(List<Tensor> own, int current, long shape) {
        if (generation != current || !RecordedStep.proven(source, shape)) {
            return null;
        }
        try (PointerScope scope = new PointerScope()) {
            IValueVector inputs = new IValueVector();
            for (int i = 0; i < places.length; i++) {
                inputs.push_back(
                        places[i] == SHARED
                                ? shared.get(i)
                                : new IValue(own.get(places[i]).raw()));
            }
            return RecordedStep.of(source, inputs);
        }
    }

    @Override
    public void close() {
        shared.releaseReference();
    }
}
