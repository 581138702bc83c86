package dev.plumbline.train.loss;

import static dev.plumbline.train.loss.GradientCheck.ls;
import static dev.plumbline.train.loss.GradientCheck.one;
import static dev.plumbline.train.loss.GradientCheck.sigma;
import static dev.plumbline.train.loss.GradientCheck.vector;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.core.Seed;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.EngineOptions;
import dev.plumbline.engine.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The gradients of losses on single answers, on rewards, on steps, on values and on whole distributions.
class LossGradientTest implements GradientsOfLosses {
    private static final double B = .3;

    @BeforeAll
    static void exactArithmetic() {
        Engine.configure(EngineOptions.exact());
    }

    private static double[] random(int n, long seed, double scale) {
        return new Seed(seed).generator().doubles(n, -scale, scale).toArray();
    }

    private static Tensor exps(Tensor logits, int rows, int classes) {
        return logits.view(rows, classes).exp();
    }

    /// log of a softmax as it is written.
    private static Tensor logs(Tensor logits, int rows, int classes) {
        Tensor e = exps(logits, rows, classes);
        return e.div(e.sum(1).unsqueeze(1)).log();
    }

    static List<GradientCheck> losses() {
        List<GradientCheck> all = new ArrayList<>();
        unpaired(all);
        rewards(all);
        values(all);
        distributions(all);
        twoClasses(all);
        return all;
    }

    /// Ratios of a good, a bad and another good answer.
    private static void unpaired(List<GradientCheck> all) {
        double[][] ordinary = {random(3, 1, 3), {0, 0, 0}, {.2, .2, .2}};
        double[][] extreme = {{100, -100, -100}, {-100, 100, 100}, {100, 100, 100}};
        Supplier<Tensor> signs = () -> vector(1, -1, 1);
        Supplier<Tensor> weights = () -> vector(1, 1.3, .7);
        for (double z0 : new double[] {0, .2, 40}) {
            all.add(GradientCheck.of(
                    "kto, z0 " + z0,
                    x -> UnpairedLosses.kto(x, signs.get(), weights.get(), B, z0),
                    x -> one().sub(sigma(x.add(-z0).mul(signs.get()).mul(B))).mul(weights.get()),
                    ordinary,
                    extreme));
        }
        for (double delta : new double[] {.1, -20}) {
            all.add(GradientCheck.of(
                    "bco, delta " + delta,
                    x -> UnpairedLosses.bco(x, signs.get(), B, delta),
                    x -> ls(x.mul(B).add(-delta).mul(signs.get())).neg(),
                    ordinary,
                    extreme));
        }
    }

    /// Rewards of two chosen and two rejected answers; logits of steps.
    private static void rewards(List<GradientCheck> all) {
        double[][] extreme = {{100, -100, -100, 100}, {100, 100, 100, 100}, {-100, 0, 100, 0}};
        for (double smoothing : new double[] {0, .1}) {
            all.add(GradientCheck.of(
                    "reward model, smoothing " + smoothing,
                    x -> RewardLoss.pairs(x.narrow(0, 0, 2), x.narrow(0, 2, 2), vector(.3, 0), .01, smoothing),
                    x -> {
                        Tensor lead = x.narrow(0, 0, 2).sub(x.narrow(0, 2, 2)).sub(vector(.3, 0));
                        Tensor both = x.narrow(0, 0, 2).add(x.narrow(0, 2, 2));
                        return ls(lead).mul(smoothing - 1)
                                .sub(ls(lead.neg()).mul(smoothing))
                                .add(both.square().mul(.01));
                    },
                    new double[][] {random(4, 3, 2), {0, 0, 0, 0}, {1, 1, 1, 1}},
                    extreme));
        }
        Supplier<Tensor> right = () -> vector(1, 0, .4);
        UnaryOperator<Tensor> naive = x -> {
            Tensor l = logs(x, 3, 2);
            return l.select(1, 1)
                    .mul(right.get())
                    .add(l.select(1, 0).mul(one().sub(right.get())))
                    .neg();
        };
        double[][] far = {{100, -100, -100, 100, 100, -100}, {-100, 100, 100, -100, 400, 400}};
        all.add(GradientCheck.of(
                "steps",
                x -> StepLoss.steps(x.view(3, 2), right.get()),
                naive,
                new double[][] {random(6, 4, 2), new double[6]},
                far));
        all.add(GradientCheck.of(
                "reward tokens",
                x -> StepLoss.rewardTokens(x.view(3, 3), right.get(), 2, 0),
                x -> naive.apply(x.view(3, 3)
                        .indexSelect(1, Tensor.of(new long[] {2, 0}, 2))
                        .reshape(6)),
                new double[][] {random(9, 14, 2)},
                new double[] {100, 0, -100, -100, 0, 100, 3, 0, 3}));
    }

    private static void values(List<GradientCheck> all) {
        Supplier<Tensor> old = () -> vector(.1, .4, -1);
        Supplier<Tensor> returns = () -> vector(1, -1, -.5);
        for (double clip : new double[] {.2, Double.POSITIVE_INFINITY}) {
            all.add(GradientCheck.of(
                    "value, clip " + clip,
                    x -> ValueLoss.tokens(x, old.get(), returns.get(), clip),
                    x -> {
                        Tensor held = old.get().add(x.sub(old.get()).clamp(-clip, clip));
                        Tensor free = x.sub(returns.get()).square();
                        return free.maximum(held.sub(returns.get()).square()).mul(.5);
                    },
                    new double[][] {{.2, .9, -1.5}, {.15, .3, -1.1}},
                    new double[][] {{100, -100, 100}, {-100, 100, -100}}));
        }
    }

