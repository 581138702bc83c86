package dev.plumbline.train.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.train.RewardFunction;
import dev.plumbline.train.RewardFunction.Sampled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ComposedRewardTest {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private static RewardFunction fixed(double... rewards) {
        return answers -> rewards.clone();
    }

    private static List<Sampled> answers(int... lengths) {
        return Arrays.stream(lengths)
                .mapToObj(length -> new Sampled(new int[] {1}, new int[length], true))
                .toList();
    }

    @Nested
    class Ensembles {
        private final List<RewardFunction> members = List.of(fixed(1, 5, Double.NaN), fixed(3, 5, 1), fixed(2, -1, 1));

        private double[] combined(RewardEnsemble.Combination combination) {
            return new RewardEnsemble(members, combination).checked(answers(1, 1, 1), LIMIT);
        }

        @Test
        void meanWorstCaseAndVarianceAreAsDefined() {
            assertThat(combined(new RewardEnsemble.Combination.Average())).containsExactly(2, 3, Double.NaN);
            assertThat(combined(new RewardEnsemble.Combination.WorstCase())).containsExactly(1, -1, Double.NaN);
            double[] penalised = combined(new RewardEnsemble.Combination.VariancePenalised(.5));
            // variances over members: ((1-2)^2 + (3-2)^2 + 0) / 3 = 2/3, and (4 + 4 + 16) / 3 = 8
            assertThat(penalised[0]).isCloseTo(2 - .5 * 2 / 3, within(1e-12));
            assertThat(penalised[1]).isCloseTo(3 - .5 * 8, within(1e-12));
            assertThat(penalised[2]).isNaN();
        }

        @Test
        void oneMemberIsNoEnsemble() {
            assertThatThrownBy(
                            () -> new RewardEnsemble(members.subList(0, 1), new RewardEnsemble.Combination.Average()))
                    .isInstanceOf(PlumblineException.class)
                    .hasMessageContaining("at least two members, not 1");
        }

        @Test
        void aMemberThatThrowsIsNamedAndNothingIsLearned() {
            RewardFunction broken = all -> {
                throw new IllegalStateException("no network");
            };
            assertThatThrownBy(() -> new RewardEnsemble(
                                    List.of(fixed(1), broken), new RewardEnsemble.Combination.WorstCase())
                            .checked(answers(1), LIMIT))
                    .isInstanceOf(PlumblineException.class)
                    .hasMessageContaining("no network");
        }
    }

    @Nested
    class Normalisation {
        @Test
        void theReferencesAnswersGetMeanZeroAndDeviationOne() {
            NormalisedReward normalised = NormalisedReward.on(answers(1, 1, 1, 1), fixed(2, 4, 6, 8), Double.MAX_VALUE);
            double[] rewards = normalised.rewards(answers(1, 1, 1, 1));

            assertThat(Arrays.stream(rewards).sum()).isCloseTo(0, within(1e-12));
            assertThat(Arrays.stream(rewards).map(r -> r * r).sum() / 3).isCloseTo(1, within(1e-12));
        }

        @Test
        void limitsHoldAndMissingRewardsStayMissing() {
            assertThat(new NormalisedReward(fixed(100, -100, Double.NaN), 0, 1, 3).rewards(answers(1, 1, 1)))
                    .containsExactly(3, -3, Double.NaN);
        }

        @Test
        void rewardsThatAreAllAlikeHaveNoScale() {
            assertThatThrownBy(() -> NormalisedReward.on(answers(1, 1), fixed(2, 2), 5))
                    .isInstanceOf(PlumblineException.class)
                    .hasMessageContaining("do not differ");
        }
    }

    @Nested
    class Control {
        /// Groups of four whose reward is what the prompt is worth, a price for length and for boasts, and chance.
        private final List<Sampled> answers = new ArrayList<>();

        private final double[] rewards = new double[400];
        private final double[] worth = new double[400];

        Control() {
            RandomGenerator random = new Seed(4).generator();
            for (int i = 0; i < rewards.length; i++) {
                int prompt = i / 4 % 3;
                int length = 3 + 4 * prompt + random.nextInt(4);
                int[] words = new int[length];
                words[0] = random.nextInt(2);
                answers.add(new Sampled(new int[] {1}, words, true));
                worth[i] = -2.0 * prompt + .1 * random.nextGaussian();
                rewards[i] = worth[i] + .5 * length + .8 * words[0];
            }
        }

        @Test
        void theSlopeIsFoundWithinPrompts() {
            LengthControlledReward controlled = LengthControlledReward.on(answers, 4, fixed(rewards));

            // between prompts length and worth run against each other: pooled, the slope would be near 0
            assertThat(controlled.slope()).isCloseTo(.5, within(.1));
            assertThat(controlled.usual()).isBetween(7.0, 10.0);
        }

        @Test
        void lengthAndStyleAreTakenOffTogether() {
            StyleControlledReward controlled = StyleControlledReward.on(
                    answers,
                    4,
                    fixed(rewards),
                    Map.of("length", one -> one.answer().length, "boasts", one -> one.answer()[0]));

            assertThat(controlled.prices().get("length")).isCloseTo(.5, within(.02));
            assertThat(controlled.prices().get("boasts")).isCloseTo(.8, within(.05));
            double[] left = controlled.rewards(answers);
            for (int i = 0; i < left.length; i++) {
                assertThat(left[i]).isCloseTo(worth[i], within(.5));
            }
        }

        @Test
        void whatDoesNotVaryHasNoPrice() {
            assertThatThrownBy(() -> LengthControlledReward.on(answers(3, 3, 5, 5), 2, fixed(1, 2, 3, 4)))
                    .isInstanceOf(PlumblineException.class)
                    .hasMessageContaining("no two answers to one prompt differ in length");
            assertThatThrownBy(() -> StyleControlledReward.on(
                            answers,
                            4,
                            fixed(rewards),
                            Map.of("a", one -> one.answer().length, "b", one -> 2.0 * one.answer().length)))
                    .hasMessageContaining("apart from the other marks");
        }
    }

    @Nested
    class Judges {
        private JudgeReward judge(double... logs) {
            return new JudgeReward(
                    (prompt, grades) -> logs,
                    one -> Conversation.ask("how good ?"),
                    List.of("1", "2", "3"),
                    new double[] {1, 2, 3});
        }

        @Test
        void theRewardIsTheExpectedGrade() {
            double[] rewards = judge(Math.log(.1), Math.log(.1), Math.log(.2)).rewards(answers(1));
            // probabilities .25, .25, .5 once brought to 1
            assertThat(rewards).containsExactly(new double[] {2.25}, within(1e-12));
        }

        @Test
        void aJudgeThatConsidersNoGradeHasNothingToSay() {
            double none = Double.NEGATIVE_INFINITY;
            assertThat(judge(none, none, none).rewards(answers(1))[0]).isNaN();
        }
    }
}
