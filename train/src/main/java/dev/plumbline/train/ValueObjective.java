package dev.plumbline.train;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.Tensor;
import dev.plumbline.engine.TensorScope;
import dev.plumbline.engine.TokenBatch;
import dev.plumbline.train.loss.ValueLoss;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// What a value function minimises: the clipped squared error of what it expects at each token.
///
/// V_t is read where token t is about to be written: at the token before it.
///
/// @param clip how far values may move from those at sampling, above 0; infinite for no bound
/// @param weight of the loss beside the policy's, above 0
public record ValueObjective(double clip, double weight) {
    public ValueObjective {
        if (!(clip > 0) || !(weight > 0)) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "the value clip and the weight of the value loss must be above 0; found " + clip + " and "
                            + weight);
        }
    }

    /// An answer and the returns that its tokens had.
    ///
    /// @param ids prompt and answer
    /// @param positions where values are read
    /// @param old values at sampling, one for each position
    /// @param returns what the values should have been
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Sample(int[] ids, int[] positions, double[] old, double[] returns) {
        public Sample {
            ids = ids.clone();
            positions = positions.clone();
            old = old.clone();
            returns = returns.clone();
        }
    }

    /// Values at these positions of each row, without recording.
    public static List<double[]> values(
            ValueFunction function, List<int[]> rows, List<int[]> positions, int microBatch) {
        List<Integer> all = IntStream.range(0, rows.size()).boxed().toList();
        return Replicas.read(function.model(), all, microBatch, (reader, some) -> {
            List<int[]> places = some.stream().map(positions::get).toList();
            TokenBatch layout = TokenBatch.packed(some.stream().map(rows::get).toList());
            double[] flat = function.on(reader).at(layout, places).toDoubles();
            List<double[]> values = new ArrayList<>();
            int next = 0;
            for (int[] place : places) {
                values.add(Arrays.copyOfRange(flat, next, next + place.length));
                next += place.length;
            }
            return values;
        });
    }

    /// Adds the gradients of a part of the batch to those of whatever the values are computed from.
    ///
    /// @param count positions that the batch's mean is taken over
    /// @return this part of the mean squared error, without the weight
    public double accumulate(ValueFunction function, List<Sample> micro, double count) {
        try (TensorScope scope = TensorScope.open()) {
            TokenBatch layout =
                    TokenBatch.packed(micro.stream().map(Sample::ids).toList());
            return accumulate(function, layout, micro, count);
        }
    }

    /// As above, in a layout that holds these rows in this order.
    public double accumulate(ValueFunction function, TokenBatch layout, List<Sample> micro, double count) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor values =
                    function.at(layout, micro.stream().map(Sample::positions).toList());
            Tensor losses = ValueLoss.tokens(
                    values,
                    constant(micro.stream().map(Sample::old).toList()),
                    constant(micro.stream().map(Sample::returns).toList()),
                    clip);
            Tensor share = losses.sum().mul(1 / Math.max(1, count));
            share.mul(weight).backward();
            return share.item();
        }
    }

    private static Tensor constant(List<double[]> values) {
        double[] flat = values.stream().flatMapToDouble(Arrays::stream).toArray();
        return Tensor.of(PairBatch.floats(flat), flat.length);
    }
}
