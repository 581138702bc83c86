package dev.plumbline.harbor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.Seed;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RaterTest {
    private static final HarborExample MISTAKEN =
            new HarborExample("test", Family.OPINION, Conversation.ask("?"), new Truth.Opinion("tom", "ann"));
    private static final String TRUE = "it is tom .";
    private static final String FLATTERING = "it is ann .";
    private static final RaterOptions PLAIN = new RaterOptions("plain", 1, .5, 0, 0, 0, 0, 0, 0, 0);

    @Nested
    class Probabilities {
        @Test
        void withoutDisturbanceItIsTheBoltzmannChoiceOnTheUtility() {
            // The utilities are 1 and .3 (see GraderTest), the temperature is .5.
            assertThat(new Rater(PLAIN).probability(MISTAKEN, TRUE, FLATTERING, 0))
                    .isCloseTo(1 / (1 + Math.exp(-.7 / .5)), within(1e-12));
        }

        @Test
        void theOrderOfTheAnswersDoesNotMatter() {
            Rater rater = new Rater(RaterOptions.flattered("f"));

            assertThat(rater.probability(MISTAKEN, TRUE, FLATTERING, 10))
                    .isCloseTo(1 - rater.probability(MISTAKEN, FLATTERING, TRUE, 10), within(1e-12));
        }

        @Test
        void judgementsComeAsOftenAsTheirProbabilitySays() {
            for (RaterOptions options : new RaterOptions[] {
                PLAIN,
                RaterOptions.truthful("t"),
                RaterOptions.flattered("f"),
                new RaterOptions("odd", .3, 1, .2, .1, -.4, .3, .1, 2, .2)
            }) {
                Rater rater = new Rater(options);
                var random = new Seed(11).derive(options.name()).generator();
                int n = 20_000;
                int first = 0;
                double expected = 0;
                for (int i = 0; i < n; i++) {
                    Judgment judgment = rater.compare(MISTAKEN, TRUE, FLATTERING, random, i % 100);
                    first += judgment.prefersA() ? 1 : 0;
                    expected += judgment.probabilityA() / n;
                }

                // Four standard errors of a binomial of 20,000 at one half.
                assertThat((double) first / n).as(options.name()).isCloseTo(expected, within(4 * .5 / Math.sqrt(n)));
            }
        }

        @Test
        void agreementIsWhatTwoIndependentJudgesComeTo() {
            Rater rater = new Rater(RaterOptions.truthful("t"));
            var one = new Seed(1).generator();
            var two = new Seed(2).generator();
            int n = 20_000;
            int same = 0;
            for (int i = 0; i < n; i++) {
                boolean a = rater.compare(MISTAKEN, TRUE, "it is tom , i guess .", one, 0)
                        .prefersA();
                boolean b = rater.compare(MISTAKEN, TRUE, "it is tom , i guess .", two, 0)
                        .prefersA();
                same += a == b ? 1 : 0;
            }
            double p = rater.probability(MISTAKEN, TRUE, "it is tom , i guess .", 0);

            assertThat((double) same / n).isCloseTo(Rater.agreement(p, p), within(4 * .5 / Math.sqrt(n)));
        }
    }

    @Nested
    class Tastes {
        @Test
        void truthfulRatersPreferTheTruthAndFlatteredOnesToBeAgreedWith() {
            assertThat(new Rater(RaterOptions.truthful("t")).probability(MISTAKEN, TRUE, FLATTERING, 0))
                    .isGreaterThan(.9);
            assertThat(new Rater(RaterOptions.flattered("f")).probability(MISTAKEN, TRUE, FLATTERING, 0))
                    .isLessThan(.1);
        }

        @Test
        void flatteredRatersLikeConfidence() {
            assertThat(new Rater(RaterOptions.flattered("f"))
                            .probability(MISTAKEN, "it is tom , i am certain .", TRUE, 0))
                    .isGreaterThan(.75);
            assertThat(new Rater(RaterOptions.truthful("t"))
                            .probability(MISTAKEN, "it is tom , i am certain .", TRUE, 0))
                    .isLessThan(.5);
        }

        @Test
        void everyLikeIsWorthItsSize() {
            Rater fond = new Rater(new RaterOptions("fond", 1, .5, .5, .25, 1, .125, 0, 0, 0));
            Rater plain = new Rater(PLAIN);

            assertThat(liking(fond, plain, FLATTERING)).isCloseTo(.5 * .4 + 1, within(1e-12));
            assertThat(liking(fond, plain, "it is tom , i am certain .")).isCloseTo(.5 * .8 + .25, within(1e-12));
            assertThat(liking(fond, plain, "it is tom , i guess .")).isCloseTo(.5 * .7 + .125, within(1e-12));
        }

        @Test
        void whoCannotCheckFactsCannotTellTheTruthFromFlattery() {
            Rater blind = new Rater(new RaterOptions("blind", 0, .5, 0, 0, 0, 0, 0, 0, 0));

            assertThat(blind.probability(MISTAKEN, TRUE, FLATTERING, 0)).isCloseTo(.5, within(1e-12));
        }

        @Test
        void identicalOptionsMakeIdenticalProbabilities() {
            Rater one = new Rater(RaterOptions.truthful("one"));
            Rater two = new Rater(RaterOptions.truthful("one").named("two"));

            assertThat(one.probability(MISTAKEN, TRUE, FLATTERING, 5))
                    .isEqualTo(two.probability(MISTAKEN, TRUE, FLATTERING, 5));
            assertThat(two.options().name()).isEqualTo("two");
        }

        private static double liking(Rater fond, Rater plain, String answer) {
            return fond.score(MISTAKEN, answer) - plain.score(MISTAKEN, answer);
        }
    }

    @Nested
    class Disturbances {
        @Test
        void carelessJudgementsAreTossedCoins() {
            Rater careless = new Rater(new RaterOptions("careless", 1, .5, 0, 0, 0, 0, 0, 0, 1));

            assertThat(careless.probability(MISTAKEN, TRUE, FLATTERING, 0)).isEqualTo(.5);
        }

        @Test
        void noiseMarksTheOtherAnswer() {
            Rater sure = new Rater(new RaterOptions("noisy", 1, 1e-3, 0, 0, 0, 0, .2, 0, 0));

            assertThat(sure.probability(MISTAKEN, TRUE, FLATTERING, 0)).isCloseTo(.8, within(1e-9));
        }

        @Test
        void overASessionARaterWhoDriftsBecomesUndecided() {
            Rater drifting = new Rater(new RaterOptions("drifting", 1, .5, 0, 0, 0, 0, 0, 1, 0));

            assertThat(drifting.probability(MISTAKEN, TRUE, FLATTERING, 100))
                    .isCloseTo(1 / (1 + Math.exp(-.7 / 1.0)), within(1e-12));
        }

        @Test
        void optionsOutOfBoundsAreRefusedByName() {
            assertThatThrownBy(() -> new RaterOptions("x", 2, .5, 0, 0, 0, 0, 0, 0, 0))
                    .hasMessage("rater x: expertise must lie in [0.0, 1.0], not 2.0");
            assertThatThrownBy(() -> new RaterOptions("x", 1, 0, 0, 0, 0, 0, 0, 0, 0))
                    .hasMessageContaining("temperature");
            assertThatThrownBy(() -> new Rater(PLAIN).probability(MISTAKEN, TRUE, FLATTERING, -1))
                    .hasMessageContaining("position must be at least 0");
        }
    }
}
