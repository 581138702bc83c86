package dev.plumbline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.core.Seed;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.DecoderConfig;
import dev.plumbline.engine.Engine;
import dev.plumbline.train.loss.AdaptiveKl;
import dev.plumbline.train.loss.AnswerAggregation;
import dev.plumbline.train.loss.DpoLosses;
import dev.plumbline.train.loss.KlEstimator;
import dev.plumbline.train.loss.KlLoss;
import dev.plumbline.train.loss.PolicyLoss;
import dev.plumbline.train.loss.PreferenceLoss;
import dev.plumbline.train.loss.ReferenceFreeLosses;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Every trainer behind one face, on a decoder of a few thousand weights and random data: what must hold of all of them
/// is tested of each.
enum EveryTrainer {
    SFT,
    REWARD,
    STEPS,
    DPO,
    AOT,
    KTO,
    BCO,
    ORPO,
    SIMPO,
    DISTILLATION,
    GRPO,
    RLOO,
    PPO,
    PPO_HEAD,
    ONLINE_DPO,
    XPO,
    NASH_MD,
    GKD;

    static final int END = 0;
    static final Duration LIMIT = Duration.ofSeconds(20);

    /// The share of an answer's tokens that are even.
    static final RewardFunction EVEN = answers -> answers.stream()
            .mapToDouble(one -> (double) Arrays.stream(one.answer())
                            .filter(id -> id % 2 == 0)
                            .count()
                    / one.answer().length)
            .toArray();

    /// What a training left behind.
    @SuppressWarnings("ArrayRecordComponent") // compared element by element
    record Result(float[] weights, double[] gradients, TrainingCurves curves) {
        void assertSameBits(Result other) {
            assertThat(weights).isEqualTo(other.weights);
            assertThat(curves.write()).isEqualTo(other.curves.write());
        }

        /// The same gradients and figures but for rounding.
        void assertClose(Result expected, double tolerance) {
            assertThat(TinyTraining.distance(gradients, expected.gradients))
                    .as("gradients")
                    .isLessThan(tolerance);
            curves.byName().forEach((name, points) -> {
                List<TrainingCurves.Point> others = expected.curves.byName().getOrDefault(name, List.of());
                assertThat(points).as(name).hasSameSizeAs(others);
                for (int i = 0; i < points.size(); i++) {
                    double value = others.get(i).value();
                    assertThat(points.get(i).value())
                            .as(name + " at step " + (i + 1))
                            .isCloseTo(value, within(tolerance * Math.max(1, Math.abs(value))));
                }
            });
        }
    }

    /// Whether it samples its own answers.
    boolean samples() {
        return compareTo(GRPO) >= 0;
    }

    /// Whether its head is a language model's, so that the head's savings apply.
    boolean hasTokens() {
        return this != REWARD && this != STEPS && this != DISTILLATION && this != GKD;
    }

    /// Updates after which it can write a checkpoint.
    int round() {
        return this == GRPO || this == RLOO || this == PPO || this == PPO_HEAD ? 4 : 1;
    }

    /// Trains a fresh decoder.
    Result train(Optimisation walk, TrainingContext context) {
        return Engine.call(() -> {
            try (Decoder policy = decoder()) {
                TrainingCurves curves = train(policy, walk, context);
                return new Result(
                        policy.parameters().values().toFloats(),
                        policy.parameters().gradients().toDoubles(),
                        curves);
            }
        });
    }

    /// A fresh decoder for this trainer.
    Decoder decoder() {
        Decoder plain = TinyTraining.decoder(this == REWARD ? TinyTraining.Kind.REWARD : TinyTraining.Kind.SFT, 3);
        if (this != STEPS) {
            return plain;
        }
        try (plain) {
            return plain.withHead(DecoderConfig.Head.STEP, new Seed(4));
        }
    }

