package dev.plumbline.train.loss;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.Tensor;

/// What holds a policy to its reference in place of the reverse KL divergence (f-DPO, Wang et al. 2023, arXiv
/// 2309.16240): the log-ratio x = log pi - log ref becomes f'(x), up to a constant.
///
/// The constants cancel in differences of equal weight, but not where each side is divided by its own length.
public sealed interface Divergence {
    /// x itself, as DPO has it.
    Divergence REVERSE_KL = new ReverseKl();

    /// 1 - e^-x, the exponent held where it would overflow.
    Divergence FORWARD_KL = new ForwardKl();

    /// log 2 + log sigma(x).
    Divergence JENSEN_SHANNON = new JensenShannon();

    /// f'(x) for log-ratios of any shape.
    Tensor score(Tensor ratio);

    /// The alpha divergence: (e^((alpha - 1) x) - 1) / (alpha - 1), exponent held at 80; alpha 1 is the reverse
    /// KL.
    static Divergence alpha(double alpha) {
        if (!Double.isFinite(alpha)) {
            throw new PlumblineException(ErrorCode.BAD_ARGUMENT, "alpha must be a number, not " + alpha);
        }
        return Math.abs(alpha - 1) <= 1e-6 ? REVERSE_KL : new Alpha(alpha);
    }

    /// The reverse KL divergence.
    ///
    /// @see Divergence#REVERSE_KL
    record ReverseKl() implements Divergence {
        @Override
        public Tensor score(Tensor ratio) {
            return ratio;
        }
    }

    /// The forward KL divergence.
    ///
    /// @see Divergence#FORWARD_KL
    record ForwardKl() implements Divergence {
        @Override
        public Tensor score(Tensor ratio) {
            return Exponent.held(ratio.neg()).exp().neg().add(1);
        }
    }

    /// The Jensen-Shannon divergence.
    ///
    /// @see Divergence#JENSEN_SHANNON
    record JensenShannon() implements Divergence {
        @Override
        public Tensor score(Tensor ratio) {
            return ratio.logSigmoid().add(Math.log(2));
        }
    }

    /// An alpha divergence.
    ///
    /// @see Divergence#alpha
    record Alpha(double alpha) implements Divergence {
        private static final double LARGEST_EXPONENT = 80;

        @Override
        public Tensor score(Tensor ratio) {
            double a = alpha - 1;
            return ratio.mul(a)
                    .clamp(Double.NEGATIVE_INFINITY, LARGEST_EXPONENT)
                    .exp()
                    .add(-1)
                    .mul(1 / a);
        }
    }
}