    private static void distributions(List<GradientCheck> all) {
        double[] teacher = random(8, 6, 2);
        double[][] ordinary = {random(8, 5, 2), teacher};
        double[][] extreme = {{100, -100, 0, 0, -100, 100, 100, 100}, {0, 0, 0, 0, 800, 0, 0, 0}};
        for (double beta : new double[] {0, .3, 1}) {
            all.add(GradientCheck.of(
                    "distillation, beta " + beta,
                    x -> DistillationLoss.jensenShannon(
                            x.view(2, 4), vector(teacher).view(2, 4), beta, 1.5),
                    x -> divergence(x, vector(teacher), beta, 1.5),
                    ordinary,
                    extreme));
        }
        Supplier<Tensor> targets = () -> Tensor.of(new long[] {1, 3}, 2);
        all.add(GradientCheck.of(
                "label smoothing",
                x -> TokenLosses.smoothed(x.view(2, 4), targets.get(), .1),
                x -> {
                    Tensor l = logs(x, 2, 4);
                    Tensor right = l.gather(1, targets.get().unsqueeze(1)).view(-1);
                    return right.mul(-.9).sub(l.sum(1).mul(.1 / 4));
                },
                new double[][] {random(8, 7, 2), new double[8]},
                extreme));
        all.add(new GradientCheck(
                "dynamic fine-tuning, whose weight is held",
                TokenLosses::dynamic,
                x -> x.detach().exp().mul(x).neg(),
                false,
                new double[][] {{-1.2, -.1}, {0, 0}},
                new double[][] {{-100, -800}}));
    }

    /// beta KL(T || M) + (1 - beta) KL(S || M), probabilities written out.
    private static Tensor divergence(Tensor student, Tensor teacher, double beta, double temperature) {
        Tensor s = exps(student.mul(1 / temperature), 2, 4);
        Tensor t = exps(teacher.mul(1 / temperature), 2, 4);
        Tensor p = s.div(s.sum(1).unsqueeze(1));
        Tensor q = t.div(t.sum(1).unsqueeze(1));
        Tensor m = p.mul(1 - beta).add(q.mul(beta));
        if (beta == 0) {
            return q.mul(q.div(p).log()).sum(1);
        }
        if (beta == 1) {
            return p.mul(p.div(q).log()).sum(1);
        }
        return q.mul(q.div(m).log())
                .sum(1)
                .mul(beta)
                .add(p.mul(p.div(m).log()).sum(1).mul(1 - beta));
    }

    /// A strong model's logits of two classes under a weak model's labels.
    private static void twoClasses(List<GradientCheck> all) {
        Supplier<Tensor> weak = () -> vector(.3, .7, .8, .2).view(2, 2);
        double[][] ordinary = {random(4, 8, 1), random(4, 9, 1)};
        double[][] extreme = {{100, -100, -100, 100}, {-100, 100, 300, 300}};
        UnaryOperator<Tensor> crossEntropy =
                x -> logs(x, 2, 2).mul(weak.get()).sum(1).neg().mean();
        all.add(GradientCheck.of(
                "weak labels",
                x -> WeakToStrongLosses.crossEntropy(x.view(2, 2), weak.get()),
                crossEntropy,
                ordinary,
                extreme));
        all.add(GradientCheck.of(
                "weak labels and the student's own decisions",
                x -> WeakToStrongLosses.confidence(x.view(2, 2), weak.get(), .5, .5, .1),
                x -> {
                    Tensor p = logs(x, 2, 2).exp().detach();
                    double[] first = p.select(1, 0).toDoubles();
                    // the weak labels' mean of class 1, .45, between the two order statistics
                    double least = Math.min(first[0], first[1]);
                    double threshold = least + .45 * (Math.max(first[0], first[1]) - least);
                    double[] hard = new double[4];
                    for (int i = 0; i < 2; i++) {
                        hard[2 * i + (first[i] >= threshold ? 0 : 1)] = 1;
                    }
                    Tensor target =
                            weak.get().mul(.5).add(vector(hard).view(2, 2).mul(.5));
                    return logs(x, 2, 2).mul(target).sum(1).neg().mean();
                },
                ordinary,
                new double[] {100, -100, -100, 100}));
        all.add(new GradientCheck(
                "product of weak labels and the student's own, which are held",
                x -> WeakToStrongLosses.product(x.view(2, 2), weak.get(), 1.2, .5),
                x -> {
                    Tensor p = logs(x, 2, 2).exp().detach();
                    Tensor both = p.log().mul(.5).add(weak.get().log().mul(1.2)).exp();
                    Tensor target = both.div(both.sum(1).unsqueeze(1));
                    return logs(x, 2, 2).mul(target).sum(1).neg().mean();
                },
                false,
                ordinary,
                extreme));
    }

    @Test
    void theNaiveFormulasOfSomeLossesFailAtExtremeInputs() {
        assertThat(losses().stream()
                        .filter(check -> check.requireNaiveFormula() > 0)
                        .map(GradientCheck::name))
                .contains("distillation, beta 0.0", "label smoothing");
    }
}
