package dev.plumbline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.core.Seed;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.DecoderConfig;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.EngineOptions;
import dev.plumbline.train.loss.AnswerAggregation;
import dev.plumbline.train.loss.KlLoss;
import dev.plumbline.train.loss.PolicyLoss;
import dev.plumbline.train.loss.RolloutCorrection;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// How answers come about: turns with an environment, groups that are drawn again, tokens that are weighed or masked.
class RolloutTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    /// Ends half of all turns, so that there are several in an answer.
    private static final Set<Integer> ENDS = Set.copyOf(IntStream.range(0, TinyTraining.VOCABULARY)
            .filter(id -> id % 2 == 0)
            .boxed()
            .toList());
    private static final int OBSERVED = 41;

    /// Says two tokens after each of the first two turns, then ends.
    private static final Environment ECHO = open -> open.stream()
            .map(one -> observations(one) < 2 ? Environment.Reply.of(OBSERVED, one.prompt()[0]) : Environment.Reply.END)
            .toList();

    @BeforeAll
    static void exactArithmetic() {
        Engine.configure(EngineOptions.exact());
    }

    private static int observations(RewardFunction.Sampled one) {
        int count = 0;
        for (boolean own : one.own()) {
            count += own ? 0 : 1;
        }
        return count / 2;
    }

    private static List<RewardFunction.Sampled> sampled(Environment environment, int maxTokens, int batch) {
        return Engine.call(() -> {
            try (Decoder policy = TinyTraining.decoder(TinyTraining.Kind.SFT, 3)) {
                return new Rollouts(1, maxTokens, ENDS, batch, LIMIT)
                        .sample(
                                policy,
                                EveryTrainer.prompts(),
                                3,
                                IntStream.range(0, 6).toArray(),
                                environment,
                                new Seed(2));
            }
        });
    }

    private static GroupPolicyTrainer.Options options() {
        return new GroupPolicyTrainer.Options(GroupPolicyTrainer.Baseline.CENTRED, 0, 4, 3, 1, 1, 24, ENDS, LIMIT);
    }

    private static PolicyObjective plain(double temperature) {
        return new PolicyObjective(
                PolicyLoss.Clip.ppo(.2), KlLoss.none(), new AnswerAggregation.TokenMean(), temperature);
    }

    private static TrainingCurves train(
            GroupPolicyTrainer.Options options, RewardFunction reward, Environment environment, int steps) {
        return Engine.call(() -> {
            try (Decoder policy = TinyTraining.decoder(TinyTraining.Kind.SFT, 3);
                    Decoder reference = policy.copy()) {
                return new GroupPolicyTrainer(Optimisation.adamw(steps, 1, .02).withMicroBatch(6), plain(1), options)
                        .train(policy, reference, EveryTrainer.prompts(), reward, environment, TinyTraining.context(2));
            }
        });
    }

    @Nested
    class TurnsWithAnEnvironment {
        @Test
        void alternateAndTheObservationsAreNotLearned() {
            List<RewardFunction.Sampled> answers = sampled(ECHO, 40, 16);
            assertThat(answers).anyMatch(one -> observations(one) == 2);
            for (RewardFunction.Sampled one : answers) {
                TokenRow row = one.row();
                for (int t = 0; t < one.answer().length; t++) {
                    assertThat(row.learned()[one.prompt().length + t]).isEqualTo(one.own()[t]);
                    if (!one.own()[t] && (t == 0 || one.own()[t - 1])) {
                        assertThat(one.answer()[t]).isEqualTo(OBSERVED);
                        assertThat(one.answer()[t + 1]).isEqualTo(one.prompt()[0]);
                        assertThat(ENDS).contains(one.answer()[t - 1]);
                    }
                }
                assertThat(one.sampler()).hasSize(row.targets());
            }
        }

        @Test
        void areReadWithTheObservationsInBetween() {
            RewardFunction.Sampled one = sampled(ECHO, 40, 16).stream()
                    .filter(answer -> observations(answer) == 2)
                    .findFirst()
                    .orElseThrow();
            double[] read = Engine.call(() -> {
                try (Decoder policy = TinyTraining.decoder(TinyTraining.Kind.SFT, 3)) {
                    return new Rollouts(1, 40, ENDS, 4, LIMIT)
                            .logProbabilities(policy, List.of(one.row()))
                            .getFirst();
                }
            });
            // what the sampler saw, turn by turn, is what the trainer sees in one pass
            assertThat(read).containsExactly(one.sampler(), within(1e-4));
        }

        @Test
        void doNotDependOnWhatIsSampledBesideThem() {
            List<RewardFunction.Sampled> together = sampled(ECHO, 40, 18);
            List<RewardFunction.Sampled> apart = sampled(ECHO, 40, 1);
            for (int i = 0; i < together.size(); i++) {
                assertThat(apart.get(i).answer()).isEqualTo(together.get(i).answer());
                assertThat(apart.get(i).finished()).isEqualTo(together.get(i).finished());
            }
        }

        @Test
        void endUnfinishedAtTheLimits() {
            Environment talkative = open ->
                    open.stream().map(one -> Environment.Reply.of(OBSERVED)).toList();
            assertThat(sampled(talkative, 40, 16)).noneMatch(RewardFunction.Sampled::finished);
            assertThat(sampled(talkative, 12, 16))
                    .allMatch(one -> one.answer().length <= 12)
                    .noneMatch(RewardFunction.Sampled::finished);
        }

        @Test
        void teachAGroupMethod() {
            RewardFunction own = answers -> answers.stream()
                    .mapToDouble(one -> IntStream.range(0, one.answer().length)
                            .filter(t -> one.own()[t])
                            .mapToDouble(t -> one.answer()[t] < 24 ? 1 : 0)
                            .average()
                            .orElse(0))
                    .toArray();
            TrainingCurves curves = train(options(), own, ECHO, 40);
            List<TrainingCurves.Point> rewards = curves.byName().getOrDefault("reward", List.of());
            double before = rewards.subList(0, 5).stream()
                    .mapToDouble(TrainingCurves.Point::value)
                    .average()
                    .orElseThrow();
            double after = rewards.subList(35, 40).stream()
                    .mapToDouble(TrainingCurves.Point::value)
                    .average()
                    .orElseThrow();
            assertThat(after).isGreaterThan(before + .1);
        }

        @Test
        void ofAnEnvironmentThatMiscountsThrowsOrSaysNothingAreRefused() {
            assertThatThrownBy(() -> sampled(open -> List.of(), 40, 16)).hasMessageContaining("gave 0 replies to");
            assertThatThrownBy(() -> sampled(
                            open -> {
                                throw new IllegalStateException("no tool");
                            },
                            40,
                            16))
                    .hasMessageContaining("the environment failed")
                    .hasMessageContaining("no tool");
            assertThatThrownBy(() -> Environment.Reply.of()).hasMessageContaining("replied with nothing");
        }
    }

    @Nested
    class DynamicSampling {
        /// Tells only answers to the first two prompts apart.
        private final RewardFunction sparse = answers -> answers.stream()
                .mapToDouble(one -> one.prompt()[0] <= 2 ? one.answer()[0] : 1)
                .toArray();

        @Test
        void drawsUntilThereAreGroupsThatTeach() {
            AtomicInteger asked = new AtomicInteger();
            RewardFunction counted = answers -> {
                asked.addAndGet(answers.size());
                return sparse.rewards(answers);
            };
            TrainingCurves curves = train(options().drawing(6), counted, Environment.NONE, 3);
            assertThat(curves.byName().getOrDefault("drawings", List.of())).anyMatch(point -> point.value() > 1);
            assertThat(curves.byName().getOrDefault("grad-norm", List.of())).allMatch(point -> point.value() > 0);
            double drawings = curves.byName().getOrDefault("drawings", List.of()).stream()
                    .mapToDouble(TrainingCurves.Point::value)
                    .sum();
            assertThat(asked).hasValue((int) (drawings * 3 * 4));
        }

        @Test
        void fillsARoundUpWhenTheLastDrawingLeavesTooFew() {
            TrainingCurves curves =
                    train(options().drawing(3), answers -> new double[answers.size()], Environment.NONE, 2);
            assertThat(curves.last("drawings")).isEqualTo(3);
            assertThat(curves.last("flat-groups")).isEqualTo(1);
            assertThat(curves.last("grad-norm")).isZero();
        }

        @Test
        void withOneDrawingChangesNothing() {
            TrainingCurves once = train(options(), EveryTrainer.EVEN, Environment.NONE, 3);
            TrainingCurves explicit = train(options().drawing(1), EveryTrainer.EVEN, Environment.NONE, 3);
            assertThat(explicit.write()).isEqualTo(once.write());
        }
    }

    @Nested
    class Corrections {
        @Test
        void ofASamplerThatAgreesLeaveEveryTokenItsWeight() {
            RolloutCorrection truncated = new RolloutCorrection(RolloutCorrection.Kind.TRUNCATE, 0, 2);
            TrainingCurves corrected =
                    train(options().correcting(false, truncated), EveryTrainer.EVEN, Environment.NONE, 3);
            TrainingCurves plain = train(options(), EveryTrainer.EVEN, Environment.NONE, 3);
            assertThat(corrected.last("corrected")).isCloseTo(1, within(1e-4));
            assertThat(corrected.last("grad-norm")).isCloseTo(plain.last("grad-norm"), within(1e-3));
        }

        @Test
        void thatNoTokenPassesLeaveNothingToLearn() {
            RolloutCorrection strict = new RolloutCorrection(RolloutCorrection.Kind.MASK_TOKEN, 1.5, 2);
            TrainingCurves curves = train(options().correcting(false, strict), EveryTrainer.EVEN, Environment.NONE, 1);
            assertThat(curves.last("corrected")).isZero();
            assertThat(curves.last("grad-norm")).isZero();
        }

        @Test
        void areRefusedWhereTheSamplersProbabilitiesAreOfAnotherTemperature() {
            RolloutCorrection truncated = new RolloutCorrection(RolloutCorrection.Kind.TRUNCATE, 0, 2);
            GroupPolicyTrainer.Options options = options().correcting(false, truncated);
            assertThatThrownBy(() -> new GroupPolicyTrainer(Optimisation.adamw(1, 1, .1), plain(.7), options))
                    .hasMessageContaining("at temperature 1");
        }

        @Test
        void maskUnfinishedAnswersButCountTheirRewards() {
            GroupPolicyTrainer.Options never = new GroupPolicyTrainer.Options(
                    GroupPolicyTrainer.Baseline.CENTRED, 0, 4, 3, 1, 1, 5, Set.of(), LIMIT);
            TrainingCurves masked =
                    train(never.correcting(true, RolloutCorrection.none()), EveryTrainer.EVEN, Environment.NONE, 1);
            assertThat(masked.last("finished")).isZero();
            assertThat(masked.last("reward")).isPositive();
            assertThat(masked.last("grad-norm")).isZero();
        }
    }

    @Test
    void aRewardModelMayRewardWithoutHoldingUpTheEngine() {
        Engine.run(() -> {
            try (Decoder policy = TinyTraining.decoder(TinyTraining.Kind.SFT, 3);
                    Decoder reference = policy.copy();
                    Decoder model = policy.withHead(DecoderConfig.Head.REWARD, new Seed(4))) {
                TrainingCurves curves = new GroupPolicyTrainer(
                                Optimisation.adamw(2, 1, .02).withMicroBatch(6), plain(1), options())
                        .train(
                                policy,
                                reference,
                                EveryTrainer.prompts(),
                                new ModelReward(model, 8),
                                TinyTraining.context(2));
                assertThat(curves.last("reward")).isFinite().isNotZero();
                assertThatThrownBy(() -> new ModelReward(policy, 8)).hasMessageContaining("with a reward head");
            }
        });
    }

    @Test
    void expertIterationImitatesWhatWasGoodAndSaysWhenNothingWas() {
        BestOfSampler sampler = new BestOfSampler(4, 1, 5, Set.of(0), 24, LIMIT);
        Engine.run(() -> {
            try (Decoder policy = TinyTraining.decoder(TinyTraining.Kind.SFT, 3)) {
                List<ExpertIteration.Round> rounds = new ExpertIteration(
                                sampler, Double.NEGATIVE_INFINITY, 3, Optimisation.adamw(6, 6, .02))
                        .train(policy, EveryTrainer.prompts(), EveryTrainer.EVEN, TinyTraining.context(3));
                assertThat(rounds).hasSize(3).allMatch(round -> round.kept() == 6);
                assertThat(rounds.getLast().reward())
                        .isGreaterThan(rounds.getFirst().reward());
                assertThatThrownBy(() -> new ExpertIteration(sampler, 2, 1, Optimisation.adamw(1, 6, .02))
                                .train(policy, EveryTrainer.prompts(), EveryTrainer.EVEN, TinyTraining.context(3)))
                        .hasMessageContaining("none has a reward of 2.0 or more");
            }
        });
    }
}
