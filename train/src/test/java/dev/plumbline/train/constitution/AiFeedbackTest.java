package dev.plumbline.train.constitution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Preference;
import dev.plumbline.core.Seed;
import dev.plumbline.model.RanksAnswers;
import dev.plumbline.model.ScoresText;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class AiFeedbackTest {
    private static final Constitution TWO = new Constitution(
            "two",
            "1",
            List.of(new Principle("safe", "Be safe.", 3, "test"), new Principle("kind", "Be kind.", 1, "test")),
            Prompts.ENGLISH);
    private static final Seed SEED = new Seed(1);

    private static AnswerPair pair(String a, String b) {
        return new AnswerPair(Conversation.ask("how ?"), a, b);
    }

    /// Says of each pair what the table says under each principle.
    private static PrincipleJudge table(Map<String, double[]> odds) {
        return (principle, pairs) -> odds.getOrDefault(principle.id(), new double[pairs.size()]);
    }

    private static AiFeedback strongest(double low, double high) {
        return new AiFeedback(TWO, AiFeedback.Decision.STRONGEST, low, high, .1);
    }

    @Nested
    class Labels {
        @Test
        void theLabelIsThatOfThePrincipleItCitesAndClamped() {
            List<AnswerPair> pairs = List.of(pair("a", "b"), pair("c", "d"), pair("e", "f"));
            List<AiLabel> labels = strongest(.4, .6)
                    .label(
                            table(Map.of("safe", new double[] {2, 0, 0}, "kind", new double[] {-1, -3, .1})),
                            pairs,
                            SEED);

            assertThat(labels).extracting(AiLabel::decidedBy).containsExactly("safe", "kind", "");
            assertThat(labels).extracting(AiLabel::probability).containsExactly(.6, .4, .5);
            assertThat(labels.getFirst().byPrinciple().get("safe")).isCloseTo(1 / (1 + Math.exp(-2)), within(1e-12));
        }

        @Test
        void aHeavyPrincipleBeatsASurerLightOne() {
            List<AiLabel> labels = strongest(0, 1)
                    .label(
                            table(Map.of("safe", new double[] {1}, "kind", new double[] {-9})),
                            List.of(pair("a", "b")),
                            SEED);

            // 3 (2 sigma(1) - 1) = 1.39 is more than 1 (1 - 2 sigma(-9)) = 1.00
            assertThat(labels.getFirst().decidedBy()).isEqualTo("safe");
        }

        @Test
        void drawnPrinciplesComeInProportionToTheirWeights() {
            List<AnswerPair> pairs =
                    IntStream.range(0, 2000).mapToObj(i -> pair("a", "b")).toList();
            PrincipleJudge sure =
                    (principle, all) -> all.stream().mapToDouble(one -> 3).toArray();
            List<AiLabel> labels = new AiFeedback(TWO, AiFeedback.Decision.DRAWN, 0, 1, .1).label(sure, pairs, SEED);

            long safe = labels.stream()
                    .filter(label -> label.decidedBy().equals("safe"))
                    .count();
            assertThat(safe).isBetween(1420L, 1580L);
        }

        @Test
        void copiesFollowTheProbability() {
            AiLabel label = new AiLabel(pair("good", "bad"), Map.of("safe", .8), "safe", .8);

            assertThat(label.preferences(1)).extracting(Preference::chosen).containsExactly("good");
            assertThat(label.preferences(10))
                    .extracting(Preference::chosen)
                    .hasSize(10)
                    .containsOnly("good", "bad");
            assertThat(label.preferences(10).stream()
                            .filter(p -> p.chosen().equals("good"))
                            .count())
                    .isEqualTo(8);
        }

        @Test
        void whatNoPrincipleDecidesTeachesNothing() {
            assertThat(new AiLabel(pair("a", "b"), Map.of("safe", .5), "", .5).preferences(4))
                    .isEmpty();
            assertThat(new AiLabel(pair("a", "a"), Map.of("safe", .9), "safe", .9).preferences(4))
                    .isEmpty();
        }

        @Test
        void aJudgeThatSaysNothingOrNonsenseIsRefused() {
            assertThatThrownBy(() ->
                            strongest(0, 1).label((principle, pairs) -> new double[0], List.of(pair("a", "b")), SEED))
                    .isInstanceOf(PlumblineException.class)
                    .hasMessageContaining("0 values for 1 pairs under \"safe\"");
            assertThatThrownBy(() -> strongest(0, 1)
                            .label((principle, pairs) -> new double[] {Double.NaN}, List.of(pair("a", "b")), SEED))
                    .hasMessageContaining("must be finite");
        }
    }

    @Nested
    class Judges {
        @Test
        void aLikingForWhatStandsFirstCancels() {
            RanksAnswers first = (prompt, replies) -> new double[] {-.1, -3};
            double[] odds = PrincipleJudge.choosing(first, Prompts.ENGLISH)
                    .logOdds(TWO.principle("safe"), List.of(pair("a", "b")));

            assertThat(odds[0]).isCloseTo(0, within(1e-12));
        }

        @Test
        void aChoiceBetweenTextsSurvivesTheSwap() {
            RanksAnswers likesGood = (prompt, replies) ->
                    prompt.lastContent().contains("(A) good") ? new double[] {-1, -3} : new double[] {-3, -1};
            double[] odds = PrincipleJudge.choosing(likesGood, Prompts.ENGLISH)
                    .logOdds(TWO.principle("safe"), List.of(pair("good", "bad"), pair("bad", "good")));

            assertThat(odds).containsExactly(new double[] {2, -2}, within(1e-12));
        }

        @Test
        void aRefusalToChooseIsUndecided() {
            RanksAnswers silent =
                    (prompt, replies) -> new double[] {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
            assertThat(PrincipleJudge.choosing(silent, Prompts.ENGLISH)
                            .logOdds(TWO.principle("safe"), List.of(pair("a", "b"))))
                    .containsExactly(0);
        }

        @Test
        void critiquesCompareAnswersOneAtATime() {
            ScoresText critic = candidates -> candidates.stream()
                    .map(one -> {
                        boolean bad = one.prompt().messages().get(1).content().equals("bad");
                        boolean says = one.answer().equals(Prompts.ENGLISH.faulty());
                        return new double[] {bad == says ? -.5 : -2};
                    })
                    .toList();
            double[] odds = PrincipleJudge.criticising(critic, Prompts.ENGLISH)
                    .logOdds(TWO.principle("safe"), List.of(pair("good", "bad"), pair("bad", "bad")));

            // with s = sigma(+-1.5) the log-odds of (1 + tanh .75) / 2 are 1.5
            assertThat(odds).containsExactly(new double[] {1.5, 0}, within(1e-12));
        }

        @Test
        void aCriticThatIsSureThatBothAreSoundIsUndecided() {
            ScoresText critic = candidates -> candidates.stream()
                    .map(one -> {
                        double doubt = one.prompt().messages().get(1).content().equals("a") ? -9 : -12;
                        return new double[] {one.answer().equals(Prompts.ENGLISH.faulty()) ? doubt : 0};
                    })
                    .toList();
            double[] odds = PrincipleJudge.criticising(critic, Prompts.ENGLISH)
                    .logOdds(TWO.principle("safe"), List.of(pair("a", "b")));

            assertThat(odds[0]).isCloseTo(0, within(1e-3));
        }

        @Test
        void placeholdersWithinAnswersAreLeftAlone() {
            Conversation asked =
                    Prompts.ENGLISH.comparisonOf(Conversation.ask("how ?"), "{second}", "x$1", TWO.principle("kind"));
            assertThat(asked.lastContent()).contains("(A) {second}", "(B) x$1", "Be kind.", "user: how ?");
        }
    }

    @Nested
    class Conflicts {
        private final List<AiLabel> labels = strongest(0, 1)
                .label(
                        table(Map.of(
                                "safe", new double[] {2, 2, 0, -2, 0},
                                "kind", new double[] {2, -2, 2, 2, 0})),
                        IntStream.range(0, 5).mapToObj(i -> pair("a" + i, "b")).toList(),
                        SEED);
        private final PrincipleConflicts found = PrincipleConflicts.of(labels, .1);

        @Test
        void pairsOnWhichTwoPrinciplesDisagreeAreListed() {
            assertThat(found.conflicts())
                    .containsExactly(new PrincipleConflicts.Conflict("kind", "safe", List.of(1, 3)));
            assertThat(found.rate(found.conflicts().getFirst()).value()).isEqualTo(.4);
        }

        @Test
        void pairsThatNoPrincipleDecidesAreListed() {
            assertThat(found.gaps()).containsExactly(4);
            assertThat(found.gapRate().n()).isEqualTo(5);
            assertThat(found.decisions()).isEqualTo(Map.of("safe", 3, "kind", 1));
        }
    }

    @Nested
    class Hybrids {
        @Test
        void theMixtureHasTheShareThatWasAskedFor() {
            List<String> model = IntStream.range(0, 90).mapToObj(i -> "m" + i).toList();
            List<String> people = IntStream.range(0, 30).mapToObj(i -> "p" + i).toList();

            List<String> half = AiFeedback.hybrid(model, people, .5, SEED);
            assertThat(half).hasSize(60).doesNotHaveDuplicates();
            assertThat(half.stream().filter(one -> one.startsWith("p")).count()).isEqualTo(30);
            List<String> quarter = AiFeedback.hybrid(model, people, .25, SEED);
            assertThat(quarter).hasSize(120);
            assertThat(AiFeedback.hybrid(model, people, .5, SEED)).isEqualTo(half);
        }

        @Test
        void oneSideAloneIsNoMixture() {
            assertThatThrownBy(() -> AiFeedback.hybrid(List.of("m"), List.of(), .5, SEED))
                    .isInstanceOf(PlumblineException.class)
                    .hasMessageContaining("1 by the model and 0 by people");
        }
    }
}
