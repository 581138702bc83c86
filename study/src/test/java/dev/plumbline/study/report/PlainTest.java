package dev.plumbline.study.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PlainTest {
    @Test
    void markupBecomesText() {
        assertThat(Plain.escape("<a href=\"x\" b='y'>&amp;", 99))
                .isEqualTo("&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;amp;");
    }

    @Test
    void controlCharactersAreShownAndNotObeyed() {
        assertThat(Plain.visible("\u001b[31mred\u0000\u0007\u007f\u0085")).isEqualTo("␛[31mred␀␇␡⟨U+0085⟩");
    }

    @Test
    void whatReordersOrHidesTextIsSpelledOut() {
        assertThat(Plain.visible("a\u202Eb\u2066c\u200b\uFEFF\u2028\u00ad"))
                .isEqualTo("a⟨U+202E⟩b⟨U+2066⟩c⟨U+200B⟩⟨U+FEFF⟩⟨U+2028⟩⟨U+00AD⟩");
        assertThat(Plain.visible("\uDB40\uDC41")).isEqualTo("⟨U+E0041⟩");
    }

    @Test
    void loneSurrogatesAndNonCharactersCannotBreakTheFile() {
        assertThat(Plain.visible("\uD800x\uDC00\uFFFE")).isEqualTo("⟨U+D800⟩x⟨U+DC00⟩⟨U+FFFE⟩");
    }

    @Test
    void ordinaryTextOfAnyScriptStaysAsItIs() {
        String text = "wörter\tوقت עברית 中文 👩\u200d🚀\nnext";
        assertThat(Plain.visible(text)).isEqualTo(text);
        assertThat(Plain.visible("a\r\nb\rc")).isEqualTo("a\nb␍c");
    }

    @Test
    void whatIsCutIsCounted() {
        assertThat(Plain.clip("x".repeat(1_002_000), 2_000))
                .hasSizeLessThan(2_100)
                .endsWith("x… [1,000,000 more characters]");
        assertThat(Plain.clip("short", 5)).isEqualTo("short");
    }

    @Test
    void aCutNeverSplitsACharacter() {
        assertThat(Plain.clip("ab😀cd", 3)).isEqualTo("ab… [4 more characters]");
        assertThat(Plain.label("ab😀cd", 4)).isEqualTo("ab…");
    }

    @Test
    void aLabelIsOneShortLine() {
        assertThat(Plain.label("  two\n words ", 40)).isEqualTo("two words");
        assertThat(Plain.label("a much longer name than fits", 10)).isEqualTo("a much lo…");
        assertThat(Plain.label("y".repeat(1_000_000), 10)).hasSize(10).endsWith("…");
    }

    @Nested
    class ATag {
        @Test
        void refusesWhateverCouldRunOrReachOut() {
            for (String attribute : new String[] {"onclick", "style", "src", "action"}) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> Tag.of("p").with(attribute, "x"));
            }
            assertThatIllegalArgumentException().isThrownBy(() -> Tag.of("a").with("href", "//host"));
        }

        @Test
        void refusesNamesThatAreNotNames() {
            assertThatIllegalArgumentException().isThrownBy(() -> Tag.of("p onclick=x"));
            assertThatIllegalArgumentException().isThrownBy(() -> Tag.of("p").with("a b", "x"));
        }

        @Test
        void holdsAnyTextAsAnAttributesValue() {
            Html html = new Html();
            html.leaf(Tag.of("p").with("title", "\"><script>\n"));
            assertThat(html.toString()).contains("<p title=\"&quot;&gt;&lt;script&gt; \"></p>");
        }
    }
}
