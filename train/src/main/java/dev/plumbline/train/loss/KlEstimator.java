package dev.plumbline.train.loss;

import dev.plumbline.engine.Tensor;

/// Estimates of KL(pi || ref) from x = log pi - log ref of tokens that pi sampled (Schulman 2020, "Approximating KL
/// divergence").
public enum KlEstimator {
    /// x: unbiased, of high variance, and its gradient is 0 in expectation.
    K1 {
        @Override
        public double of(double x) {
            return x;
        }

        @Override
        Tensor of(Tensor x) {
            return x;
        }
    },
    /// x^2 / 2: biased, but on fresh samples its gradient is the reverse KL's.
    K2 {
        @Override
        public double of(double x) {
            return x * x / 2;
        }

        @Override
        Tensor of(Tensor x) {
            return x.square().mul(.5);
        }
    },
    /// e^-x - 1 + x: unbiased, never negative, of low variance; its gradient is like the forward KL's.
    K3 {
        @Override
        public double of(double x) {
            return Math.expm1(-x) + x;
        }

        @Override
        Tensor of(Tensor x) {
            return x.neg().expm1().add(x);
        }
    };

    /// The estimate for one token, as a penalty within a reward.
    public abstract double of(double x);

    abstract Tensor of(Tensor x);
}
