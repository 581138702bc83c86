package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.Map;

/// Stochastic gradient descent with momentum, as PyTorch computes it: b <- momentum b + g (b = g at first),
/// x <- x - rate b.
public final class Sgd implements Optimizer {
    private final Parameters parameters;
    private final double rate;
    private final double momentum;
    private final double weightDecay;
    private final Tensor average;
    private long steps;

    /// @param rate peak learning rate, above 0
    /// @param momentum share of the last direction that is kept, in [0, 1); 0 for plain descent
    /// @param weightDecay goes into the gradient; norms and biases are spared; 0 or more
    public Sgd(Parameters parameters, double rate, double momentum, double weightDecay) {
        if (!(rate > 0 && momentum >= 0 && momentum < 1 && weightDecay >= 0)) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "SGD: rate must be above 0, momentum in [0, 1), weight-decay 0 or more; found " + rate + ", "
                            + momentum + ", " + weightDecay);
        }
        this.parameters = parameters;
        this.rate = rate;
        this.momentum = momentum;
        this.weightDecay = weightDecay;
        this.average = AdamW.room(momentum == 0 ? 1 : parameters.values().elements());
    }

    @Override
    public void step(double factor) {
        steps++;
        try (TensorScope scope = TensorScope.open();
                NoGradient off = NoGradient.open()) {
            Tensor direction = WeightDecay.inGradient(parameters, weightDecay);
            if (momentum > 0) {
                direction = average.mulInPlace(momentum).addInPlace(direction);
            }
            parameters.values().addInPlace(direction.mul(-rate * factor));
        }
    }

    @Override
    public Map<String, Tensor> state() {
        return momentum == 0 ? Map.of() : Map.of("sgd.average", average);
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
        average.close();
    }
}