    /// Trains this decoder.
    TrainingCurves train(Decoder policy, Optimisation walk, TrainingContext context) {
        return switch (this) {
            case SFT -> new SftTrainer(walk, true).train(policy, TinyTraining.rows(24, 5), context);
            case REWARD -> new RewardModelTrainer(walk, .01, true).train(policy, TinyTraining.pairs(24, 5), context);
            case STEPS -> new ProcessRewardTrainer(walk, BatchPlan.SHUFFLED).train(policy, solutions(), context);
            case DPO -> dpo(PreferenceLoss.sigmoid(.3), policy, walk, context);
            case AOT -> dpo(DpoLosses.aot(.3, .1), policy, walk, context);
            case KTO -> unpaired(UnpairedTrainer.Method.KTO, policy, walk, context);
            case BCO -> unpaired(UnpairedTrainer.Method.BCO, policy, walk, context);
            case ORPO ->
                new ReferenceFreeTrainer(
                                walk,
                                ReferenceFreeLosses.oddsRatio(.1),
                                1,
                                ReferenceFreeTrainer.Likelihood.PROMPTS_AND_ANSWERS,
                                BatchPlan.SHUFFLED)
                        .train(policy, TinyTraining.pairs(24, 5), context);
            case SIMPO ->
                new ReferenceFreeTrainer(
                                walk,
                                ReferenceFreeLosses.simpo(2, .5, 0, 0),
                                .3,
                                ReferenceFreeTrainer.Likelihood.ANSWERS,
                                BatchPlan.SHUFFLED)
                        .train(policy, TinyTraining.pairs(24, 5), context);
            case DISTILLATION -> {
                try (Decoder teacher = TinyTraining.decoder(TinyTraining.Kind.SFT, 9)) {
                    yield new DistillationTrainer(walk, .5, 1, BatchPlan.SHUFFLED)
                            .train(policy, teacher, TinyTraining.rows(24, 5), context);
                }
            }
            case GKD -> {
                AnswerSource source = new AnswerSource(.9, 5, Set.of(END), 4);
                try (Decoder teacher = TinyTraining.decoder(TinyTraining.Kind.SFT, 9)) {
                    yield new DistillationTrainer(walk, .5, 1, BatchPlan.SHUFFLED, OwnAnswers.share(.8, source))
                            .train(policy, teacher, TinyTraining.rows(24, 5), context);
                }
            }
            case GRPO -> group(GroupPolicyTrainer.Baseline.GROUP, policy, walk, context);
            case RLOO -> group(GroupPolicyTrainer.Baseline.LEAVE_ONE_OUT, policy, walk, context);
            case PPO -> {
                try (Decoder reference = policy.copy();
                        Decoder value = policy.withHead(DecoderConfig.Head.REWARD, new Seed(4))) {
                    yield ppo(policy, reference, new ValueFunction.Model(value), walk, context);
                }
            }
            case PPO_HEAD -> {
                try (Decoder reference = policy.copy();
                        ValueFunction.Head value = ValueFunction.Head.over(policy)) {
                    yield ppo(policy, reference, value, walk, context);
                }
            }
            case ONLINE_DPO -> online(OnlinePreferenceTrainer.Method.ONLINE_DPO, policy, walk, context);
            case XPO -> online(OnlinePreferenceTrainer.Method.XPO, policy, walk, context);
            case NASH_MD -> online(OnlinePreferenceTrainer.Method.NASH_MD, policy, walk, context);
        };
    }

    private static TrainingCurves dpo(PreferenceLoss loss, Decoder policy, Optimisation walk, TrainingContext context) {
        try (Decoder reference = TinyTraining.decoder(TinyTraining.Kind.SFT, 4)) {
            return new DpoTrainer(walk, loss, DpoTrainer.Passes.ONE, true)
                    .train(policy, reference, TinyTraining.pairs(24, 5), context);
        }
    }

