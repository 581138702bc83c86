package dev.plumbline.engine;

import java.util.LinkedHashMap;
import java.util.Map;

/// Adam as it was before its weight decay was decoupled (Kingma and Ba 2015): decay is an L2 term of the gradient,
/// g <- g + decay x.
///
/// With [Epsilon#TENSORFLOW] epsilon is added to the root mean square before its bias is corrected, as in the runs of
/// Ziegler et al. 2019: early updates are smaller than PyTorch's.
public final class Adam implements Optimizer {
    /// Where epsilon is added.
    public enum Epsilon {
        /// m^ / (sqrt(v^) + epsilon).
        PYTORCH,
        /// rate sqrt(1 - b2^t) / (1 - b1^t) m / (sqrt(v) + epsilon).
        TENSORFLOW
    }

    private final Parameters parameters;
    private final AdamW.Options options;
    private final Epsilon place;
    private final Tensor mean;
    private final Tensor square;
    private long steps;

    /// @param options as AdamW's, but `weightDecay` goes into the gradient; norms and biases are spared
    public Adam(Parameters parameters, AdamW.Options options, Epsilon place) {
        this.parameters = parameters;
        this.options = options;
        this.place = place;
        this.mean = AdamW.room(parameters.values().elements());
        this.square = AdamW.room(parameters.values().elements());
    }

    @Override
    public void step(double factor) {
        steps++;
        double correction1 = 1 - Math.pow(options.beta1(), steps);
        double correction2 = Math.sqrt(1 - Math.pow(options.beta2(), steps));
        double rate = options.rate() * factor / correction1;
        try (TensorScope scope = TensorScope.open();
                NoGradient off = NoGradient.open()) {
            Tensor g = WeightDecay.inGradient(parameters, options.weightDecay());
            mean.lerpInPlace(g, 1 - options.beta1());
            square.mulInPlace(options.beta2()).addcmulInPlace(g, g, 1 - options.beta2());
            Tensor root = square.sqrt();
            if (place == Epsilon.PYTORCH) {
                root.mulInPlace(1 / correction2).addInPlace(options.epsilon());
                parameters.values().addcdivInPlace(mean, root, -rate);
            } else {
                root.addInPlace(options.epsilon());
                parameters.values().addcdivInPlace(mean, root, -rate * correction2);
            }
        }
    }

    @Override
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        state.put("adam.mean", mean);
        state.put("adam.square", square);
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
        mean.close();
        square.close();
    }
}
