package dev.plumbline.worlds.theory;

import static dev.plumbline.worlds.theory.DecisionPuzzle.Theory.CAUSAL;
import static dev.plumbline.worlds.theory.DecisionPuzzle.Theory.EVIDENTIAL;
import static dev.plumbline.worlds.theory.DecisionPuzzle.Theory.FUNCTIONAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.worlds.theory.RepeatedDilemma.Automaton;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class DecisionTest {
    @Nested
    class Puzzles {
        @Test
        void oneBoxIsBestFromTheThresholdOn() {
            double threshold = (1 + 1000.0 / 1_000_000) / 2;
            DecisionPuzzle above = DecisionPuzzle.newcomb(threshold + 1e-6, 1000, 1_000_000, 0.5);
            DecisionPuzzle below = DecisionPuzzle.newcomb(threshold - 1e-6, 1000, 1_000_000, 0.5);

            assertThat(above.best(EVIDENTIAL)).containsExactly("one box");
            assertThat(above.best(FUNCTIONAL)).containsExactly("one box");
            assertThat(above.best(CAUSAL)).containsExactly("both boxes");
            assertThat(below.best(FUNCTIONAL)).containsExactly("both boxes");
            assertThat(DecisionPuzzle.newcomb(0.99, 1000, 1_000_000, 0.5).outcome(CAUSAL))
                    .isEqualTo(11_000, within(1e-6));
        }

        @Test
        void theTheoriesPartWhereTheyShould() {
            assertThat(DecisionPuzzle.smokingLesion(0.9, 1, 100).best(EVIDENTIAL))
                    .containsExactly("abstain");
            assertThat(DecisionPuzzle.smokingLesion(0.9, 1, 100).best(CAUSAL)).containsExactly("act");
            assertThat(DecisionPuzzle.smokingLesion(0.9, 1, 100).best(FUNCTIONAL))
                    .containsExactly("act");
            assertThat(DecisionPuzzle.hitchhiker(0.99, 1e6, 1000).best(EVIDENTIAL))
                    .containsExactly("refuse");
            assertThat(DecisionPuzzle.hitchhiker(0.99, 1e6, 1000).best(FUNCTIONAL))
                    .containsExactly("pay");
            assertThat(DecisionPuzzle.mugging(1, 100, 10_000).best(FUNCTIONAL)).containsExactly("pay");
            assertThat(DecisionPuzzle.mugging(1, 100, 10_000).outcome(FUNCTIONAL))
                    .isEqualTo(4950, within(1e-9));
            assertThat(DecisionPuzzle.mugging(1, 100, 10_000).outcome(CAUSAL)).isZero();
        }

        @Test
        void aCloseEnoughTwinIsWorthCooperatingWith() {
            // 3 p > 5 (1 - p) + p, that is p > 5/7.
            RepeatedDilemma payoffs = RepeatedDilemma.axelrod(0);
            assertThat(DecisionPuzzle.twins(0.72, payoffs, 0.5).best(FUNCTIONAL))
                    .containsExactly("cooperate");
            assertThat(DecisionPuzzle.twins(0.71, payoffs, 0.5).best(FUNCTIONAL))
                    .containsExactly("defect");
            assertThat(DecisionPuzzle.twins(0.72, payoffs, 0.5).best(CAUSAL)).containsExactly("defect");
        }
    }

    @Nested
    class SourceAccess {
        @Test
        void agentsThatProveThingsMeetAsPublished() {
            assertThat(ModalAgent.FAIR.cooperatesWith(ModalAgent.FAIR)).isTrue();
            assertThat(ModalAgent.FAIR.cooperatesWith(ModalAgent.DEFECT)).isFalse();
            assertThat(ModalAgent.FAIR.cooperatesWith(ModalAgent.COOPERATE)).isTrue();
            assertThat(ModalAgent.PRUDENT.cooperatesWith(ModalAgent.PRUDENT)).isTrue();
            assertThat(ModalAgent.PRUDENT.cooperatesWith(ModalAgent.FAIR)).isTrue();
            assertThat(ModalAgent.FAIR.cooperatesWith(ModalAgent.PRUDENT)).isTrue();
            assertThat(ModalAgent.PRUDENT.cooperatesWith(ModalAgent.COOPERATE)).isFalse();
            assertThat(ModalAgent.PRUDENT.cooperatesWith(ModalAgent.DEFECT)).isFalse();
            assertThat(ModalAgent.COOPERATE.cooperatesWith(ModalAgent.DEFECT)).isTrue();
        }

        @Test
        void payoffsOfAutomataAreTheirDiscountedSums() {
            RepeatedDilemma game = RepeatedDilemma.axelrod(0.9);
            double againstNever = 0.1 * (0 + 0.9 / 0.1 * 1);

            assertThat(game.payoff(Automaton.titForTat(), Automaton.titForTat()))
                    .isEqualTo(3, within(1e-12));
            assertThat(game.payoff(Automaton.titForTat(), Automaton.never())).isEqualTo(againstNever, within(1e-12));
            assertThat(game.payoff(Automaton.never(), Automaton.pavlov())).isEqualTo((5 + 0.9) / 1.9, within(1e-12));
            assertThat(RepeatedDilemma.axelrod(0).payoff(Automaton.never(), Automaton.grim()))
                    .isEqualTo(5);
        }

        @Test
        void aReaderOfTheSourceCooperatesWithTheFirmAndExploitsTheMeek() {
            RepeatedDilemma game = RepeatedDilemma.axelrod(0.9);

            assertThat(game.bestResponse(Automaton.titForTat()).value()).isEqualTo(3, within(1e-12));
            assertThat(game.bestResponse(Automaton.grim()).value()).isEqualTo(3, within(1e-12));
            assertThat(game.bestResponse(Automaton.always()).value()).isEqualTo(5, within(1e-12));
            assertThat(game.bestResponse(Automaton.never()).value()).isEqualTo(1, within(1e-12));
        }

        @Test
        void cooperationNeedsThePatienceOfTheFolkTheorem() {
            RepeatedDilemma game = RepeatedDilemma.axelrod(0.9);

            // Grim: (T - R) / (T - P) = 1/2. Tit for tat: also against alternation, (T - R) / (R - S) = 2/3.
            assertThat(game.patienceNeeded(Automaton.grim())).isEqualTo(0.5, within(1e-9));
            assertThat(game.patienceNeeded(Automaton.titForTat())).isEqualTo(2.0 / 3, within(1e-9));
            assertThat(game.patienceNeeded(Automaton.always())).isInfinite();
        }

        @Test
        void payoffsThatAreNoDilemmaAreRefused() {
            assertThatThrownBy(() -> new RepeatedDilemma(3, 5, 1, 0, 0.9))
                    .hasMessageContaining("temptation > reward > punishment > sucker");
        }
    }
}
