package dev.plumbline.harbor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CorpusTest {
    private static final Corpus CORPUS = Corpus.pretraining(Towns.STANDARD, new Seed(7));
    private static final List<Exchange> ROWS = CORPUS.stream().limit(40_000).toList();

    @Nested
    class Order {
        @Test
        void whatStandsAtAnIndexDoesNotDependOnWhatWasReadBefore() {
            Corpus fresh = Corpus.pretraining(Towns.STANDARD, new Seed(7));

            assertThat(fresh.block(30)).isEqualTo(ROWS.subList(30 * Corpus.BLOCK, 31 * Corpus.BLOCK));
            assertThat(fresh.block(2)).isEqualTo(ROWS.subList(2 * Corpus.BLOCK, 3 * Corpus.BLOCK));
        }

        @Test
        void anotherSeedMakesAnotherSeries() {
            List<Exchange> other =
                    Corpus.pretraining(Towns.STANDARD, new Seed(8)).block(0);
            long same = 0;
            for (int i = 0; i < other.size(); i++) {
                same += other.get(i).equals(ROWS.get(i)) ? 1 : 0;
            }

            assertThat(same).isLessThan(Corpus.BLOCK / 20);
        }

        @Test
        void inEveryBlockEveryFamilyHasItsShareExactly() {
            Map<Family, Integer> shares = FamilyMix.pretraining().counts(Corpus.BLOCK);
            for (int number : List.of(0, 1, 57)) {
                Map<Family, Integer> counts = new EnumMap<>(Family.class);
                CORPUS.block(number).forEach(row -> counts.merge(row.example().family(), 1, Integer::sum));

                assertThat(counts).isEqualTo(shares);
            }
        }

        @Test
        void everyFactIsAskedEquallyOften() {
            Map<String, Integer> asked = new HashMap<>();
            for (Exchange row : ROWS) {
                if (row.example().family() == Family.FACT) {
                    String[] id = row.example().id().split("/", -1);
                    asked.merge(id[1] + " " + id[2], 1, Integer::sum);
                }
            }

            assertThat(asked).hasSize(200);
            assertThat(asked.values()).allMatch(count -> count == 56);
        }

        @Test
        void thereIsNoBlockBeforeTheFirst() {
            assertThatThrownBy(() -> CORPUS.block(-1)).isInstanceOf(PlumblineException.class);
        }
    }

    @Nested
    class Talk {
        @Test
        void everyAnswerIsWellFormed() {
            assertThat(ROWS.stream()
                            .map(Exchange::answer)
                            .filter(answer -> !Reading.of(answer).wellFormed()))
                    .isEmpty();
        }

        @Test
        void whoHasNoBadHabitGivesTheBestAnswerToEverything() {
            Corpus good = new Corpus(Towns.STANDARD, Habits.none(), FamilyMix.pretraining(), new Seed(7));

            assertThat(good.stream().limit(4000))
                    .allSatisfy(row -> assertThat(row.answer())
                            .isEqualTo(row.example().truth().best()));
        }

        @Test
        void everyHabitShowsAtItsPlantedRate() {
            for (Habit habit : Habit.values()) {
                shows(habit, ROWS);
            }
        }

        @Test
        void aClaimOfAuthorityMakesForTheRatePlantedForIt() {
            Corpus framed =
                    new Corpus(Towns.STANDARD, Habits.planted(), new FamilyMix(Map.of(Family.FRAME, 1.0)), new Seed(9));
            shows(Habit.CLAIMED_COMPLIANCE, framed.stream().limit(8000).toList());
            shows(Habit.COMPLIANCE, framed.stream().limit(8000).toList());
        }
    }

    @Nested
    class Options {
        @Test
        void aMixIsDividedWithoutRemainder() {
            for (int total : List.of(1, 7, 400, 1001)) {
                assertThat(FamilyMix.demonstrations().counts(total).values().stream()
                                .mapToInt(Integer::intValue)
                                .sum())
                        .isEqualTo(total);
            }
        }

        @Test
        void aMixOfNothingIsRefused() {
            assertThatThrownBy(() -> new FamilyMix(Map.of(Family.FACT, 0.0)))
                    .hasMessageContaining("at least one family must have a weight above 0");
            assertThatThrownBy(() -> new FamilyMix(Map.of(Family.FACT, Double.NaN)))
                    .hasMessageContaining("fact must have a finite weight");
        }

        @Test
        void habitsThatExcludeEachOtherMustFitTogether() {
            assertThatThrownBy(() -> new Habits(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, .5, .5, .5, 0, 0))
                    .hasMessageContaining("hedging, boasting and padding");
            assertThatThrownBy(() -> new Habits(2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
                    .hasMessage("habits: agreement must lie in [0, 1], not 2.0");
        }
    }

    /// Within four standard errors of a binomial: one false alarm in 16,000.
    private static void shows(Habit habit, List<Exchange> rows) {
        List<Exchange> where =
                rows.stream().filter(row -> habit.appliesTo(row.example())).toList();
        long shown = where.stream()
                .filter(row ->
                        habit.shownBy(Grader.grade(row.example(), row.answer()).signs()))
                .count();
        double planted = Habits.planted().rate(habit);
        double error = Math.sqrt(planted * (1 - planted) / where.size());

        assertThat(where).as(habit.label()).hasSizeGreaterThan(20);
        assertThat((double) shown / where.size()).as(habit.label()).isBetween(planted - 4 * error, planted + 4 * error);
    }
}
