package dev.plumbline.train.loss;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.Tensor;

/// The policy-gradient losses of the field. A is the advantage, r = pi / pi_old the ratio, sg stops the gradient.
///
/// At the first update after sampling r = 1, and all of them have the gradient of -A log pi (CISPO and VESPO up to
/// their factor). `toString` gives name and settings.
public sealed interface PolicyLoss {
    /// The loss of each token: `[tokens]`; or of each answer, `[answers]`, where [#wholeAnswers].
    Tensor of(PolicyTokens tokens);

    /// Whether [#of] gives one value per answer, of which the batch's mean is taken, rather than one per token.
    default boolean wholeAnswers() {
        return false;
    }

    /// The ratio by which a KL term is corrected for answers that an older policy sampled: `[tokens]`.
    default Tensor ratio(PolicyTokens tokens) {
        return ImportanceLevel.TOKEN.logRatio(tokens).exp();
    }

    /// PPO's clip (Schulman et al. 2017, arXiv 1707.06347) and its variants: -min(min(r, cap) A, clip(r, 1 - low,
    /// 1 + high) A), and for A < 0 no more than -A dual.
    ///
    /// @param low in [0, 1); usually .2
    /// @param high 0 or more; DAPO's "clip-higher" has .28 (Yu et al. 2025, arXiv 2503.14476)
    /// @param cap of the unclipped ratio, which bounds the loss where A < 0 (two-sided clip, arXiv 2505.07291);
    /// infinite for none
    /// @param dual the dual clip (Ye et al. 2020, arXiv 1912.09729), above 1; infinite for none
    /// @param level what the ratio is of
    record Clip(double low, double high, double cap, double dual, ImportanceLevel level) implements PolicyLoss {
        public Clip {
            Require.within("the lower clip", low, 0, Math.nextDown(1.0));
            Require.atLeast0("the upper clip", high);
            if (!(cap > 0) || !(dual > 1)) {
                throw new PlumblineException(
                        ErrorCode.BAD_ARGUMENT,
                        "the cap of the ratio must be above 0 and the dual clip above 1; found " + cap + " and "
                                + dual);
            }
        }

        /// PPO and GRPO: one clip on both sides, token by token.
        public static Clip ppo(double epsilon) {
            return new Clip(
                    epsilon, epsilon, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, ImportanceLevel.TOKEN);
        }

        @Override
        public Tensor of(PolicyTokens tokens) {
            Tensor r = ratio(tokens);
            Tensor a = tokens.advantages();
            Tensor free = Double.isInfinite(cap) ? r : r.clamp(Double.NEGATIVE_INFINITY, cap);
            Tensor objective = free.mul(a).minimum(r.clamp(1 - low, 1 + high).mul(a));
            if (Double.isInfinite(dual)) {
                return objective.neg();
            }
            return objective
                    .maximum(a.mul(dual))
                    .where(a.neg().above(0), objective)
                    .neg();
        }

        @Override
        public Tensor ratio(PolicyTokens tokens) {
            return level.logRatio(tokens).exp();
        }
    }

    /// CISPO (MiniMax 2025, arXiv 2506.13585): -sg(min(r, cap)) A log pi: no token is left out of the gradient.
    ///
    /// @param cap of the ratio itself, not of its distance from 1; 5 in the paper. A cap below 1 shrinks every
    /// gradient
    record Cispo(double cap, ImportanceLevel level) implements PolicyLoss {
        public Cispo {
            Require.above0("CISPO's cap of the ratio", cap);
        }

        @Override
        public Tensor of(PolicyTokens tokens) {
            Tensor weight = ratio(tokens).clamp(Double.NEGATIVE_INFINITY, cap).detach();
            return weight.mul(tokens.advantages())
                    .mul(tokens.logProbabilities())
                    .neg();
        }

        @Override
        public Tensor ratio(PolicyTokens tokens) {
            return level.logRatio(tokens).exp();
        }
    }

    /// SAPO (Gao et al. 2025, arXiv 2511.20347): -A 4 sigma(tau (r - 1)) / tau, a clip without an edge.
    ///
    /// @param positive tau where A > 0; 1
    /// @param negative tau elsewhere; 1.05
    record Sapo(double positive, double negative, ImportanceLevel level) implements PolicyLoss {
        public Sapo {
            Require.above0("SAPO's temperature for positive advantages", positive);
            Require.above0("SAPO's temperature for negative advantages", negative);
        }

