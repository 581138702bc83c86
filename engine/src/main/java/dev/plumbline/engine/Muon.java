package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/// Muon (Jordan et al. 2024) on hidden matrices, AdamW on everything else.
///
/// A matrix moves along its Nesterov momentum, orthogonalised by five Newton-Schulz steps
/// X <- a X + (b A + c A^2) X with A = X X' and (a, b, c) = (3.4445, -4.7750, 2.0315), and scaled by
/// sqrt(max(1, rows / columns)). Matrices of one shape are orthogonalised together.
public final class Muon implements Optimizer {
    private static final double A = 3.4445;
    private static final double B = -4.7750;
    private static final double C = 2.0315;
    private static final int ITERATIONS = 5;

    /// @param rate peak learning rate of the matrices, above 0
    /// @param momentum in [0, 1)
    /// @param others how the remaining weights are optimised
    public record Options(double rate, double momentum, AdamW.Options others) {
        public Options {
            if (!(rate > 0 && momentum >= 0 && momentum < 1)) {
                throw new PlumblineException(
                        ErrorCode.BAD_ARGUMENT,
                        "Muon: rate must be above 0 and momentum in [0, 1); found " + rate + " and " + momentum);
            }
        }
    }

    private final Parameters parameters;
    private final Options options;
    private final AdamW others;
    private final Tensor momentum;
    private final List<List<Parameters.Weight>> groups;

    public Muon(Parameters parameters, Options options) {
        this.parameters = parameters;
        this.options = options;
        this.others = new AdamW(parameters, options.others(), weight -> !weight.matrix());
        this.momentum = AdamW.room(parameters.values().elements());
        this.groups = groups(parameters.weights());
    }

    @Override
    public void step(double factor) {
        others.step(factor);
        int threads = Engine.options().resolvedThreads();
        List<Callable<Boolean>> shares = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int share = i;
            shares.add(() -> moveShare(share, threads, options.rate() * factor));
        }
        Engine.together(shares);
    }

    /// Moves one share of every group; shares touch different weights, so they may be moved side by side.
    private boolean moveShare(int share, int shares, double rate) {
        for (List<Parameters.Weight> group : groups) {
            List<Parameters.Weight> some =
                    group.subList(group.size() * share / shares, group.size() * (share + 1) / shares);
            if (!some.isEmpty()) {
                try (TensorScope scope = TensorScope.open();
                        NoGradient off = NoGradient.open()) {
                    move(some, rate);
                }
            }
        }
        return true;
    }

    private void move(List<Parameters.Weight> group, double rate) {
        List<Tensor> directions = new ArrayList<>();
        for (Parameters.Weight weight : group) {
            Tensor gradient = view(parameters.gradients(), weight);
            Tensor buffer = view(momentum, weight).lerpInPlace(gradient, 1 - options.momentum());
            directions.add(gradient.copy().lerpInPlace(buffer, options.momentum()));
        }
        Tensor moves = orthogonal(Tensor.stack(directions, 0));
        List<Long> shape = group.getFirst().shape();
        double scale = Math.sqrt(Math.max(1, (double) shape.get(0) / shape.get(1)));
        for (int i = 0; i < group.size(); i++) {
            parameters.value(group.get(i)).addInPlace(moves.select(0, i).mul(-rate * scale));
        }
    }

    /// The nearest matrices with all singular values near one: [n, rows, columns] -> the same.
    private static Tensor orthogonal(Tensor x) {
        boolean tall = x.size(1) > x.size(2);
        Tensor y = tall ? x.transpose(1, 2) : x;
        Tensor norms = y.square().sum(2).sum(1).sqrt().add(1e-7).view(-1, 1, 1);
        y = y.div(norms);
        for (int i = 0; i < ITERATIONS; i++) {
            Tensor gram = y.matmul(y.transpose(1, 2)); // [n, short, short]
            Tensor polynomial = gram.mul(B).add(gram.matmul(gram).mul(C));
            y = y.mul(A).add(polynomial.matmul(y));
        }
        return tall ? y.transpose(1, 2) : y;
    }

    @Override
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>(others.state());
        state.put("muon.momentum", momentum);
        return state;
    }

    @Override
    public long steps() {
        return others.steps();
    }

    @Override
    public void resumeAt(long steps) {
        others.resumeAt(steps);
    }

    @Override
    public void close() {
        others.close();
        momentum.close();
    }

    private static Tensor view(Tensor flat, Parameters.Weight weight) {
        return flat.narrow(0, weight.offset(), weight.elements()).view(weight.dimensions());
    }

    private static List<List<Parameters.Weight>> groups(List<Parameters.Weight> weights) {
        Map<String, List<Parameters.Weight>> byShape = new TreeMap<>();
        for (Parameters.Weight weight : weights) {
            if (weight.matrix()) {
                byShape.computeIfAbsent(weight.shape().toString(), shape -> new ArrayList<>())
                        .add(weight);
            }
        }
        return List.copyOf(byShape.values());
    }
}
