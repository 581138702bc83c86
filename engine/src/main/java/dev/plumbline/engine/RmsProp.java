package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.Map;

/// RMSprop (Tieleman and Hinton 2012) as PyTorch computes it: v <- a v + (1 - a) g^2, x <- x - rate g / (sqrt(v) +
/// epsilon), with a = .99 and epsilon = 1e-8.
public final class RmsProp implements Optimizer {
    private static final double SMOOTHING = .99;
    private static final double EPSILON = 1e-8;

    private final Parameters parameters;
    private final double rate;
    private final double weightDecay;
    private final Tensor square;
    private long steps;

    /// @param rate peak learning rate, above 0
    /// @param weightDecay goes into the gradient; norms and biases are spared; 0 or more
    public RmsProp(Parameters parameters, double rate, double weightDecay) {
        if (!(rate > 0 && weightDecay >= 0)) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "RMSprop: rate must be above 0 and weight-decay 0 or more; found " + rate + ", " + weightDecay);
        }
        this.parameters = parameters;
        this.rate = rate;
        this.weightDecay = weightDecay;
        this.square = AdamW.room(parameters.values().elements());
    }

    @Override
    public void step(double factor) {
        steps++;
        try (TensorScope scope = TensorScope.open();
                NoGradient off = NoGradient.open()) {
            Tensor g = WeightDecay.inGradient(parameters, weightDecay);
            square.mulInPlace(SMOOTHING).addcmulInPlace(g, g, 1 - SMOOTHING);
            parameters.values().addcdivInPlace(g, square.sqrt().addInPlace(EPSILON), -rate * factor);
        }
    }

    @Override
    public Map<String, Tensor> state() {
        return Map.of("rmsprop.square", square);
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
        square.close();
    }
}