        @Override
        public Tensor of(PolicyTokens tokens) {
            Tensor a = tokens.advantages();
            Tensor tau = choose(a, positive, negative);
            Tensor gate = ratio(tokens).add(-1).mul(tau).sigmoid().mul(4).div(tau);
            return gate.mul(a).neg();
        }

        @Override
        public Tensor ratio(PolicyTokens tokens) {
            return level.logRatio(tokens).exp();
        }
    }

    /// GMPO (Zhao et al. 2025, arXiv 2507.20673): the geometric mean of an answer's ratios, each clipped in log
    /// space on the side where the clip lowers the objective: -A exp(mean_t x_t).
    ///
    /// @param low largest fall of log r where A is not above 0; .4
    /// @param high largest rise of log r where A > 0; .4
    record Gmpo(double low, double high) implements PolicyLoss {
        public Gmpo {
            Require.atLeast0("GMPO's lower clip", low);
            Require.atLeast0("GMPO's upper clip", high);
        }

        @Override
        public boolean wholeAnswers() {
            return true;
        }

        @Override
        public Tensor of(PolicyTokens tokens) {
            Tensor x = tokens.logRatio();
            Tensor clipped = x.clamp(Double.NEGATIVE_INFINITY, high)
                    .where(tokens.advantages().above(0), x.clamp(-low, Double.POSITIVE_INFINITY));
            return tokens.means(clipped).exp().mul(tokens.answerAdvantages()).neg();
        }
    }

    /// RLOO's and classic PPO's ratio of whole answers (Ahmadian et al. 2024, arXiv 2402.14740): -min(w A, clip(w)
    /// A) with w = exp(sum_t log r_t).
    record AnswerClip(double low, double high) implements PolicyLoss {
        public AnswerClip {
            Require.within("the lower clip", low, 0, Math.nextDown(1.0));
            Require.atLeast0("the upper clip", high);
        }

        @Override
        public boolean wholeAnswers() {
            return true;
        }

        @Override
        public Tensor of(PolicyTokens tokens) {
            Tensor w = tokens.answerLogRatio().exp();
            Tensor a = tokens.answerAdvantages();
            return w.mul(a).minimum(w.clamp(1 - low, 1 + high).mul(a)).neg();
        }
    }

    /// VESPO (arXiv 2602.10693): -sg(phi(w)) A log pi with w the ratio of the whole answer and log phi(w) = lambda
    /// + k log w - lambda w.
    ///
    /// @param positive k and lambda where A is 0 or more: 2 and 3
    /// @param negative k and lambda elsewhere: 3 and 2
    record Vespo(Gamma positive, Gamma negative) implements PolicyLoss {
        private static final double LARGEST = 20;
        private static final double SMALLEST = Math.log(1e-8);

        /// The gamma weighting's shape and rate.
        public record Gamma(double k, double lambda) {}

        @Override
        public Tensor of(PolicyTokens tokens) {
            Tensor held = tokens.logRatio().detach().clamp(-LARGEST, LARGEST);
            Tensor logW = tokens.spread(tokens.sums(held).clamp(SMALLEST, LARGEST));
            Tensor a = tokens.advantages();
            Tensor k = choose(a.neg(), negative.k, positive.k);
            Tensor lambda = choose(a.neg(), negative.lambda, positive.lambda);
            Tensor phi = lambda.add(k.mul(logW)).sub(lambda.mul(logW.exp())).exp();
            return phi.mul(a).mul(tokens.logProbabilities()).neg();
        }
    }

    /// REINFORCE (Williams 1992): -A log pi, without a ratio.
    record Reinforce() implements PolicyLoss {
        @Override
        public Tensor of(PolicyTokens tokens) {
            return tokens.advantages().mul(tokens.logProbabilities()).neg();
        }
    }

    /// One number where a is above 0, another elsewhere.
    private static Tensor choose(Tensor a, double above, double otherwise) {
        Tensor zero = a.mul(0);
        return zero.add(above).where(a.above(0), zero.add(otherwise));
    }
}
