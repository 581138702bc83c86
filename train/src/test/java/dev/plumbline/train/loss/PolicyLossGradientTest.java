package dev.plumbline.train.loss;

import static dev.plumbline.train.loss.GradientCheck.vector;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.engine.Engine;
import dev.plumbline.engine.EngineOptions;
import dev.plumbline.engine.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The gradient of every policy loss and KL term. Four answers of 3, 1, 4 and 1 tokens; the advantage of the last is 0.
/// The formulas are written for one token or one answer after the other.
class PolicyLossGradientTest implements GradientsOfLosses {
    private static final double INFINITE = Double.POSITIVE_INFINITY;
    private static final int[] ANSWER = {0, 0, 0, 1, 2, 2, 2, 2, 3};
    private static final int[] FIRST = {0, 3, 4, 8, 9};
    private static final double[] WHOLE = {1.2, -.8, -.5, 0};
    private static final double[] OLD = {-1.15, -1.9, -.9, -1.9, -2.55, -.72, -2.5, -2.1, -.4};
    private static final double[] REFERENCE = {-1, -2, -.5, -1.2, -3, -.6, -2, -2.4, -.3};

    /// Ratios to the sampling policy on both sides of every clip, none on an edge; and none at all.
    private static final double[][] ORDINARY = {
        moved(.05, -.4, .5, .3, -.45, .02, .6, -.1, .07), moved(.01, .3, -.3, -.25, .3, .01, -.02, .5, -1)
    };

    private static final double[][] EXTREME = {
        moved(100, -100, 100, -100, -100, 100, -100, 100, 100),
        moved(-100, -100, -100, 100, 100, 100, 100, 100, -100),
        moved(100, 100, 100, 100, -100, -100, -100, -100, 100)
    };

    @BeforeAll
    static void exactArithmetic() {
        Engine.configure(EngineOptions.exact());
    }

    private static double[] moved(double... by) {
        double[] at = OLD.clone();
        Arrays.setAll(at, t -> at[t] + by[t]);
        return at;
    }

    private static PolicyTokens tokens(Tensor own) {
        double[] advantages = Arrays.stream(ANSWER).mapToDouble(i -> WHOLE[i]).toArray();
        return new PolicyTokens(
                own,
                vector(OLD).to(own.dtype()),
                vector(advantages).to(own.dtype()),
                vector(WHOLE).to(own.dtype()),
                ANSWER,
                WHOLE.length);
    }

    /// The loss of one answer's tokens, from their log-ratios x, their log-probabilities and its advantage.
    @FunctionalInterface
    private interface Naive {
        Tensor of(Tensor x, Tensor own, double advantage);
    }

    private static UnaryOperator<Tensor> each(Naive naive) {
        return own -> {
            List<Tensor> parts = new ArrayList<>();
            for (int i = 0; i < WHOLE.length; i++) {
                int length = FIRST[i + 1] - FIRST[i];
                Tensor part = own.narrow(0, FIRST[i], length);
                parts.add(naive.of(part.sub(vector(OLD).narrow(0, FIRST[i], length)), part, WHOLE[i])
                        .view(-1));
            }
            return Tensor.cat(parts, 0);
        };
    }

    private static Tensor surrogate(Tensor ratio, double a, double low, double high, double cap) {
        return ratio.clamp(-INFINITE, cap)
                .mul(a)
                .minimum(ratio.clamp(1 - low, 1 + high).mul(a));
    }

    /// The mean over an answer's tokens at each of them.
    private static Tensor spreadMean(Tensor x) {
        return x.mul(0).add(x.mean().view(1));
    }

    static List<GradientCheck> losses() {
        List<GradientCheck> all = new ArrayList<>();
        clips(all);
        add(all, new PolicyLoss.Sapo(1, 1.05, ImportanceLevel.TOKEN), true, (x, own, a) -> {
            double tau = a > 0 ? 1 : 1.05;
            return GradientCheck.sigma(x.exp().add(-1).mul(tau)).mul(-4 * a / tau);
        });
        add(all, new PolicyLoss.Gmpo(.4, .4), true, (x, own, a) -> {
            Tensor held = a > 0 ? x.clamp(-INFINITE, .4) : x.clamp(-.4, INFINITE);
            return held.mean().exp().mul(-a);
        });
        add(
                all,
                new PolicyLoss.AnswerClip(.2, .2),
                true,
                (x, own, a) -> surrogate(x.sum().exp(), a, .2, .2, INFINITE).neg());
        add(all, new PolicyLoss.Reinforce(), true, (x, own, a) -> own.mul(-a));
        add(
                all,
                new PolicyLoss.Cispo(2, ImportanceLevel.TOKEN),
                false,
                (x, own, a) -> own.mul(x.exp().clamp(-INFINITE, 2).detach()).mul(-a));
        PolicyLoss.Vespo.Gamma up = new PolicyLoss.Vespo.Gamma(2, 3);
        PolicyLoss.Vespo.Gamma down = new PolicyLoss.Vespo.Gamma(3, 2);
        add(all, new PolicyLoss.Vespo(up, down), false, (x, own, a) -> {
            PolicyLoss.Vespo.Gamma gamma = a >= 0 ? up : down;
            Tensor logW = x.clamp(-20, 20).sum().clamp(Math.log(1e-8), 20).detach();
            Tensor phi = logW.mul(gamma.k())
                    .add(gamma.lambda())
                    .sub(logW.exp().mul(gamma.lambda()))
                    .exp();
            return own.mul(phi).mul(-a);
        });
        klTerms(all);
        return all;
    }

