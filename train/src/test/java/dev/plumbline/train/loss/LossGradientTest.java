package dev.plumbline.train.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.core.Seed;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.EngineOptions;
import dev.plumbline.engine.Tensor;
import dev.plumbline.engine.TensorScope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The gradient of every loss, in float 64: against central differences of its own value, and, for losses on
/// pairs, against the formula as the papers write it, computed without any care for stability.
class LossGradientTest {
    private static final double STEP = 1e-6;

    @BeforeAll
    static void exactArithmetic() {
        Engine.configure(EngineOptions.exact());
    }

    /// A loss as a function of a flat vector.
    ///
    /// @param at where it is differentiated
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Subject(String name, Function<Tensor, Tensor> loss, double[] at) {
        @Override
        public String toString() {
            return name;
        }
    }

    // ---- losses on pairs

    /// @param naive the loss of one pair as a function of C and R, both answers four and six tokens long;
    /// null-free
    record PairSubject(PreferenceLoss loss, DoubleBinaryOperator naive) {
        @Override
        public String toString() {
            return loss.toString();
        }
    }

    private static double sigma(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private static double ls(double x) {
        return Math.log(sigma(x));
    }

    private static final double B = .3;
    private static final double E = .1;
    private static final double CHOSEN_TOKENS = 4;
    private static final double REJECTED_TOKENS = 6;

    static final List<PairSubject> PAIRS = List.of(
            new PairSubject(DpoLosses.sigmoid(B), (c, r) -> -ls(B * (c - r))),
            new PairSubject(DpoLosses.conservative(B, E), (c, r) -> -(1 - E) * ls(B * (c - r)) - E * ls(-B * (c - r))),
            new PairSubject(
                    DpoLosses.robust(B, E),
                    (c, r) -> (-(1 - E) * ls(B * (c - r)) + E * ls(-B * (c - r))) / (1 - 2 * E)),
            new PairSubject(DpoLosses.hinge(B), (c, r) -> Math.max(0, 1 - B * (c - r))),
            new PairSubject(
                    DpoLosses.ipo(B, DpoLosses.Lengths.MEAN),
                    (c, r) -> Math.pow(c / CHOSEN_TOKENS - r / REJECTED_TOKENS - 1 / (2 * B), 2)),
            new PairSubject(DpoLosses.ipo(B, DpoLosses.Lengths.SUM), (c, r) -> Math.pow(c - r - 1 / (2 * B), 2)),
            new PairSubject(DpoLosses.exo(B, E), (c, r) -> {
                double q = sigma(B * (c - r));
                return q * (Math.log(q) - Math.log(1 - E)) + (1 - q) * (Math.log(1 - q) - Math.log(E));
            }),
            new PairSubject(DpoLosses.nca(B), (c, r) -> -ls(B * c) - .5 * ls(-B * c) - .5 * ls(-B * r)),
            new PairSubject(DpoLosses.bco(B), (c, r) -> -ls(B * c) - ls(-B * r)),
            new PairSubject(DpoLosses.sppo(B), (c, r) -> Math.pow(c - 1 / (2 * B), 2) + Math.pow(r + 1 / (2 * B), 2)),
            new PairSubject(DpoLosses.aot(B, E), (c, r) -> -(1 - E) * ls(B * (c - r)) - E * ls(-B * (c - r))),
            new PairSubject(DpoLosses.aotUnpaired(B, E), (c, r) -> -(1 - E) * ls(B * (c - r)) - E * ls(-B * (c - r))),
            new PairSubject(DpoLosses.apoZero(B), (c, r) -> 1 - sigma(B * c) + sigma(B * r)),
            new PairSubject(DpoLosses.apoDown(B), (c, r) -> sigma(B * c) + 1 - sigma(B * (c - r))),
            new PairSubject(DpoLosses.discopop(B, .5), (c, r) -> {
                double x = B * (c - r);
                double m = sigma(x / .5);
                return (1 - m) * -ls(x) + m * Math.exp(-x);
            }),
            new PairSubject(
                    DpoLosses.lengthNormalised(B), (c, r) -> -ls(B * (c / CHOSEN_TOKENS - r / REJECTED_TOKENS))),
            new PairSubject(
                    DpoLosses.sigmoid(B).under(Divergence.FORWARD_KL),
                    (c, r) -> -ls(B * (Math.exp(-r) - Math.exp(-c)))),
            new PairSubject(DpoLosses.sigmoid(B).under(Divergence.JENSEN_SHANNON), (c, r) -> -ls(B * (ls(c) - ls(r)))),
            new PairSubject(
                    DpoLosses.sigmoid(B).under(Divergence.alpha(.5)),
                    (c, r) -> -ls(B * (Math.exp(-.5 * c) - Math.exp(-.5 * r)) / -.5)),
            new PairSubject(
                    PreferenceLoss.mix(List.of(DpoLosses.sigmoid(B), DpoLosses.bco(B)), List.of(.8, .2)),
                    (c, r) -> -.8 * ls(B * (c - r)) - .2 * (ls(B * c) + ls(-B * r))),
            new PairSubject(
                    ReferenceFreeLosses.simpo(2, .5, 0, 0),
                    (c, r) -> -ls(2 * (c / CHOSEN_TOKENS - r / REJECTED_TOKENS) - .5)),
            new PairSubject(ReferenceFreeLosses.contrastive(B, 0, 0), (c, r) -> -ls(B * (c - r))));

    private static Tensor pairs(PreferenceLoss loss, Tensor flat) {
        Tensor zero = Tensor.of(new double[] {0}, 1);
        return loss.pairs(new PairLogProbabilities(
                        flat.narrow(0, 0, 1),
                        flat.narrow(0, 1, 1),
                        zero,
                        zero,
                        Tensor.of(new double[] {CHOSEN_TOKENS}, 1),
                        Tensor.of(new double[] {REJECTED_TOKENS}, 1),
                        CHOSEN_TOKENS,
                        Divergence.REVERSE_KL))
                .sum();
    }

    @ParameterizedTest
    @FieldSource("PAIRS")
    void aLossOnPairsIsItsFormulaAndSoIsItsGradient(PairSubject subject) {
        for (double[] at : new double[][] {{1.3, -.7}, {-2.1, .4}, {.5, .5}, {0, 0}, {6, 9}}) {
            double value = value(flat -> pairs(subject.loss(), flat), at);
            assertThat(value).isCloseTo(subject.naive().applyAsDouble(at[0], at[1]), within(1e-9));
            double[] gradient = gradient(flat -> pairs(subject.loss(), flat), at);
            double dc = (subject.naive().applyAsDouble(at[0] + STEP, at[1])
                            - subject.naive().applyAsDouble(at[0] - STEP, at[1]))
                    / (2 * STEP);
            double dr = (subject.naive().applyAsDouble(at[0], at[1] + STEP)
                            - subject.naive().applyAsDouble(at[0], at[1] - STEP))
                    / (2 * STEP);
            assertThat(gradient)
                    .as("%s at %s", subject, Arrays.toString(at))
                    .containsExactly(new double[] {dc, dr}, within(1e-6 * (1 + Math.abs(dc) + Math.abs(dr))));
        }
    }

    @ParameterizedTest
    @FieldSource("PAIRS")
    void aLossOnPairsStaysFiniteFarFromTheReference(PairSubject subject) {
        for (double[] at : new double[][] {{100, -100}, {-100, 100}, {100, 100}, {-100, -100}}) {
            assertThat(value(flat -> pairs(subject.loss(), flat), at)).isFinite();
            assertThat(Arrays.stream(gradient(flat -> pairs(subject.loss(), flat), at)))
                    .as("%s at %s", subject, Arrays.toString(at))
                    .allMatch(Double::isFinite);
        }
    }

    // ---- all others

    private static double[] random(int n, long seed, double scale) {
        RandomGenerator random = new Seed(seed).generator();
        return random.doubles(n, -scale, scale).toArray();
    }

    private static Tensor vector(double... values) {
        return Tensor.of(values, values.length);
    }

    /// Three answers of 3, 1 and 4 tokens whose ratios to the sampling policy lie on both sides of every clip.
    private static Subject policy(PolicyLoss loss) {
        int[] answer = {0, 0, 0, 1, 2, 2, 2, 2};
        double[] whole = {1.2, -.8, -.5};
        double[] advantages = Arrays.stream(answer).mapToDouble(i -> whole[i]).toArray();
        double[] at = {-1.1, -2.3, -.4, -1.6, -3, -.7, -1.9, -2.2};
        double[] shift = {.05, -.4, .5, .3, -.45, .02, .6, -.1};
        double[] old = new double[at.length];
        Arrays.setAll(old, t -> at[t] - shift[t]);
        return new Subject(
                loss.toString(),
                flat -> loss.of(new PolicyTokens(flat, vector(old), vector(advantages), vector(whole), answer, 3))
                        .sum(),
                at);
    }

    static Stream<Subject> others() {
        List<Subject> all = new ArrayList<>();
        double infinite = Double.POSITIVE_INFINITY;
        all.add(policy(PolicyLoss.Clip.ppo(.2)));
        all.add(policy(new PolicyLoss.Clip(.2, .28, 1.4, infinite, ImportanceLevel.TOKEN)));
        all.add(policy(new PolicyLoss.Clip(.2, .2, infinite, 1.5, ImportanceLevel.TOKEN)));
        all.add(policy(new PolicyLoss.Clip(.01, .02, infinite, infinite, ImportanceLevel.SEQUENCE)));
        all.add(policy(new PolicyLoss.Sapo(1, 1.05, ImportanceLevel.TOKEN)));
        all.add(policy(new PolicyLoss.Gmpo(.4, .4)));
        all.add(policy(new PolicyLoss.AnswerClip(.2, .2)));
        all.add(policy(new PolicyLoss.Reinforce()));
        Tensorless kl = new Tensorless();
        for (KlEstimator estimator : KlEstimator.values()) {
            all.add(kl.of(estimator, KlLoss.Gradient.PLAIN));
        }
        double[] signs = {1, -1, 1};
        double[] weights = {1, 1.3, .7};
        all.add(new Subject(
                "kto",
                x -> UnpairedLosses.kto(x, vector(signs), vector(weights), .3, .2)
                        .sum(),
                random(3, 1, 3)));
        all.add(new Subject(
                "kto far away",
                x -> UnpairedLosses.kto(x, vector(signs), vector(weights), .3, .2)
                        .sum(),
                new double[] {100, -100, -100}));
        all.add(new Subject(
                "bco", x -> UnpairedLosses.bco(x, vector(signs), .3, .1).sum(), random(3, 2, 3)));
        all.add(new Subject(
                "reward model",
                x -> RewardLoss.pairs(x.narrow(0, 0, 2), x.narrow(0, 2, 2), vector(.3, 0), .01, .1)
                        .sum(),
                random(4, 3, 2)));
        all.add(new Subject(
                "steps", x -> StepLoss.steps(x.view(3, 2), vector(1, 0, .4)).sum(), random(6, 4, 2)));
        all.add(new Subject("odds ratio", x -> pairs(ReferenceFreeLosses.oddsRatio(.5), x), new double[] {-3, -9}));
        all.add(new Subject(
                "odds ratio of a sure and an impossible answer",
                x -> pairs(ReferenceFreeLosses.oddsRatio(.5), x),
                new double[] {-1e-2, -600}));
        all.add(new Subject("alphapo", x -> pairs(ReferenceFreeLosses.simpo(2, .5, 0, .25), x), new double[] {-3, -9}));
        all.add(new Subject(
                "value",
                x -> ValueLoss.tokens(x, vector(.1, .4, -1), vector(1, -1, -.5), .2)
                        .sum(),
                new double[] {.2, .9, -1.5}));
        double[] teacher = random(8, 6, 2);
        for (double beta : new double[] {0, .3, 1}) {
            all.add(new Subject(
                    "distillation " + beta,
                    x -> DistillationLoss.jensenShannon(
                                    x.view(2, 4), vector(teacher).view(2, 4), beta, 1.5)
                            .sum(),
                    random(8, 5, 2)));
        }
        all.add(new Subject(
                "label smoothing",
                x -> TokenLosses.smoothed(x.view(2, 4), Tensor.of(new long[] {1, 3}, 2), .1)
                        .sum(),
                random(8, 7, 2)));
        Function<Tensor, Tensor> weak = x -> vector(.3, .7, .8, .2).view(2, 2);
        all.add(new Subject(
                "weak labels", x -> WeakToStrongLosses.crossEntropy(x.view(2, 2), weak.apply(x)), random(4, 8, 1)));
        all.add(new Subject(
                "confidence",
                x -> WeakToStrongLosses.confidence(x.view(2, 2), weak.apply(x), .5, .5, .1),
                random(4, 9, 1)));
        return all.stream();
    }

    /// KL terms of three tokens.
    private static final class Tensorless {
        Subject of(KlEstimator estimator, KlLoss.Gradient gradient) {
            KlLoss term = new KlLoss(.1, estimator, gradient, Double.POSITIVE_INFINITY);
            return new Subject(
                    estimator + " as a loss",
                    x -> term.tokens(x, vector(-1, -2, -.5), vector(1, 1, 1)).sum(),
                    new double[] {-1.4, -.3, -2});
        }
    }

    @ParameterizedTest
    @MethodSource("others")
    void aGradientIsThatOfTheValue(Subject subject) {
        double[] found = gradient(subject.loss(), subject.at());
        for (int i = 0; i < found.length; i++) {
            double[] up = subject.at().clone();
            double[] down = subject.at().clone();
            up[i] += STEP;
            down[i] -= STEP;
            double expected = (value(subject.loss(), up) - value(subject.loss(), down)) / (2 * STEP);
            assertThat(found[i])
                    .as("%s, element %d", subject, i)
                    .isCloseTo(expected, within(1e-6 * (1 + Math.abs(expected))));
        }
    }

    private static double value(Function<Tensor, Tensor> loss, double[] at) {
        return Engine.call(() -> loss.apply(vector(at)).item());
    }

    private static double[] gradient(Function<Tensor, Tensor> loss, double[] at) {
        return Engine.call(() -> {
            try (TensorScope scope = TensorScope.open()) {
                Tensor leaf = vector(at).requireGradient();
                loss.apply(leaf).backward();
                return leaf.gradient().toDoubles();
            }
        });
    }
}
