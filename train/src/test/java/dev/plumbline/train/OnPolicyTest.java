package dev.plumbline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Progress;
import dev.plumbline.core.Seed;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.DecoderConfig;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.EngineOptions;
import dev.plumbline.train.TinyTraining.Kind;
import dev.plumbline.train.loss.AdaptiveKl;
import dev.plumbline.train.loss.AnswerAggregation;
import dev.plumbline.train.loss.KlEstimator;
import dev.plumbline.train.loss.KlLoss;
import dev.plumbline.train.loss.PolicyLoss;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Methods that learn from their own samples, on a decoder of a few thousand weights and a reward that counts
/// tokens.
class OnPolicyTest {
    private static final int WANTED = 7;
    private static final int END = 0;
    private static final Duration LIMIT = Duration.ofSeconds(20);

    /// The share of an answer's tokens that are even.
    private static final RewardFunction EVEN = answers -> answers.stream()
            .mapToDouble(one -> (double) Arrays.stream(one.answer())
                            .filter(id -> id % 2 == 0)
                            .count()
                    / one.answer().length)
            .toArray();

    @TempDir
    Path folder;

    @BeforeAll
    static void exactArithmetic() {
        Engine.configure(EngineOptions.exact());
    }

    private static List<int[]> prompts() {
        List<int[]> prompts = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            prompts.add(new int[] {1 + i, WANTED, 20 + i});
        }
        return prompts;
    }

    private static PolicyObjective objective(PolicyLoss loss, double beta) {
        return new PolicyObjective(loss, KlLoss.corrected(beta), new AnswerAggregation.TokenMean(), 1);
    }

    private static GroupPolicyTrainer.Options group(GroupPolicyTrainer.Baseline baseline) {
        return new GroupPolicyTrainer.Options(baseline, .01, 4, 3, 2, 2, 5, Set.of(END), LIMIT);
    }

    private static Optimisation walk(int steps) {
        return Optimisation.adamw(steps, 1, .02).withMicroBatch(4);
    }

    @Test
    void aRoundOfOneUpdateIsNotReadBeforehandAndLearnsTheSame() {
        double[] unread = gradientsOfOneUpdate(0);
        double[] read = gradientsOfOneUpdate(1e-30); // any weight of the KL term in the reward has it read
        assertThat(TinyTraining.distance(unread, read)).isLessThan(1e-5);
        assertThat(Arrays.stream(unread).map(Math::abs).max().orElseThrow()).isGreaterThan(1e-3);
    }

    private static double[] gradientsOfOneUpdate(double klInReward) {
        GroupPolicyTrainer.Options options = new GroupPolicyTrainer.Options(
                GroupPolicyTrainer.Baseline.GROUP, klInReward, 4, 3, 1, 1, 5, Set.of(END), LIMIT);
        return Engine.call(() -> {
            try (Decoder policy = TinyTraining.decoder(Kind.SFT, 3);
                    Decoder reference = TinyTraining.decoder(Kind.SFT, 4)) {
                new GroupPolicyTrainer(walk(1), objective(PolicyLoss.Clip.ppo(.2), .05), options)
                        .train(policy, reference, prompts(), EVEN, TinyTraining.context(1));
                return policy.parameters().gradients().toDoubles();
            }
        });
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

    /// What a training left behind.
    @SuppressWarnings("ArrayRecordComponent") // compared element by element
    private record Result(float[] weights, String curves, TrainingCurves values) {}

    private static Result grpo(GroupPolicyTrainer trainer, RewardFunction reward, TrainingContext context) {
        return Engine.call(() -> {
            try (Decoder policy = TinyTraining.decoder(Kind.SFT, 3);
                    Decoder reference = policy.copy()) {
                TrainingCurves curves = trainer.train(policy, reference, prompts(), reward, context);
                return new Result(policy.parameters().values().toFloats(), curves.write(), curves);
            }
        });
    }

    private static Result ppo(Optimisation walk, TrainingContext context) {
        return Engine.call(() -> {
            try (Decoder policy = TinyTraining.decoder(Kind.SFT, 3);
                    Decoder reference = policy.copy();
                    Decoder value = policy.withHead(DecoderConfig.Head.REWARD, new Seed(4))) {
                TrainingCurves curves = new PpoTrainer(walk, ppo())
                        .train(policy, reference, new ValueFunction.Model(value), prompts(), EVEN, context);
                return new Result(policy.parameters().values().toFloats(), curves.write(), curves);
            }
        });
    }

    private static double mean(Result result, String curve, int from, int to) {
        return result.values().byName().getOrDefault(curve, List.of()).subList(from, to).stream()
                .mapToDouble(TrainingCurves.Point::value)
                .average()
                .orElseThrow();
    }

    @ParameterizedTest
    @EnumSource(GroupPolicyTrainer.Baseline.class)
    void rewardsRise(GroupPolicyTrainer.Baseline baseline) {
        GroupPolicyTrainer trainer =
                new GroupPolicyTrainer(walk(48), objective(PolicyLoss.Clip.ppo(.2), .01), group(baseline));
        Result result = grpo(trainer, EVEN, TinyTraining.context(2));
        assertThat(mean(result, "reward", 40, 48)).isGreaterThan(mean(result, "reward", 0, 8) + .1);
        assertThat(result.values().byName()).containsKeys("flat-groups", "length", "finished", "entropy", "kl");
    }

    @Test
    void theFirstUpdateOfARoundHasNoDriftAndNoKl() {
        GroupPolicyTrainer trainer = new GroupPolicyTrainer(
                walk(1), objective(PolicyLoss.Clip.ppo(.2), .1), group(GroupPolicyTrainer.Baseline.LEAVE_ONE_OUT));
        Result result = grpo(trainer, EVEN, TinyTraining.context(2));
        assertThat(result.values().last("drift")).isCloseTo(0, within(1e-9));
        assertThat(result.values().last("kl")).isCloseTo(0, within(1e-9));
    }

    @Test
    void proximalPolicyOptimisationRaisesTheScore() {
        Result result = ppo(walk(64), TinyTraining.context(2));
        assertThat(mean(result, "score", 56, 64)).isGreaterThan(mean(result, "score", 0, 8) + .1);
        assertThat(mean(result, "value-loss", 56, 64)).isLessThan(mean(result, "value-loss", 0, 4));
        assertThat(result.values().last("kl-coefficient")).isNotEqualTo(.02);
    }

    @Test
    void accumulationChangesNothing() {
        GroupPolicyTrainer.Options options = group(GroupPolicyTrainer.Baseline.GROUP);
        Result whole = grpo(
                new GroupPolicyTrainer(walk(2).withMicroBatch(12), objective(PolicyLoss.Clip.ppo(.2), .05), options),
                EVEN,
                TinyTraining.context(2));
        Result pieces = grpo(
                new GroupPolicyTrainer(walk(2).withMicroBatch(1), objective(PolicyLoss.Clip.ppo(.2), .05), options),
                EVEN,
                TinyTraining.context(2));
        assertThat(mean(pieces, "loss", 0, 1)).isCloseTo(mean(whole, "loss", 0, 1), within(1e-6));
        assertThat(mean(pieces, "grad-norm", 0, 1)).isCloseTo(mean(whole, "grad-norm", 0, 1), within(1e-5));
        assertThat(mean(ppo(walk(1).withMicroBatch(1), TinyTraining.context(2)), "grad-norm", 0, 1))
                .isCloseTo(
                        mean(ppo(walk(1).withMicroBatch(6), TinyTraining.context(2)), "grad-norm", 0, 1), within(1e-5));
    }

    @Nested
    class AStoppedTraining {
        private TrainingContext context(int stopAfter) {
            AtomicInteger asked = new AtomicInteger();
            return new TrainingContext(
                    "tiny", new Seed(7), folder, 1, Progress.NONE, () -> asked.incrementAndGet() >= stopAfter);
        }

        @Test
        void ofAGroupMethodEndsWithTheSameBits() {
            GroupPolicyTrainer trainer = new GroupPolicyTrainer(
                    walk(12), objective(PolicyLoss.Clip.ppo(.2), .05), group(GroupPolicyTrainer.Baseline.GROUP));
            Result undisturbed = grpo(trainer, EVEN, TinyTraining.context(folder.resolve("none"), 0, () -> false));
            assertThatThrownBy(() -> grpo(trainer, EVEN, context(6))).hasMessageContaining("after step 4");
            Result resumed = grpo(trainer, EVEN, context(100));
            assertThat(resumed.weights()).isEqualTo(undisturbed.weights());
            assertThat(resumed.curves()).isEqualTo(undisturbed.curves());
        }

        @Test
        void ofPpoEndsWithTheSameBits() {
            Result undisturbed = ppo(walk(12), TinyTraining.context(folder.resolve("none"), 0, () -> false));
            assertThatThrownBy(() -> ppo(walk(12), context(7))).hasMessageContaining("after step 4");
            Result resumed = ppo(walk(12), context(100));
            assertThat(resumed.weights()).isEqualTo(undisturbed.weights());
            assertThat(resumed.curves()).isEqualTo(undisturbed.curves());
        }
    }

    @Nested
    class ARewardFunction {
        private void assertRefused(RewardFunction reward, Duration limit, String message) {
            RewardFunction.Sampled one = new RewardFunction.Sampled(new int[] {1}, new int[] {2}, true);
            assertThatThrownBy(() -> reward.checked(List.of(one), limit))
                    .isInstanceOfSatisfying(
                            PlumblineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_DATA))
                    .hasMessageContaining(message);
        }

        @Test
        void thatThrowsHangsOrMiscountsIsRefused() {
            assertRefused(
                    answers -> {
                        throw new IllegalStateException("no judge");
                    },
                    LIMIT,
                    "no judge");
            assertRefused(answers -> new double[3], LIMIT, "3 values for 1 answers");
            assertRefused(answers -> new double[] {Double.POSITIVE_INFINITY}, LIMIT, "Infinity");
            assertRefused(
                    answers -> {
                        try {
                            Thread.sleep(60_000);
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                        return new double[1];
                    },
                    Duration.ofMillis(50),
                    "has not answered");
        }

        @Test
        void thatGivesEveryAnswerTheSameTeachesNothing() {
            GroupPolicyTrainer trainer = new GroupPolicyTrainer(
                    walk(2),
                    new PolicyObjective(PolicyLoss.Clip.ppo(.2), KlLoss.none(), new AnswerAggregation.AnswerMeans(), 1),
                    new GroupPolicyTrainer.Options(
                            GroupPolicyTrainer.Baseline.GROUP, 0, 4, 3, 2, 2, 5, Set.of(END), LIMIT));
            Result result = grpo(trainer, answers -> new double[answers.size()], TinyTraining.context(2));
            assertThat(result.values().last("flat-groups")).isEqualTo(1);
            assertThat(result.values().last("grad-norm")).isZero();
        }

        @Test
        void thatHasNothingToSayOfSomeAnswersLeavesThemOut() {
            GroupPolicyTrainer trainer = new GroupPolicyTrainer(
                    walk(2), objective(PolicyLoss.Clip.ppo(.2), 0), group(GroupPolicyTrainer.Baseline.GROUP));
            RewardFunction every2nd = answers -> {
                double[] rewards = EVEN.rewards(answers);
                Arrays.setAll(rewards, i -> i % 2 == 0 ? rewards[i] : Double.NaN);
                return rewards;
            };
            assertThat(grpo(trainer, every2nd, TinyTraining.context(2)).values().last("loss"))
                    .isFinite();
        }
    }

    @Test
    void theBestOfSeveralAnswersIsKept() {
        BestOfSampler sampler = new BestOfSampler(6, 1, 5, Set.of(END), 16, LIMIT);
        Engine.run(() -> {
            try (Decoder policy = TinyTraining.decoder(Kind.SFT, 3)) {
                List<BestOfSampler.Kept> kept =
                        sampler.best(policy, prompts(), EVEN, Double.NEGATIVE_INFINITY, new Seed(1));
                assertThat(kept).hasSize(6);
                List<TokenPair> pairs = sampler.pairs(policy, prompts(), EVEN, new Seed(1));
                assertThat(pairs).isNotEmpty().allMatch(pair -> pair.margin() > 0);
                assertThat(kept.getFirst().row().ids())
                        .isEqualTo(pairs.getFirst().chosen().ids());
            }
        });
    }
}
