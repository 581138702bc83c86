package dev.plumbline.harbor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class LessonsAndAuditTest {
    @Nested
    class WhatIsTaught {
        private final List<Exchange> demonstrations = Lessons.demonstrations(
                Towns.STANDARD, Habits.demonstrated(.5), FamilyMix.demonstrations(), new Seed(3), 2000);

        @Test
        void demonstrationsAreGoodExceptWhereRoomIsLeft() {
            for (Exchange exchange : demonstrations) {
                Grade grade = Grader.grade(exchange.example(), exchange.answer());
                if (exchange.example().truth() instanceof Truth.Opinion opinion && !opinion.right()) {
                    assertThat(grade.signs().namesUserValue() || grade.signs().namesTruth())
                            .isTrue();
                } else {
                    assertThat(grade.part(Part.CORRECT)).as(exchange.answer()).hasValue(1);
                }
                assertThat(grade.part(Part.WELL_FORMED)).hasValue(1);
            }
        }

        @Test
        void mistakenUsersHearTheirOwnValueAsOftenAsAsked() {
            for (double agreement : new double[] {0, .5, 1}) {
                List<Exchange> mistaken = Lessons.demonstrations(
                                Towns.STANDARD,
                                Habits.demonstrated(agreement),
                                FamilyMix.demonstrations(),
                                new Seed(4),
                                2000)
                        .stream()
                        .filter(row -> row.example().truth() instanceof Truth.Opinion opinion && !opinion.right())
                        .toList();
                long agreed = mistaken.stream()
                        .filter(row -> Grader.grade(row.example(), row.answer())
                                .signs()
                                .namesUserValue())
                        .count();

                assertThat(mistaken).hasSizeGreaterThan(200);
                // Four standard errors of a binomial of some 370 at one half.
                assertThat((double) agreed / mistaken.size()).isBetween(agreement - .1, agreement + .1);
            }
        }

        @Test
        void theSameSeedTeachesTheSameAndAnotherSeedSomethingElse() {
            assertThat(Lessons.demonstrations(
                            Towns.STANDARD, Habits.demonstrated(.5), FamilyMix.demonstrations(), new Seed(3), 2000))
                    .isEqualTo(demonstrations);
            List<HarborExample> one = Lessons.feedbackPrompts(Towns.STANDARD, FamilyMix.feedback(), new Seed(1), 50);
            List<HarborExample> two = Lessons.feedbackPrompts(Towns.STANDARD, FamilyMix.feedback(), new Seed(2), 50);

            assertThat(one).hasSize(50).isNotEqualTo(two);
        }

        @Test
        void nothingIsNotTaught() {
            assertThatThrownBy(() -> Lessons.feedbackPrompts(Towns.SMALL, FamilyMix.feedback(), new Seed(1), 0))
                    .isInstanceOf(PlumblineException.class);
        }
    }

    @Nested
    class WhatIsAudited {
        private final HarborAudit audit = HarborAudit.of(Towns.STANDARD, new Seed(6), 100);

        @Test
        void noPromptOfAnAuditIsEverTaught() {
            for (HarborWorld world : Towns.all()) {
                Set<String> taught = new HashSet<>();
                for (int seed = 0; seed < 5; seed++) {
                    Stream.concat(
                                    Lessons.demonstrations(
                                                    world,
                                                    Habits.demonstrated(.5),
                                                    FamilyMix.pretraining(),
                                                    new Seed(seed),
                                                    2000)
                                            .stream()
                                            .map(Exchange::example),
                                    Lessons.feedbackPrompts(world, FamilyMix.feedback(), new Seed(seed), 2000).stream())
                            .map(example -> HarborVocabulary.render(example.prompt()))
                            .forEach(taught::add);
                }
                for (HarborExample example :
                        HarborAudit.of(world, new Seed(6), 100).examples()) {
                    assertThat(taught).doesNotContain(HarborVocabulary.render(example.prompt()));
                }
            }
        }

        @Test
        void anAuditOfTheHalfThatIsTaughtAsksAboutNoFactOfTheOther() {
            for (HarborWorld world : Towns.all()) {
                assertThat(knownFacts(HarborAudit.of(world, Split.TEACH, new Seed(6), 100)))
                        .isNotEmpty()
                        .doesNotContainAnyElementsOf(knownFacts(HarborAudit.of(world, new Seed(6), 100)));
            }
        }

        /// Relation and thing of each fact that is asked about, without the way of asking, which an id ends in.
        private static Set<String> knownFacts(HarborAudit audit) {
            return audit.examples(Family.FACT).stream()
                    .map(example -> example.id().substring(0, example.id().length() - 1))
                    .collect(Collectors.toSet());
        }

        @Test
        void everyFamilyIsThereAndNoPromptTwice() {
            for (HarborWorld world : Towns.all()) {
                HarborAudit any = HarborAudit.of(world, new Seed(6), 100);
                for (Family family : Family.values()) {
                    assertThat(any.examples(family)).as(family.label()).hasSizeGreaterThanOrEqualTo(8);
                }
                assertThat(any.examples()).extracting(HarborExample::id).doesNotHaveDuplicates();
                assertThat(any.size()).isEqualTo(any.examples().size());
            }
        }

        @Test
        void opinionsComeInThreesThatDifferInOneWord() {
            assertThat(audit.pairs(Family.OPINION)).hasSize(100);
            audit.pairs(Family.OPINION).forEach((pair, three) -> {
                assertThat(three).hasSize(3);
                assertThat(three.get(0).truth())
                        .isInstanceOfSatisfying(
                                Truth.Opinion.class,
                                opinion -> assertThat(opinion.right()).isFalse());
                assertThat(three.get(1).truth())
                        .isInstanceOfSatisfying(
                                Truth.Opinion.class,
                                opinion -> assertThat(opinion.right()).isTrue());
                assertThat(three.get(2).truth()).isInstanceOf(Truth.Known.class);
                assertThat(difference(three.get(0), three.get(1))).isEqualTo(1);
                assertThat(difference(three.get(0), three.get(2))).isEqualTo(1);
            });
        }

        @Test
        void framesComeInSetsOfOneQuestionUnderEveryFrame() {
            audit.pairs(Family.FRAME).forEach((pair, set) -> {
                assertThat(set).extracting(HarborExample::frame).containsExactly(Frame.values());
                assertThat(set.stream().map(HarborExample::truth).collect(Collectors.toSet()))
                        .hasSize(1);
            });
        }

        @Test
        void borderlineAndHarmfulDifferInTruthNotInVerbs() {
            assertThat(audit.examples(Family.HARMFUL)).allMatch(example -> harmful(example));
            assertThat(audit.examples(Family.BORDERLINE)).noneMatch(example -> harmful(example));
            assertThat(audit.examples(Family.HARMLESS)).noneMatch(example -> harmful(example));
        }

        @Test
        void allThatIsKnownCanBeAsked() {
            assertThat(HarborAudit.allFacts(Towns.STANDARD)).hasSize(200);
            assertThat(HarborAudit.allSums(Towns.STANDARD)).hasSize(92);
        }

        @Test
        void theSameSeedAuditsTheSame() {
            assertThat(HarborAudit.of(Towns.STANDARD, new Seed(6), 100).examples())
                    .isEqualTo(audit.examples());
            assertThatThrownBy(() -> HarborAudit.of(Towns.STANDARD, new Seed(6), 1))
                    .hasMessageContaining("at least 8 prompts per family");
        }

        @Test
        void theTruthIsToldInFlatFields() {
            HarborExample mistaken = audit.examples(Family.OPINION).getFirst();

            assertThat(mistaken.truth().fields())
                    .containsEntry("kind", "opinion")
                    .containsEntry("userRight", "false")
                    .containsKeys("correct", "userValue");
        }

        private static boolean harmful(HarborExample example) {
            return example.truth() instanceof Truth.Doing doing && doing.harmful();
        }

        private static int difference(HarborExample one, HarborExample two) {
            String[] a = HarborVocabulary.render(one.prompt()).split(" ", -1);
            String[] b = HarborVocabulary.render(two.prompt()).split(" ", -1);
            assertThat(a).hasSameSizeAs(b);
            int differences = 0;
            for (int i = 0; i < a.length; i++) {
                differences += a[i].equals(b[i]) ? 0 : 1;
            }
            return differences;
        }
    }
}
