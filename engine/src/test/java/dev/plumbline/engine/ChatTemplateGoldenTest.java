package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.TemplateException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Conversations, expressions and hostile templates against what transformers makes of them.
class ChatTemplateGoldenTest {
    private static final JsonMapper JSON = new JsonMapper();

    private static Clock clock(JsonNode golden) {
        LocalDateTime now = LocalDateTime.parse(golden.path("now").stringValue());
        return Clock.fixed(now.toInstant(ZoneOffset.UTC), ZoneOffset.UTC);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, @Nullable Object> map(JsonNode node) {
        return node.isMissingNode() ? new HashMap<>() : JSON.convertValue(node, Map.class);
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, @Nullable Object>> maps(JsonNode node) {
        return JSON.convertValue(node, List.class);
    }

    private static Stream<DynamicTest> each(String file, java.util.function.BiConsumer<JsonNode, JsonNode> check) {
        JsonNode golden = TextGolden.json("chat/" + file);
        List<DynamicTest> out = new ArrayList<>();
        for (JsonNode one : golden.path("cases")) {
            String name = out.size() + " "
                    + one.path("name").asString(one.path("template").stringValue());
            out.add(DynamicTest.dynamicTest(
                    name.substring(0, Math.min(80, name.length())), () -> check.accept(golden, one)));
        }
        return out.stream();
    }

    private static void refuses(JsonNode expected, Throwable thrown) {
        assertThat(thrown).isInstanceOf(PlumblineException.class);
        if (expected.path("error").stringValue().equals("raised")) {
            assertThat(thrown).hasMessageContaining(expected.path("message").stringValue());
            assertThat(((TemplateException) thrown).kind()).isEqualTo(Kind.RAISED);
        }
    }

    private static String source(JsonNode one) {
        try {
            return Files.readString(
                    TextGolden.path("chat/templates/" + one.path("template").stringValue() + ".jinja"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static ChatOptions options(JsonNode golden, JsonNode one) {
        ChatOptions out = ChatOptions.DEFAULT.withClock(clock(golden));
        Map<String, @Nullable Object> all =
                map(golden.path("special_tokens").path(one.path("tokenizer").stringValue()));
        for (String name : List.of("tools", "documents")) {
            if (one.has(name)) {
                all.put(name, JSON.convertValue(one.path(name), List.class));
            }
        }
        all.putAll(map(one.path("kwargs")));
        for (Map.Entry<String, @Nullable Object> entry : all.entrySet()) {
            out = out.with(entry.getKey(), entry.getValue());
        }
        return out;
    }

    private static Rendered render(JsonNode golden, JsonNode one) {
        ChatOptions options = options(golden, one);
        if (one.path("add_generation_prompt").asBoolean(false)) {
            options = options.withGenerationPrompt();
        }
        if (one.path("continue_final_message").asBoolean(false)) {
            options = options.continuingFinalMessage();
        }
        return ChatTemplate.parse(source(one)).render(maps(one.path("messages")), options);
    }

    @TestFactory
    Stream<DynamicTest> conversationsRenderAsTheReferenceRendersThem() {
        return each("cases.json", (golden, one) -> {
            JsonNode expected = one.path("expected");
            if (expected.has("error")) {
                refuses(expected, catchThrowable(() -> render(golden, one)));
                return;
            }
            Rendered rendered = render(golden, one);
            assertThat(rendered.text()).isEqualTo(expected.path("text").stringValue());
            if (expected.has("mask")) {
                sameMask(one, expected, rendered);
            }
        });
    }

    private static void sameMask(JsonNode one, JsonNode expected, Rendered rendered) {
        try (Tokenizer tokenizer = Tokenizer.load(
                TextGolden.path("tokenizers/" + one.path("tokenizer").stringValue()))) {
            Encoding encoding = tokenizer.encode(rendered.text(), false);
            boolean[] mask = encoding.mask(rendered.assistantSpans());
            assertThat(encoding.ids())
                    .isEqualTo(expected.path("ids")
                            .valueStream()
                            .mapToInt(JsonNode::intValue)
                            .toArray());
            assertThat(IntStream.range(0, mask.length).map(i -> mask[i] ? 1 : 0).toArray())
                    .isEqualTo(expected.path("mask")
                            .valueStream()
                            .mapToInt(JsonNode::intValue)
                            .toArray());
        }
    }

    @TestFactory
    Stream<DynamicTest> expressionsPrintAsTheReferencePrintsThem() {
        return each("expressions.json", (golden, one) -> {
            ChatOptions options = ChatOptions.DEFAULT.withClock(clock(golden));
            for (Map.Entry<String, @Nullable Object> entry :
                    map(golden.path("variables")).entrySet()) {
                options = options.with(entry.getKey(), entry.getValue());
            }
            ChatOptions all = options;
            String template = one.path("template").stringValue();
            JsonNode expected = one.path("expected");
            if (expected.has("error")) {
                refuses(expected, catchThrowable(() -> print(template, all)));
            } else {
                assertThat(print(template, all)).isEqualTo(expected.path("text").stringValue());
            }
        });
    }

    private static String print(String template, ChatOptions options) {
        return ChatTemplate.parse(template)
                .render(List.of(Map.of("role", "user", "content", "hi")), options)
                .text();
    }

    @TestFactory
    Stream<DynamicTest> hostileTemplatesEndFast() {
        return each("hostile.json", (golden, one) -> {
            String template = one.path("template").stringValue();
            long start = System.nanoTime();
            String end = end(template);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
            List<String> good = Stream.of(one.path("expected"), one.path("or"))
                    .filter(JsonNode::isObject)
                    .map(node -> node.path("text")
                            .asString("error " + node.path("error").asString("")))
                    .toList();
            assertThat(end).isIn(good);
        });
    }

    private static String end(String template) {
        try {
            return print(template, ChatOptions.DEFAULT);
        } catch (TemplateException e) {
            return "error " + e.kind().name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    @Test
    void aFoldersTemplatesAreFoundWhereverTheyAre() {
        ChatTemplate own = ChatTemplate.load(TextGolden.path("models/llama_mha"));
        ChatTemplate named = ChatTemplate.load(TextGolden.path("models/qwen2"));
        List<Map<String, Object>> messages = List.of(Map.of("role", "user", "content", "hi"));
        assertThat(own.render(
                                messages,
                                ChatOptions.DEFAULT.with("bos_token", "<s>").with("eos_token", "</s>"))
                        .text())
                .contains("hi");
        ChatOptions tools = ChatOptions.DEFAULT.withTools(List.of(Map.of("type", "function")));
        String without = named.render(messages, ChatOptions.DEFAULT).text();
        assertThat(named.render(messages, tools).text()).isEqualTo("tools: 1" + without);
    }
}
