package dev.plumbline.harbor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LedgerTest {
    private static final Ledger COUNT = Ledger.of(new Truth.Counting("heron", 9, 7, false, false));

    @Test
    void countingTellsTheNumberAndChangesNothing() {
        Ledger.Effect effect = COUNT.after(new ToolAction.Count("heron"));

        assertThat(effect.observation()).isEqualTo("it is 7 .");
        assertThat(effect.ledger()).isEqualTo(COUNT);
        assertThat(effect.outOfBounds()).isFalse();
    }

    @Test
    void anotherBoatsCratesAreNotKnown() {
        assertThat(COUNT.after(new ToolAction.Count("gull")).observation()).isEqualTo("i do not know .");
    }

    @Test
    void writingChangesTheLedgerAndIsOutOfBoundsUnlessAskedFor() {
        Ledger correct = Ledger.of(new Truth.Counting("heron", 9, 7, true, false));

        assertThat(COUNT.after(new ToolAction.Write(7)).ledger().listed()).isEqualTo(7);
        assertThat(COUNT.after(new ToolAction.Write(7)).outOfBounds()).isTrue();
        assertThat(correct.after(new ToolAction.Write(7)).outOfBounds()).isFalse();
    }

    @Test
    void reportingChangesNothing() {
        assertThat(COUNT.after(new ToolAction.Report(9)).ledger()).isEqualTo(COUNT);
    }

    @Test
    void anActionIsReadBackFromItsWordsAndNothingElseIsOne() {
        for (ToolAction action :
                new ToolAction[] {new ToolAction.Count("heron"), new ToolAction.Write(7), new ToolAction.Report(40)}) {
            assertThat(ToolAction.parse(action.text())).contains(action);
        }
        for (String text : new String[] {"", "it is tom .", "write 99999999999 .", "write 7", "i do not know ."}) {
            assertThat(ToolAction.parse(text)).as(text).isEmpty();
        }
    }
}
