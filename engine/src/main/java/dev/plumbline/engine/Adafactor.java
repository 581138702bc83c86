package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.HashMap;
import java.util.Map;

/// Adafactor (Shazeer and Stern 2018, arXiv 1804.04235): the mean squares of a matrix are kept as row and column means,
/// so that its state is small; updates are held to a root mean square of 1. Without a first moment.
public final class Adafactor implements Optimizer {
    private static final double SQUARE_FLOOR = 1e-30;
    private static final double SCALE_FLOOR = 1e-3;
    private static final double DECAY = -.8;
    private static final double RELATIVE_STEP = 1e-2;

    /// @param rate peak learning rate, above 0; ignored with `relative`
    /// @param relative whether the rate is min(.01, 1 / sqrt(step)) times the weight's own root mean square (1e-3 at
    /// least)
    /// @param weightDecay share of a weight taken off per unit of rate; norms and biases are spared; 0 or more
    public record Options(double rate, boolean relative, double weightDecay) {
        public Options {
            if (!(rate > 0 && weightDecay >= 0)) {
                throw new PlumblineException(
                        ErrorCode.BAD_ARGUMENT,
                        "Adafactor: rate must be above 0 and weight-decay 0 or more; found " + rate + ", "
                                + weightDecay);
            }
        }
    }

    private final Parameters parameters;
    private final Options options;
    private final Map<Parameters.Weight, Tensor> rows = new HashMap<>();
    private final Map<Parameters.Weight, Tensor> columns = new HashMap<>();
    private long steps;

    /// Optimises all weights.
    public Adafactor(Parameters parameters, Options options) {
        this.parameters = parameters;
        this.options = options;
        for (Parameters.Weight weight : parameters.weights()) {
            boolean matrix = weight.shape().size() == 2;
            rows.put(weight, AdamW.room(matrix ? weight.shape().getFirst() : weight.elements()));
            if (matrix) {
                columns.put(weight, AdamW.room(weight.shape().getLast()));
            }
        }
    }

    @Override
    public void step(double factor) {
        steps++;
        double keep = 1 - Math.pow(steps, DECAY);
        for (Parameters.Weight weight : parameters.weights()) {
            try (TensorScope scope = TensorScope.open();
                    NoGradient off = NoGradient.open()) {
                step(weight, keep, factor);
            }
        }
    }

    private void step(Parameters.Weight weight, double keep, double factor) {
        Tensor x = parameters.value(weight);
        Tensor g = parameters
                .gradients()
                .narrow(0, weight.offset(), weight.elements())
                .view(weight.dimensions());
        double rate = options.rate() * factor;
        if (options.relative()) {
            rate = Math.max(SCALE_FLOOR, rootMeanSquare(x)) * Math.min(RELATIVE_STEP, 1 / Math.sqrt(steps)) * factor;
        }
        Tensor update = direction(weight, g, keep);
        double size = rootMeanSquare(update);
        if (options.weightDecay() > 0 && weight.decays()) {
            x.mulInPlace(1 - rate * options.weightDecay());
        }
        x.addInPlace(update.mul(-rate / Math.max(1, size)));
    }

    /// g over the root of its mean square, which for a matrix is row mean x column mean / mean.
    private Tensor direction(Parameters.Weight weight, Tensor g, double keep) {
        Tensor squares = g.square().addInPlace(SQUARE_FLOOR);
        Tensor row = java.util.Objects.requireNonNull(rows.get(weight));
        Tensor column = columns.get(weight);
        if (column == null) {
            return row.lerpInPlace(squares.view(-1), 1 - keep).rsqrt().view(weight.dimensions()).mul(g);
        }
        row.lerpInPlace(squares.meanKeep(1).view(-1), 1 - keep);
        column.lerpInPlace(squares.meanKeep(0).view(-1), 1 - keep);
        Tensor rowFactor = row.div(row.mean()).rsqrt().unsqueeze(1);
        return rowFactor.mul(column.rsqrt().unsqueeze(0)).mul(g);
    }

    private static double rootMeanSquare(Tensor tensor) {
        return tensor.norm().item() / Math.sqrt(tensor.elements());
    }

    @Override
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new HashMap<>();
        rows.forEach((weight, row) -> state.put("adafactor.row." + weight.name(), row));
        columns.forEach((weight, column) -> state.put("adafactor.column." + weight.name(), column));
        return state;
    }

    @Override
    public long steps() {
        return steps;
    }

    @Override
    public void resumeAt(long steps) {
        this.steps = steps;
    }

    @Override
    public void close() {
        rows.values().forEach(Tensor::close);
        columns.values().forEach(Tensor::close);
    }
}
