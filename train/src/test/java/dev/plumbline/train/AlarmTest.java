package dev.plumbline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.core.Progress;
import dev.plumbline.core.Seed;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.DecoderConfig;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.EngineOptions;
import dev.plumbline.train.TinyTraining.Kind;
import dev.plumbline.train.loss.AnswerAggregation;
import dev.plumbline.train.loss.KlLoss;
import dev.plumbline.train.loss.PolicyLoss;
import dev.plumbline.train.loss.PreferenceLoss;
import dev.plumbline.train.watch.FallingBothAlarm;
import dev.plumbline.train.watch.RewardDistance;
import dev.plumbline.train.watch.Rule;
import dev.plumbline.train.watch.Warning;
import dev.plumbline.train.watch.Watch;
import dev.plumbline.train.watch.WatchedReward;
import dev.plumbline.train.watch.WindowAlarm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// Each alarm at its usual limit against a training that was set on fire, and against clean ones.
class AlarmTest {
    private static final int WANTED = 40;
    private static final int GROUP = 8;
    private static final int MOST_TOKENS = 14;

    /// A quarter of the vocabulary ends an answer, so that answers have about four tokens at first.
    private static final Set<Integer> ENDS = IntStream.range(0, 12).boxed().collect(Collectors.toSet());

    @BeforeAll
    static void exactArithmetic() {
        Engine.configure(EngineOptions.exact());
    }

    private static double share(RewardFunction.Sampled answer) {
        return (double) Arrays.stream(answer.answer())
                        .filter(id -> id == WANTED)
                        .count()
                / MOST_TOKENS;
    }

    private static double[] each(
            List<RewardFunction.Sampled> answers, java.util.function.ToDoubleFunction<RewardFunction.Sampled> reward) {
        return answers.stream().mapToDouble(reward).toArray();
    }

    /// Group-relative policy optimisation of a tiny decoder, watched by all alarms, live and after the fact.
    private static Set<String> alarms(RewardFunction reward, int rounds, double rate) {
        return Engine.call(() -> {
            try (Decoder policy = TinyTraining.decoder(Kind.SFT, 3);
                    Decoder reference = TinyTraining.decoder(Kind.SFT, 3)) {
                List<int[]> prompts = IntStream.range(0, 8)
                        .mapToObj(i -> new int[] {13 + i, 30, 21 + i})
                        .toList();
                Watch watch = Watch.usual();
                WatchedReward watched =
                        new WatchedReward(reward, GROUP, watch, (answers, rewards) -> Map.of(), Progress.NONE);
                GroupPolicyTrainer.Options options = new GroupPolicyTrainer.Options(
                        GroupPolicyTrainer.Baseline.GROUP,
                        0,
                        GROUP,
                        8,
                        1,
                        1,
                        MOST_TOKENS,
                        ENDS,
                        Duration.ofSeconds(20));
                PolicyObjective objective = new PolicyObjective(
                        PolicyLoss.Clip.ppo(.2), KlLoss.corrected(1e-4), new AnswerAggregation.TokenMean(), 1);
                TrainingCurves curves = new GroupPolicyTrainer(
                                Optimisation.adamw(rounds, 1, rate).withMicroBatch(64), objective, options)
                        .train(policy, reference, prompts, watched, TinyTraining.context(5));
                watch.over(curves);
                assertThat(watched.rounds()).hasSize(rounds);
                return watch.warnings().stream().map(Warning::alarm).collect(Collectors.toSet());
            }
        });
    }

    @Nested
    class OnPolicy {
        @Test
        void aRewardForOneTokenCollapsesEntropyRepeatsAndDrifts() {
            assertThat(alarms(answers -> each(answers, AlarmTest::share), 50, .02))
                    .contains("entropy", "repetition", "kl");
        }

        @Test
        void aRewardForLengthMakesAnswersLong() {
            assertThat(alarms(answers -> each(answers, one -> one.answer().length), 30, .02))
                    .contains("length");
        }

        @Test
        void aRewardForBrevityMakesThemShort() {
            assertThat(alarms(answers -> each(answers, one -> -one.answer().length), 30, .02))
                    .contains("length");
        }

        @Test
        void aRewardThatIsAlwaysTheSameTies() {
            assertThat(alarms(answers -> each(answers, one -> 1), 6, .001)).containsExactly("ties");
        }

        @Test
        void aHarmlessTrainingRaisesNoAlarm() {
            RandomGenerator random = new Seed(8).generator();
            assertThat(alarms(answers -> each(answers, one -> random.nextDouble()), 30, .0005))
                    .isEmpty();
        }

        @Test
        void neitherDoesASensibleRewardAtASensibleRate() {
            RewardFunction even = answers -> each(
                    answers,
                    one -> (double) Arrays.stream(one.answer())
                                    .filter(id -> id % 2 == 0)
                                    .count()
                            / one.answer().length);
            assertThat(alarms(even, 30, .0005)).isEmpty();
        }
    }

