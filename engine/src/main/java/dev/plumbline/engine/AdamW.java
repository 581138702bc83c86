package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// Adam with decoupled weight decay (Loshchilov and Hutter 2019), as PyTorch computes it:
/// m <- lerp(m, g, 1 - b1), v <- b2 v + (1 - b2) g^2, x <- x - rate * decay * x - rate * m^ / (sqrt(v^) + epsilon).
///
/// Works in cache-sized blocks of the flat vector, so that each block is read from memory once per step.
public final class AdamW implements Optimizer {
    /// Elements of one block: four arrays of it fit a second-level cache.
    private static final long BLOCK = 1 << 16;

    /// @param rate peak learning rate, above 0
    /// @param beta1 decay of the mean, in [0, 1)
    /// @param beta2 decay of the mean square, in [0, 1)
    /// @param epsilon added to the root mean square, above 0
    /// @param weightDecay share of a weight taken off per unit of rate; norms and biases are spared; 0 or more
    public record Options(double rate, double beta1, double beta2, double epsilon, double weightDecay) {
        public Options {
            if (!(rate > 0 && epsilon > 0 && beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1 && weightDecay >= 0)) {
                throw new PlumblineException(
                        ErrorCode.BAD_ARGUMENT,
                        "AdamW: rate and epsilon must be above 0, betas in [0, 1), weight-decay 0 or more; found rate "
                                + rate
                                + ", betas " + beta1 + " and " + beta2 + ", epsilon " + epsilon + ", weight-decay "
                                + weightDecay);
            }
        }

        /// Betas .9 and .999, epsilon 1e-8, no weight decay.
        public static Options of(double rate) {
            return new Options(rate, .9, .999, 1e-8, 0);
        }
    }

    private record Block(long offset, long length, boolean decays) {}

    private final Parameters parameters;
    private final Options options;
    private final List<Block> blocks;
    private final Tensor mean;
    private final Tensor square;
    private long steps;

    /// Optimises all weights.
    public AdamW(Parameters parameters, Options options) {
        this(parameters, options, weight -> true);
    }

    /// Optimises the weights that the predicate takes.
    AdamW(Parameters parameters, Options options, Predicate<Parameters.Weight> takes) {
        this.parameters = parameters;
        this.options = options;
        this.blocks = blocks(parameters.weights(), takes);
        this.mean = room(parameters.values().elements());
        this.square = room(parameters.values().elements());
    }

    @Override
    public void step(double factor) {
        steps++;
        double rate = options.rate() * factor;
        double correction1 = 1 - Math.pow(options.beta1(), steps);
        double correction2 = Math.sqrt(1 - Math.pow(options.beta2(), steps));
        for (Block block : blocks) {
            try (TensorScope scope = TensorScope.open();
                    NoGradient off = NoGradient.open()) {
                Tensor x = part(parameters.values(), block);
                Tensor g = part(parameters.gradients(), block);
                Tensor m = part(mean, block).lerpInPlace(g, 1 - options.beta1());
                Tensor v = part(square, block).mulInPlace(options.beta2()).addcmulInPlace(g, g, 1 - options.beta2());
                if (block.decays() && options.weightDecay() > 0) {
                    x.mulInPlace(1 - rate * options.weightDecay());
                }
                Tensor root = v.sqrt().mulInPlace(1 / correction2).addInPlace(options.epsilon());
                x.addcdivInPlace(m, root, -rate / correction1);
            }
        }
    }

    @Override
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        state.put("adamw.mean", mean);
        state.put("adamw.square", square);
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

    static Tensor room(long elements) {
        Tensor room = Tensor.zeros(elements);
        room.raw().retainReference();
        return room;
    }

    private static Tensor part(Tensor flat, Block block) {
        return flat.narrow(0, block.offset(), block.length());
    }

    /// Neighbouring weights of one kind are one run; long runs are cut into blocks.
    private static List<Block> blocks(List<Parameters.Weight> weights, Predicate<Parameters.Weight> takes) {
        List<Block> runs = new ArrayList<>();
        for (Parameters.Weight weight : weights) {
            if (!takes.test(weight)) {
                continue;
            }
            Block last = runs.isEmpty() ? null : runs.getLast();
            if (last != null && last.offset() + last.length() == weight.offset() && last.decays() == weight.decays()) {
                runs.set(runs.size() - 1, new Block(last.offset(), last.length() + weight.elements(), last.decays()));
            } else {
                runs.add(new Block(weight.offset(), weight.elements(), weight.decays()));
            }
        }
        List<Block> blocks = new ArrayList<>();
        for (Block run : runs) {
            for (long at = 0; at < run.length(); at += BLOCK) {
                blocks.add(new Block(run.offset() + at, Math.min(BLOCK, run.length() - at), run.decays()));
            }
        }
        return blocks;
    }
}
