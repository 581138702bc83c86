package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Message;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.TemplateException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatTemplateTest {
    private static final Conversation TALK = Conversation.of(
            Message.system("Be exact."), Message.user(" Is it true? "), Message.assistant("It leans 🙂."));
    private static final ChatOptions OPTIONS =
            ChatOptions.DEFAULT.with("bos_token", "<s>").with("eos_token", "</s>");

    private static String turns() {
        try (InputStream in = Objects.requireNonNull(ChatTemplateTest.class.getResourceAsStream("/chat/turns.jinja"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

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
    class Rendering {
        @Test
        void aConversationBecomesText() {
            assertThat(ChatTemplate.parse(turns()).render(TALK, OPTIONS).text())
                    .isEqualTo("<s><|system|>Be exact.</s><|user|>Is it true?</s><|assistant|>It leans 🙂.</s>");
        }

        @Test
        void theGenerationPromptIsAddedOnDemand() {
            assertThat(ChatTemplate.parse(turns())
                            .render(Conversation.ask("hi"), OPTIONS.withGenerationPrompt())
                            .text())
                    .isEqualTo("<s><|user|>hi</s><|assistant|>");
        }

        @Test
        void theAssistantsPartsAreMarkedInCodePoints() {
            Conversation twice = TALK.with(Message.user("ok")).with(Message.assistant("Bye."));
            Rendered rendered = ChatTemplate.parse(turns()).render(twice, OPTIONS);
            assertThat(rendered.assistantSpans().stream().map(span -> span.of(rendered.text())))
                    .containsExactly("It leans 🙂.</s>", "Bye.</s>");
        }

        @Test
        void toolsAreNoneUnlessGiven() {
            String template = "{{ tools is none }}{{ documents is none }}{{ tools is defined }}";
            assertThat(print(template)).isEqualTo("TrueTrueTrue");
            assertThat(ChatTemplate.parse(template)
                            .render(
                                    TALK,
                                    ChatOptions.DEFAULT.withTools(List.of()).withDocuments(List.of()))
                            .text())
                    .isEqualTo("FalseFalseTrue");
        }

        @Test
        void toolsPrintAsPythonSpacesJson() {
            Map<String, Object> tool = new LinkedHashMap<>();
            tool.put("name", "level");
            tool.put("at", List.of(1, 2.0, true));
            assertThat(ChatTemplate.parse(turns())
                            .render(Conversation.ask("hi"), OPTIONS.withTools(List.of(tool)))
                            .text())
                    .startsWith("<s><|tools|>{\"name\": \"level\", \"at\": [1, 2.0, true]}</s>");
        }

        @Test
        void fieldsThatAreNullAreAbsentAndReasoningHasOneName() {
            List<Map<String, @Nullable Object>> messages = new ArrayList<>();
            Map<String, @Nullable Object> message = new LinkedHashMap<>();
            message.put("role", "assistant");
            message.put("content", null);
            message.put("thinking", "hm");
            messages.add(message);
            assertThat(ChatTemplate.parse(
                                    "{{ messages[0].content is defined }} {{ messages[0].reasoning_content }} {{ messages[0] | length }}")
                            .render(messages, ChatOptions.DEFAULT)
                            .text())
                    .isEqualTo("False hm 3");
        }

        @Test
        void noMessageIsAMistakeOfTheCaller() {
            assertThatThrownBy(() -> ChatTemplate.parse("x").render(List.of(), ChatOptions.DEFAULT))
                    .isInstanceOf(PlumblineException.class)
                    .hasMessageContaining("there is no message");
        }

        @Test
        void theClockIsTheOnesGiven() {
            assertThat(print("{{ strftime_now('%d %b %Y %H:%M:%S %j %-d') }}")).isEqualTo("02 Jan 2026 03:04:05 002 2");
        }

        @Test
        void anyJavaValueThatIsNotJsonLikeIsRefused() {
            assertThatThrownBy(() -> print("{{ x }}", "x", java.time.Instant.EPOCH))
                    .isInstanceOf(PlumblineException.class)
                    .hasMessageContaining("not JSON-like");
            Object deep = 1;
            for (int i = 0; i < 500; i++) {
                deep = List.of(deep);
            }
            Object all = deep;
            assertThatThrownBy(() -> print("{{ x }}", "x", all)).hasMessageContaining("nested more than");
        }
    }

    @Nested
    class Continuing {
        private static String continued(String template, String content) {
            return ChatTemplate.parse(template)
                    .render(
                            Conversation.of(Message.user("q"), Message.assistant(content)),
                            OPTIONS.continuingFinalMessage())
                    .text();
        }

        @Test
        void theTextEndsInsideTheLastMessage() {
            String plain = "{% for m in messages %}[{{ m.role }}]{{ m.content }}</s>{% endfor %}";
            assertThat(continued(plain, "It leans to ")).isEqualTo("[user]q</s>[assistant]It leans to ");
            assertThat(continued(turns(), "It leans to ")).endsWith("<|assistant|>It leans to");
        }

        @Test
        void spansAreCutToo() {
            Rendered rendered = ChatTemplate.parse(turns())
                    .render(
                            Conversation.of(Message.user("q"), Message.assistant("It leans")),
                            OPTIONS.continuingFinalMessage());
            assertThat(rendered.assistantSpans().getFirst().of(rendered.text())).isEqualTo("It leans");
        }

        @Test
        void aMessageThatHoldsTheMarkItselfIsNotConfused() {
            assertThat(continued(turns(), "CONTINUE_FINAL_MESSAGE_HERE is text"))
                    .endsWith("<|assistant|>CONTINUE_FINAL_MESSAGE_HERE is text");
        }

        @Test
        void theLastTextBlockIsContinued() {
            List<Map<String, Object>> messages = List.of(Map.of(
                    "role", "user", "content", List.of(Map.of("type", "text", "text", "a"), Map.of("type", "image"))));
            assertThat(ChatTemplate.parse("{% for b in messages[0].content %}{{ b.text }}|{% endfor %}")
                            .render(messages, OPTIONS.continuingFinalMessage())
                            .text())
                    .isEqualTo("a");
        }

        @Test
        void whatCannotBeContinuedIsAMistakeOfTheCaller() {
            assertThatThrownBy(() -> OPTIONS.continuingFinalMessage().withGenerationPrompt())
                    .isInstanceOf(PlumblineException.class);
            assertThatThrownBy(() -> continued("nothing", "x")).hasMessageContaining("cannot be continued");
            assertThatThrownBy(() -> ChatTemplate.parse("x")
                            .render(List.of(Map.of("role", "user")), OPTIONS.continuingFinalMessage()))
                    .hasMessageContaining("no text to continue");
        }
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
            Throwable thrown = catchThrowable(
                    () -> ChatTemplate.parse(turns()).render(Conversation.of(Message.assistant("me first")), OPTIONS));
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
                    "{% set n = namespace(s='aaaaaaaa') %}{% for i in range(60) %}{% set n.s = n.s ~ n.s %}{% endfor %}",
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
            Rendered rendered = ChatTemplate.parse(turns()).render(new Conversation(messages), OPTIONS);
            assertThat(rendered.assistantSpans()).hasSize(2000);
            assertThat(rendered.text()).hasSizeGreaterThan(4_000_000);
        }
    }

    @Nested
    class Loading {
        @TempDir
        Path folder;

        private void config(String template) throws IOException {
            Files.writeString(folder.resolve("tokenizer_config.json"), "{\"chat_template\": " + template + "}");
        }

        private String loaded(ChatOptions options) {
            return ChatTemplate.load(folder)
                    .render(Conversation.ask("hi"), options)
                    .text();
        }

        @Test
        void aFileOfItsOwnGoesBeforeTheConfiguration() throws IOException {
            config("\"from config\"");
            assertThat(loaded(OPTIONS)).isEqualTo("from config");
            Files.writeString(folder.resolve("chat_template.jinja"), "from file\n");
            assertThat(loaded(OPTIONS)).isEqualTo("from file");
        }

        @Test
        void theTemplateForToolsIsTakenWhenToolsAreGiven() throws IOException {
            config("[{\"name\":\"default\",\"template\":\"plain\"},{\"name\":\"tool_use\",\"template\":\"tools\"}]");
            assertThat(loaded(OPTIONS)).isEqualTo("plain");
            assertThat(loaded(OPTIONS.withTools(List.of()))).isEqualTo("tools");
            Files.writeString(folder.resolve("chat_template.jinja"), "own");
            Files.createDirectory(folder.resolve("additional_chat_templates"));
            Files.writeString(folder.resolve("additional_chat_templates/tool_use.jinja"), "own tools");
            assertThat(loaded(OPTIONS)).isEqualTo("own");
            assertThat(loaded(OPTIONS.withTools(List.of()))).isEqualTo("own tools");
        }

        @Test
        void aFolderWithoutTemplateSaysSo() throws IOException {
            assertThat(ChatTemplate.find(folder)).isEmpty();
            config("null");
            assertThat(ChatTemplate.find(folder)).isEmpty();
            assertThatThrownBy(() -> ChatTemplate.load(folder)).hasMessageContaining("there is no chat template");
        }

        @Test
        void aBrokenTemplateNamesItsFile() throws IOException {
            config("\"{% if %}\"");
            assertThatThrownBy(() -> ChatTemplate.load(folder))
                    .isInstanceOf(TemplateException.class)
                    .hasMessageStartingWith(folder.resolve("tokenizer_config.json") + " chat_template line 1");
            config("7");
            assertThatThrownBy(() -> ChatTemplate.load(folder)).hasMessageContaining("neither text nor a list");
            config("[{\"name\":\"other\",\"template\":\"x\"}]");
            assertThatThrownBy(() -> loaded(OPTIONS)).hasMessageContaining("none named \"default\"");
        }
    }
}