    @Nested
    class Pairs {
        /// Pairs of long answers that differ in one token: to part them is to push both away (Pal et al. 2024).
        private static List<TokenPair> nearlyAlike() {
            RandomGenerator random = new Seed(4).generator();
            List<TokenPair> pairs = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                int[] prompt = random.ints(4, 0, TinyTraining.VOCABULARY).toArray();
                int[] chosen = random.ints(12, 0, TinyTraining.VOCABULARY).toArray();
                int[] rejected = chosen.clone();
                rejected[1] = (rejected[1] + 1 + random.nextInt(40)) % TinyTraining.VOCABULARY;
                pairs.add(new TokenPair(TokenRow.answer(prompt, chosen), TokenRow.answer(prompt, rejected), 0));
            }
            return pairs;
        }

        private static List<Warning> train(List<TokenPair> pairs, double rate) {
            return Engine.call(() -> {
                try (Decoder policy = TinyTraining.decoder(Kind.DPO, 3);
                        Decoder reference = TinyTraining.decoder(Kind.DPO, 3)) {
                    TrainingCurves curves = new DpoTrainer(
                                    Optimisation.adamw(40, 12, rate),
                                    PreferenceLoss.sigmoid(.1),
                                    DpoTrainer.Passes.ONE,
                                    true)
                            .train(policy, reference, pairs, TinyTraining.context(5));
                    return Watch.usual().over(curves);
                }
            });
        }

        @Test
        void pairsNearlyAlikeAtAHighRateFallTogether() {
            assertThat(train(nearlyAlike(), .02)).extracting(Warning::alarm).containsOnly("falling-both");
        }

        @Test
        void ordinaryPairsAtAnOrdinaryRateDoNot() {
            assertThat(train(TinyTraining.pairs(24, 5), .0005)).isEmpty();
        }
    }

    @Nested
    class Distance {
        private static List<int[]> rows(int low, int high, long seed) {
            RandomGenerator random = new Seed(seed).generator();
            return IntStream.range(0, 400)
                    .mapToObj(i -> random.ints(4 + random.nextInt(6), low, high).toArray())
                    .toList();
        }

        @Test
        void wordsThatTheRewardModelNeverReadAreFarAway() {
            Engine.run(() -> {
                DecoderConfig config = TinyTraining.config(Kind.REWARD);
                try (Decoder model = Decoder.fresh(config, new Seed(2))) {
                    RewardDistance distance = RewardDistance.of(model, rows(0, 6, 1), 64);
                    double home = mean(distance.of(rows(0, 6, 2)));
                    double away = mean(distance.of(rows(40, 48, 3)));

                    // 400 rows of heavy-tailed squares; a tenth is ample
                    assertThat(home).isCloseTo(1, within(.15));
                    assertThat(away).isGreaterThan(2);
                    assertThat(raised(home)).isFalse();
                    assertThat(raised(away)).isTrue();
                }
            });
        }

        private static boolean raised(double distance) {
            WindowAlarm alarm = WindowAlarm.outOfDistribution(2);
            return IntStream.range(0, WindowAlarm.WINDOW)
                    .anyMatch(i -> alarm.observe(i, Map.of("reward-distance", distance))
                            .isPresent());
        }

        private static double mean(double[] values) {
            return Arrays.stream(values).average().orElseThrow();
        }
    }

    @Nested
    class Words {
        @Test
        void aWarningSaysWhatIsWrongByHowMuchAndWhatToDo() {
            WindowAlarm alarm = WindowAlarm.length(1.5);
            List<Warning> warnings = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                alarm.observe(i, Map.of("length", 10.0 + i)).ifPresent(warnings::add);
            }
            assertThat(warnings).hasSize(1);
            assertThat(warnings.getFirst().toString())
                    .isEqualTo(
                            "step 11, length: the mean length of an answer, in tokens, is 19.0, from 12.0 at first."
                                    + " The reward pays for length or against it; control for length, or look at what is written.");
        }

        @Test
        void anAlarmSpeaksAgainOnlyAfterTheTroubleHadPassed() {
            WindowAlarm alarm = new WindowAlarm("kl", "kl", 1, new Rule.Above(1), "KL is", "Stop.");
            List<Boolean> said = new ArrayList<>();
            for (double kl : new double[] {.5, 2, 3, .5, 2}) {
                said.add(alarm.observe(1, Map.of("kl", kl)).isPresent());
            }
            assertThat(said).containsExactly(false, true, false, false, true);
        }

        @Test
        void figuresThatAreNotThereAreNotMissed() {
            assertThat(WindowAlarm.kl(1).observe(1, Map.of("loss", 100.0))).isEmpty();
            assertThat(WindowAlarm.kl(1).observe(1, Map.of("answer-kl", Double.NaN)))
                    .isEmpty();
            assertThat(new FallingBothAlarm(1).observe(1, Map.of("chosen", -9.0)))
                    .isEmpty();
        }
    }
}
