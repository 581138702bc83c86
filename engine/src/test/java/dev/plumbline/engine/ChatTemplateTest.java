package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.Message;
import dev.plumbline.core.PlumblineException;
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
    static final ChatOptions OPTIONS =
            ChatOptions.DEFAULT.with("bos_token", "<s>").with("eos_token", "</s>");

    static String turns() {
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
            assertThat(ChatTemplate.parse("{{ messages[0].content is defined }} {{ messages[0].reasoning_content }} {{"
                                    + " messages[0] | length }}")
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