    private static void clips(List<GradientCheck> all) {
        add(
                all,
                PolicyLoss.Clip.ppo(.2),
                true,
                (x, own, a) -> surrogate(x.exp(), a, .2, .2, INFINITE).neg());
        add(
                all,
                new PolicyLoss.Clip(.2, .28, 1.4, INFINITE, ImportanceLevel.TOKEN),
                true,
                (x, own, a) -> surrogate(x.exp(), a, .2, .28, 1.4).neg());
        add(all, new PolicyLoss.Clip(.2, .2, INFINITE, 1.5, ImportanceLevel.TOKEN), true, (x, own, a) -> {
            Tensor objective = surrogate(x.exp(), a, .2, .2, INFINITE);
            return (a < 0 ? objective.maximum(objective.detach().mul(0).add(1.5 * a)) : objective).neg();
        });
        add(
                all,
                new PolicyLoss.Clip(.01, .02, INFINITE, INFINITE, ImportanceLevel.SEQUENCE),
                true,
                (x, own, a) ->
                        surrogate(spreadMean(x).exp(), a, .01, .02, INFINITE).neg());
        add(
                all,
                new PolicyLoss.Clip(.01, .02, INFINITE, INFINITE, ImportanceLevel.SEQUENCE_BY_TOKEN),
                false,
                (x, own, a) -> {
                    // sg(ratio of the answer) pi / sg(pi)
                    Tensor ratio = spreadMean(x)
                            .exp()
                            .detach()
                            .mul(own.sub(own.detach()).exp());
                    return surrogate(ratio, a, .01, .02, INFINITE).neg();
                });
    }

    private static void klTerms(List<GradientCheck> all) {
        for (KlEstimator estimator : KlEstimator.values()) {
            for (KlLoss.Gradient gradient : KlLoss.Gradient.values()) {
                KlLoss term = new KlLoss(.1, estimator, gradient, INFINITE);
                all.add(new GradientCheck(
                        estimator + " as a loss, gradient " + gradient,
                        own -> term.tokens(
                                own, vector(REFERENCE), PolicyLoss.Clip.ppo(.2).ratio(tokens(own))),
                        own -> written(own, estimator, gradient).mul(.1),
                        gradient != KlLoss.Gradient.K2,
                        ORDINARY,
                        EXTREME));
            }
        }
    }

    private static Tensor written(Tensor own, KlEstimator estimator, KlLoss.Gradient gradient) {
        Tensor x = own.sub(vector(REFERENCE));
        Tensor k2 = x.square().mul(.5);
        Tensor value = switch (estimator) {
            case K1 -> x;
            case K2 -> k2;
            case K3 -> x.neg().exp().add(-1).add(x);
        };
        return switch (gradient) {
            case PLAIN -> value;
            case RATIO -> value.mul(own.sub(vector(OLD)).exp());
            case K2 -> value.detach().add(k2.sub(k2.detach()));
        };
    }

    private static void add(List<GradientCheck> all, PolicyLoss loss, boolean differences, Naive naive) {
        all.add(new GradientCheck(
                loss.toString(), own -> loss.of(tokens(own)), each(naive), differences, ORDINARY, EXTREME));
    }

    /// An answer without advantage has no gradient, however far the policy has left the sampler; nor has one whose
    /// good token is beyond its clip. In float 32 e^100 is infinite, and 0 times that is no number.
    @Test
    void inFloat32NothingButTheAdvantagesSayWhatMoves() {
        float[] far = {99, -102, 99, -101, -102, 99, -102, 97, 99};
        for (PolicyLoss loss : List.of(
                PolicyLoss.Clip.ppo(.2),
                new PolicyLoss.Clip(.2, .28, 4, INFINITE, ImportanceLevel.TOKEN),
                new PolicyLoss.Clip(.2, .2, INFINITE, 3, ImportanceLevel.TOKEN),
                new PolicyLoss.Clip(.01, .02, INFINITE, INFINITE, ImportanceLevel.SEQUENCE),
                new PolicyLoss.Sapo(1, 1.05, ImportanceLevel.TOKEN),
                new PolicyLoss.Gmpo(.4, .4),
                new PolicyLoss.AnswerClip(.2, .2),
                new PolicyLoss.Cispo(5, ImportanceLevel.TOKEN))) {
            double[] found = GradientCheck.gradientInSingle(own -> loss.of(tokens(own)), far);
            assertThat(Arrays.stream(found)).as(loss.toString()).allMatch(Double::isFinite);
            assertThat(found[8]).as("%s, no advantage", loss).isZero();
        }
    }

    @Test
    void aLimitedKlTermHasNoGradientBeyondItsLimit() {
        for (KlEstimator estimator : KlEstimator.values()) {
            KlLoss term = new KlLoss(1, estimator, KlLoss.Gradient.PLAIN, 10);
            double[] found = GradientCheck.gradientInSingle(
                    own -> term.tokens(
                            own,
                            own.detach().mul(0).add(-1),
                            own.detach().mul(0).add(1)),
                    -120,
                    120,
                    -1.5f);
            assertThat(found[0]).as("%s far below", estimator).isZero();
            assertThat(found[2]).as("%s near", estimator).isNotZero();
        }
    }
}
