package dev.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TerminalTextTest {
    @Test
    void ordinaryTextOfAnyScriptStaysAsItIs() {
        String text = "Käpt'n 船長 🚢 — “ahoy”";

        assertThat(TerminalText.oneLine(text)).isEqualTo(text);
        assertThat(TerminalText.lines(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\u001b]0;title\u0007", "\u009b2J", "\u202eabc", "\u200b", "\u0000", "\ud800", "\ue000", "\u007f"
            })
    void whatDrivesTheTerminalOrHidesIsGone(String text) {
        assertThat(TerminalText.oneLine(text) + TerminalText.lines(text))
                .doesNotContainPattern("[\\p{Cntrl}\\p{Cf}\\p{Cs}\\p{Co}]");
    }

    @Test
    void linesStayLinesWhereTheyMayAndBecomeSpacesWhereNot() {
        assertThat(TerminalText.lines("a\r\nb\tc\u2028d")).isEqualTo("a\nb\tc\nd");
        assertThat(TerminalText.oneLine("a\nb\tc\u2029d")).isEqualTo("a b c d");
    }

    @Test
    void whatDoesNotFitIsCutAtAWholeCharacter() {
        assertThat(TerminalText.fit("harbor", 6)).isEqualTo("harbor");
        assertThat(TerminalText.fit("harbor", 4)).isEqualTo("har…");
        assertThat(TerminalText.fit("🚢🚢🚢", 2)).isEqualTo("🚢…");
        assertThat(TerminalText.fit("harbor", 0)).isEmpty();
    }
}
