package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Message;
import dev.plumbline.engine.TemplateException.Kind;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// The language of templates: what its parts print, and how they fail.
class ChatTemplateLanguageTest {
    /// What a template prints for these variables.
    private static String print(String template, Object... namesAndValues) {
        ChatOptions options =
                ChatOptions.DEFAULT.withClock(Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            options = options.with((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return ChatTemplate.parse(template)
                .render(Conversation.ask("hi"), options)
                .text();
    }

    private static TemplateException failure(String template, Object... namesAndValues) {
        return catchThrowableOfType(TemplateException.class, () -> print(template, namesAndValues));
    }

    @Nested
    class Language {
        @Test
        void loopsSeeConditionsAndTheirNeighbours() {
            assertThat(print("{% for x in [1, 2, 3, 4] if x % 2 == 0 %}{{ loop.index }}:{{ x }}"
                            + "{{ ',' if not loop.last }}{% endfor %}"))
                    .isEqualTo("1:2,2:4");
            assertThat(print("{% for c in 'ab' %}{{ loop.previtem }}<{{ c }}>{{ loop.nextitem }} {% endfor %}"))
                    .isEqualTo("<a>b a<b> ");
        }

        @Test
        void aLoopsFilterIsAskedAsTheLoopGoesOn() {
            assertThat(print("{% set ns = namespace(on=true) %}{% for x in range(9) if ns.on %}{{ x }}"
                            + "{% if x == 2 %}{% set ns.on = false %}{% endif %}{% endfor %}"))
                    .isEqualTo("012");
        }

        @Test
        void valuesPrintAsPythonPrintsThem() {
            assertThat(print("{{ [true, none, 1.0, 'it\\'s', {'a': (1,)}] }} {{ 1e16 }} {{ 7 // 2 }} {{ -7 % 3 }}"))
                    .isEqualTo("[True, None, 1.0, \"it's\", {'a': (1,)}] 1e+16 3 2");
        }

        @Test
        void macrosSeeWhatIsAroundThem() {
            assertThat(print("{% set a = 1 %}{% macro m(x, y=x) %}{{ a }}{{ x }}{{ y }}{% endmacro %}"
                            + "{% set a = 2 %}{{ m(3) }}{{ m(4, y=5) }}"))
                    .isEqualTo("233245");
        }

        @Test
        void assignmentsInLoopsStayThere() {
            assertThat(print("{% set x = 0 %}{% for i in [1, 2] %}{{ x }}{% set x = i %}{{ x }}{% endfor %}{{ x }}"))
                    .isEqualTo("01020");
        }

        @Test
        void whiteSpaceIsTrimmedAsTransformersTrimsIt() {
            assertThat(print("a\n  {% if true %}\n  b\n  {% endif %}\n{{ 'c' }}\n\n"))
                    .isEqualTo("a\n  b\nc\n");
            assertThat(print("a\r\n{{- 'b' -}}\r\n c")).isEqualTo("abc");
            assertThat(print("{% raw %}{{ x }}{% endraw %}{# note #}")).isEqualTo("{{ x }}");
        }

        @Test
        void stringsAreCountedInCodePoints() {
            assertThat(print("{{ s | length }} {{ s[1] }} {{ s[::-1] }} {{ s.find('b') }}", "s", "a🙂b"))
                    .isEqualTo("3 🙂 b🙂a 2");
        }
    }

    @Nested
    class Failing {
        @Test
        void anErrorNamesTheLine() {
            TemplateException thrown = failure("line 1\nline 2 {{ messages[0].name.first }}\n");
            assertThat(thrown.kind()).isEqualTo(Kind.UNDEFINED);
            assertThat(thrown.line()).isEqualTo(2);
            assertThat(thrown.code()).isEqualTo(ErrorCode.BAD_DATA);
            assertThat(thrown)
                    .hasMessageStartingWith("chat template line 2: 'dict object' has no attribute 'name'; give");
        }

        @Test
        void aSyntaxErrorNamesTheLine() {
            TemplateException thrown = failure("{% if true %}\n\n{{ 1 + }}");
            assertThat(thrown.kind()).isEqualTo(Kind.SYNTAX);
            assertThat(thrown.line()).isEqualTo(3);
            assertThat(thrown.code()).isEqualTo(ErrorCode.BAD_CHECKPOINT);
        }

        @Test
        void aRefusalCarriesTheTemplatesWords() {
            Throwable thrown = catchThrowable(() -> ChatTemplate.parse(ChatTemplateTest.turns())
                    .render(Conversation.of(Message.assistant("me first")), ChatTemplateTest.OPTIONS));
            assertThat(thrown)
                    .hasMessage("chat template line 3: the template refuses the conversation: "
                            + "The first message must be from system or user, not assistant");
        }

        @Test
        void aGenerationBlockWhosePlaceIsUnknownIsRefused() {
            assertThat(failure("{% set x %}{% generation %}a{% endgeneration %}{% endset %}{{ x }}"))
                    .hasMessageContaining("'generation' block inside a macro");
        }

        @Test
        void nothingOfJavaIsReachable() {
            assertThat(failure("{{ ''.__class__ }}").kind()).isEqualTo(Kind.SECURITY);
            assertThat(failure("{{ messages.append(1) }}").kind()).isEqualTo(Kind.SECURITY);
            assertThat(print("{{ messages.getClass is defined }}{{ 'x'.getBytes is defined }}"))
                    .isEqualTo("FalseFalse");
        }

        @Test
        void hostileTemplatesRunIntoLimits() {
            for (String template : List.of(
                    "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
                    "{% set n = namespace(s='aaaaaaaa') %}{% for i in range(60) %}{% set n.s = n.s ~ n.s %}{% endfor"
                            + " %}",
                    "{% set n = namespace(l=[]) %}{% for i in range(9999) %}{% set n.l = [n.l] %}{% endfor %}{{ n.l }}",
                    "{% set n = namespace(t=()) %}{% for i in range(99999) %}{% set n.t = (n.t,) %}{% endfor %}"
                            + "{{ {n.t: 1} | length }}",
                    "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
                    "{{ 'a'.center(99999999999) }}",
                    "{{ '%999999999d' % 1 }}",
                    "{{ '{:999999999}'.format(1) }}",
                    "{{ [1] | batch(999999999, 0) | list }}",
                    "{{ 'a' | replace('', 'b' * 10000000) }}",
                    "{{ 'a\tb'.expandtabs(999999999999) }}",
                    "{{ 2 ** 2 ** 2 ** 2 ** 2 ** 2 ** 2 ** 2 ** 2 ** 2 ** 2 ** 2 }}",
                    "{{ " + "(".repeat(5000) + "1" + ")".repeat(5000) + " }}",
                    "{{ 1" + " + 1".repeat(50_000) + " }}",
                    "{{ 'x'" + " | upper".repeat(50_000) + " }}",
                    "{{ " + "-".repeat(50_000) + "1 }}")) {
                assertThat(failure(template).kind())
                        .as(template.substring(0, Math.min(60, template.length())))
                        .isEqualTo(Kind.LIMIT);
            }
        }

        @Test
        void aLongHonestConversationStaysWithinTheLimits() {
            List<Message> messages = new ArrayList<>();
            for (int i = 0; i < 2000; i++) {
                messages.add(Message.user("question " + "word ".repeat(200)));
                messages.add(Message.assistant("answer " + "word ".repeat(200)));
            }
            Rendered rendered = ChatTemplate.parse(ChatTemplateTest.turns())
                    .render(new Conversation(messages), ChatTemplateTest.OPTIONS);
            assertThat(rendered.assistantSpans()).hasSize(2000);
            assertThat(rendered.text()).hasSizeGreaterThan(4_000_000);
        }
    }

    @Nested
    class Corners {
        @Test
        void aGenerationBlockWithinAnotherIsPartOfIt() {
            Rendered rendered = ChatTemplate.parse(
                            "a{% generation %}b{% generation %}c{% endgeneration %}d{% endgeneration %}e")
                    .render(Conversation.ask("hi"), ChatOptions.DEFAULT);
            assertThat(rendered.text()).isEqualTo("abcde");
            assertThat(rendered.assistantSpans()).containsExactly(new TextSpan(1, 4));
        }

        @Test
        void whatPythonRefusesTwiceIsRefusedHere() {
            assertThat(failure("{{ dict(a=1, a=2) }}")).hasMessageContaining("'a' is given twice");
            assertThat(failure("{% block a %}{% endblock %}{% block a %}{% endblock %}"))
                    .hasMessageContaining("'a' is defined twice");
        }

        @Test
        void digitsOfEveryScriptAreNumbers() {
            assertThat(print("{{ '１２' | int + 1 }}")).isEqualTo("13");
        }

        @Test
        void aSigmaAtTheEndOfAWordIsAnotherLetter() {
            assertThat(print("{{ 'ΣΑΣ'.title() }} {{ 'ΟΔΟΣ ΣΑΣ'.title() }} {{ 'ΑΣ'.capitalize() }} {{ \"they're"
                            + " x1y\".title() }}"))
                    .isEqualTo("Σας Οδος Σας Ας They'Re X1Y");
        }
    }
}
