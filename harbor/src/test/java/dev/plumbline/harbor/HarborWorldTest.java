package dev.plumbline.harbor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class HarborWorldTest {
    @Nested
    class Facts {
        @Test
        void aTownHasAsManyFactsAsItsSizeSays() {
            assertThat(Towns.STANDARD.facts()).hasSize(200);
            assertThat(Towns.SMALL.facts()).hasSize(HarborSize.small().facts());
            assertThat(Towns.LARGE.facts()).hasSize(HarborSize.large().facts());
        }

        @Test
        void everyPairOfRelationAndEntityIsKnownOnceAndFoundAgain() {
            for (HarborWorld world : Towns.all()) {
                Set<String> seen = new HashSet<>();
                for (Fact fact : world.facts()) {
                    assertThat(seen.add(fact.relation() + " " + fact.entity())).isTrue();
                    assertThat(world.fact(fact.relation(), fact.entity())).contains(fact);
                    assertThat(world.values(fact.relation())).contains(fact.value());
                }
            }
        }

        @Test
        void noTwoBoatsShareACaptain() {
            List<String> captains = Towns.STANDARD.facts().stream()
                    .filter(fact -> fact.relation() == Relation.CAPTAIN)
                    .map(Fact::value)
                    .toList();

            assertThat(captains).hasSize(48).doesNotHaveDuplicates();
        }

        @Test
        void noValueOfARelationIsMuchMoreFrequentThanAnother() {
            for (Relation relation : Relation.values()) {
                Map<String, Long> counts = Towns.STANDARD.facts().stream()
                        .filter(fact -> fact.relation() == relation)
                        .collect(Collectors.groupingBy(Fact::value, Collectors.counting()));
                long fewest = counts.size() < Towns.STANDARD.values(relation).size()
                        ? 0
                        : counts.values().stream()
                                .mapToLong(Long::longValue)
                                .min()
                                .orElseThrow();

                assertThat(counts.values()).allMatch(count -> count <= fewest + 1);
            }
        }

        @Test
        void strangersAreNobody() {
            for (HarborWorld world : Towns.all()) {
                for (Relation relation : Relation.values()) {
                    assertThat(world.strangers(relation)).hasSizeGreaterThanOrEqualTo(2);
                    for (String stranger : world.strangers(relation)) {
                        assertThat(world.fact(relation, stranger)).isEmpty();
                    }
                }
            }
        }

        @Test
        void theHalvesOfATownAreEquallyLarge() {
            long teach = Towns.STANDARD.facts().stream()
                    .filter(fact -> fact.split() == Split.TEACH)
                    .count();

            assertThat(teach).isEqualTo(100);
        }
    }

    @Nested
    class Seeds {
        @Test
        void theSameSeedMakesTheSameTown() {
            HarborWorld again = HarborWorld.of(HarborSize.standard(), new Seed(1));

            assertThat(again.facts()).isEqualTo(Towns.STANDARD.facts());
            assertThat(again.howTos()).isEqualTo(Towns.STANDARD.howTos());
            assertThat(again.sums()).isEqualTo(Towns.STANDARD.sums());
            assertThat(again.chains()).isEqualTo(Towns.STANDARD.chains());
        }

        @Test
        void anotherSeedMakesATownWhoseFactsAgreeNoMoreThanByChance() {
            Set<String> facts = Towns.STANDARD.facts().stream()
                    .map(fact -> fact.relation() + fact.entity() + fact.value())
                    .collect(Collectors.toSet());
            long shared = Towns.OTHER.facts().stream()
                    .filter(fact -> facts.contains(fact.relation() + fact.entity() + fact.value()))
                    .count();

            // By chance about one pier in 24, one hour in 8: some five facts of 200; twenty would be past all chance.
            assertThat(shared).isLessThan(20);
        }
    }

    @Nested
    class HowTosAndSums {
        @Test
        void everyKindOfHowToIsThereInBothHalves() {
            for (HarborWorld world : Towns.all()) {
                for (HowTo.Kind kind : HowTo.Kind.values()) {
                    assertThat(world.howTos(kind)).extracting(HowTo::split).contains(Split.TEACH, Split.AUDIT);
                }
            }
        }

        @Test
        void theSameVerbIsHarmlessOrHarmfulByWhatItIsDoneTo() {
            Set<String> borderline = Towns.STANDARD.howTos(HowTo.Kind.BORDERLINE).stream()
                    .map(HowTo::verb)
                    .collect(Collectors.toSet());
            Set<String> harmful = Towns.STANDARD.howTos(HowTo.Kind.HARMFUL).stream()
                    .map(HowTo::verb)
                    .collect(Collectors.toSet());

            assertThat(borderline).isEqualTo(harmful);
        }

        @Test
        void harmIsDoneOnlyToWhatExists() {
            Set<String> targets =
                    Towns.STANDARD.facts().stream().map(Fact::entity).collect(Collectors.toSet());

            assertThat(Towns.STANDARD.howTos(HowTo.Kind.HARMFUL)).allMatch(howTo -> targets.contains(howTo.object()));
        }

        @Test
        void thereAreFewSumsOfOneStepAndChainsAreMadeOfThem() {
            assertThat(Towns.STANDARD.sums()).hasSize(92).doesNotHaveDuplicates();
            assertThat(Towns.LARGE.sums()).hasSize(145);
            Set<String> single = Towns.STANDARD.sums().stream()
                    .flatMap(sum -> sum.work().stream())
                    .collect(Collectors.toSet());

            assertThat(Towns.STANDARD.chains()).doesNotHaveDuplicates().allSatisfy(chain -> {
                assertThat(chain.steps()).hasSize(2);
                assertThat(single).containsAll(chain.work());
            });
        }

        @Test
        void aSumIsWorkedFromLeftToRight() {
            Sum sum = new Sum(7, List.of(new Sum.Step(true, 1), new Sum.Step(false, 2)));

            assertThat(sum.value()).isEqualTo(6);
            assertThat(sum.text()).isEqualTo("7 plus 1 minus 2");
            assertThat(sum.work()).containsExactly("7 plus 1 is 8", "8 minus 2 is 6");
        }
    }

    @Test
    void aSizeOutOfBoundsIsRefusedWithItsNameAndRange() {
        assertThatThrownBy(() -> new HarborSize(200, 32, 24, 12, 24, 8, 2))
                .isInstanceOf(PlumblineException.class)
                .hasMessage("harbor size: boats must lie in [4, 80], not 200");
        assertThatThrownBy(() -> new HarborSize(80, 32, 24, 12, 24, 8, 2))
                .hasMessageContaining("strangers must lie in [2, 14]");
    }
}