    private static TrainingCurves unpaired(
            UnpairedTrainer.Method method, Decoder policy, Optimisation walk, TrainingContext context) {
        RandomGenerator random = new Seed(6).generator();
        List<int[]> prompts = new ArrayList<>();
        List<int[]> answers = new ArrayList<>();
        boolean[] good = new boolean[24];
        for (int i = 0; i < good.length; i++) {
            prompts.add(random.ints(2 + random.nextInt(6), 0, TinyTraining.VOCABULARY)
                    .toArray());
            answers.add(random.ints(1 + random.nextInt(8), 0, TinyTraining.VOCABULARY)
                    .toArray());
            good[i] = i % 3 > 0;
        }
        // a reference that the policy has already left, so that KTO's z0 is not 0
        try (Decoder reference = TinyTraining.decoder(TinyTraining.Kind.SFT, 4)) {
            return new UnpairedTrainer(walk, new UnpairedTrainer.Options(method, .3, 1, 1.2), BatchPlan.SHUFFLED)
                    .train(policy, reference, UnpairedTrainer.mismatched(prompts, answers, good), context);
        }
    }

    private static List<StepRow> solutions() {
        RandomGenerator random = new Seed(8).generator();
        List<StepRow> solutions = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            int length = 6 + random.nextInt(8);
            int[] ends = {2 + random.nextInt(2), length - 1};
            solutions.add(new StepRow(
                    random.ints(length, 0, TinyTraining.VOCABULARY).toArray(), ends, new double[] {1, i % 2}));
        }
        return solutions;
    }

    static List<int[]> prompts() {
        List<int[]> prompts = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            prompts.add(new int[] {1 + i, 7, 20 + i});
        }
        return prompts;
    }

    static PolicyObjective objective() {
        return new PolicyObjective(
                PolicyLoss.Clip.ppo(.2),
                KlLoss.corrected(.05),
                new AnswerAggregation.TokenMean(),
                1,
                Double.POSITIVE_INFINITY,
                1,
                .01);
    }

    static GroupPolicyTrainer.Options groups(GroupPolicyTrainer.Baseline baseline) {
        return new GroupPolicyTrainer.Options(baseline, .01, 4, 3, 2, 2, 5, Set.of(END), LIMIT);
    }

    private static TrainingCurves group(
            GroupPolicyTrainer.Baseline baseline, Decoder policy, Optimisation walk, TrainingContext context) {
        try (Decoder reference = policy.copy()) {
            return new GroupPolicyTrainer(walk, objective(), groups(baseline))
                    .train(policy, reference, prompts(), EVEN, context);
        }
    }

    private static TrainingCurves ppo(
            Decoder policy, Decoder reference, ValueFunction value, Optimisation walk, TrainingContext context) {
        return new PpoTrainer(walk, ppo()).train(policy, reference, value, prompts(), EVEN, context);
    }

    private static PpoTrainer.Options ppo() {
        return new PpoTrainer.Options(
                .2,
                new ValueObjective(.5, 1),
                Optimisation.adamw(8, 1, .02),
                1,
                .95,
                new AdaptiveKl(.02, 2, 100),
                KlEstimator.K1,
                false,
                .1,
                1,
                6,
                2,
                2,
                5,
                Set.of(END),
                LIMIT);
    }

    static OnlinePreferenceTrainer.Options online(OnlinePreferenceTrainer.Method method) {
        return new OnlinePreferenceTrainer.Options(
                method, PreferenceLoss.sigmoid(.3), 1e-2, .1, .5, 6, 1, 5, Set.of(END), LIMIT);
    }

    private static TrainingCurves online(
            OnlinePreferenceTrainer.Method method, Decoder policy, Optimisation walk, TrainingContext context) {
        try (Decoder reference = policy.copy()) {
            return new OnlinePreferenceTrainer(walk, online(method))
                    .train(policy, reference, prompts(), PairJudge.byReward(EVEN, .1, false), context);
        }
    }
}
