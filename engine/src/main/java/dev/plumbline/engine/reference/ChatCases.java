package dev.plumbline.engine.reference;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.ReferenceCase;
import dev.plumbline.engine.ChatOptions;
import dev.plumbline.engine.ChatTemplate;
import dev.plumbline.engine.Encoding;
import dev.plumbline.engine.Rendered;
import dev.plumbline.engine.TemplateException;
import dev.plumbline.engine.Tokenizer;
import dev.plumbline.engine.internal.JsonFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Chat templates: rendered conversations with their masks, single expressions, and templates made to do harm.
final class ChatCases {
    private static final JsonMapper JSON = new JsonMapper();
    private static final double MOST_SECONDS = 10;

    private final Path folder;
    private final JsonNode golden;
    private final Findings findings;

    private ChatCases(Path folder, JsonNode golden, Findings findings) {
        this.folder = folder;
        this.golden = golden;
        this.findings = findings;
    }

    static void run(Path folder, EngineReference.Settings settings, Consumer<ReferenceCase> out) {
        for (Path file : Fixtures.entries(folder)) {
            String name = file.getFileName().toString();
            if (name.equals("templates")) {
                continue;
            }
            Findings findings = new Findings(settings.place(file));
            findings.guarded("", "chat", () -> {
                JsonNode golden = Fixtures.json(file);
                ChatCases cases = new ChatCases(folder, golden, findings);
                switch (name) {
                    case "cases.json" -> cases.each(cases::conversation);
                    case "expressions.json" -> cases.each(cases::expression);
                    case "hostile.json" -> cases.each(cases::hostile);
                    default -> findings.unknown("", "chat");
                }
            });
            findings.to(out);
        }
    }

    @FunctionalInterface
    private interface Check {
        void run(String name, JsonNode one);
    }

    private void each(Check check) {
        int i = 0;
        for (JsonNode one : golden.path("cases")) {
            String name = one.has("name") ? i + "-" + one.path("name").asString("") : Integer.toString(i);
            findings.guarded(name, "chat", () -> check.run(name, one));
            i++;
        }
    }

    private void conversation(String name, JsonNode one) {
        JsonNode expected = one.path("expected");
        if (expected.has("error")) {
            refused(name, expected, () -> render(one).text());
            return;
        }
        Rendered rendered = render(one);
        findings.equal(name, "chat", rendered.text(), expected.path("text").stringValue());
        if (expected.has("mask")) {
            mask(name, one, expected, rendered);
        }
    }

    private void mask(String name, JsonNode one, JsonNode expected, Rendered rendered) {
        Path place = folder.resolveSibling("tokenizers")
                .resolve(one.path("tokenizer").asString(""));
        try (Tokenizer tokenizer = Tokenizer.load(place)) {
            Encoding encoding = tokenizer.encode(rendered.text(), false);
            boolean[] mask = encoding.mask(rendered.assistantSpans());
            int[] marks = new int[mask.length];
            for (int i = 0; i < marks.length; i++) {
                marks[i] = mask[i] ? 1 : 0;
            }
            findings.equal(name + "/ids", "chat", encoding.ids(), Fixtures.ints(expected.path("ids")));
            findings.equal(name + "/mask", "mask", marks, Fixtures.ints(expected.path("mask")));
        }
    }

    private void expression(String name, JsonNode one) {
        ChatOptions options = ChatOptions.DEFAULT.withClock(clock());
        Map<String, @Nullable Object> given = special();
        given.putAll(map(golden.path("variables")));
        for (Map.Entry<String, @Nullable Object> entry : given.entrySet()) {
            options = options.with(entry.getKey(), entry.getValue());
        }
        ChatOptions all = options;
        String template = one.path("template").stringValue();
        JsonNode expected = one.path("expected");
        if (expected.has("error")) {
            refused(name, expected, () -> print(template, all));
        } else {
            findings.equal(
                    name,
                    "expression",
                    print(template, all),
                    expected.path("text").stringValue());
        }
    }

    /// The special tokens of the tokenizer that the expressions were printed with, which stand beside them.
    private Map<String, @Nullable Object> special() {
        Path beside = folder.resolve("cases.json");
        String tokenizer = golden.path("tokenizer").asString("");
        return Files.isRegularFile(beside)
                ? map(Fixtures.json(beside).path("special_tokens").path(tokenizer))
                : new HashMap<>();
    }

    private void hostile(String name, JsonNode one) {
        List<String> good = new ArrayList<>();
        for (String key : List.of("expected", "or")) {
            JsonNode end = one.path(key);
            if (end.isObject()) {
                good.add(end.path("text").asString("error " + end.path("error").asString("")));
            }
        }
        long start = System.nanoTime();
        String end = ending(one.path("template").stringValue());
        double seconds = (System.nanoTime() - start) / 1e9;
        boolean fine = good.contains(end) && seconds < MOST_SECONDS;
        findings.equal(
                name,
                "hostile",
                fine ? "as expected" : end + " after " + seconds + " s",
                fine ? "as expected" : good.toString());
    }

    private static String ending(String template) {
        try {
            return print(template, ChatOptions.DEFAULT);
        } catch (TemplateException e) {
            return "error " + e.kind().name().toLowerCase(Locale.ROOT);
        }
    }

    /// The fact of an error matters, and for one that the template raises also its words.
    private void refused(String name, JsonNode expected, Supplier<String> render) {
        try {
            findings.failed(name, "chat", "wanted an error, found " + render.get());
        } catch (PlumblineException e) {
            String words = expected.path("message").asString("");
            boolean raised = expected.path("error").asString("").equals("raised");
            boolean same = !raised
                    || String.valueOf(e.getMessage()).contains(words)
                            && e instanceof TemplateException t
                            && t.kind() == TemplateException.Kind.RAISED;
            findings.equal(name, "chat", same ? "refused" : String.valueOf(e.getMessage()), same ? "refused" : words);
        }
    }

    private Rendered render(JsonNode one) {
        ChatOptions options = ChatOptions.DEFAULT.withClock(clock());
        Map<String, @Nullable Object> all =
                map(golden.path("special_tokens").path(one.path("tokenizer").asString("")));
        for (String name : List.of("tools", "documents")) {
            if (one.has(name)) {
                all.put(name, JSON.convertValue(one.path(name), List.class));
            }
        }
        all.putAll(map(one.path("kwargs")));
        for (Map.Entry<String, @Nullable Object> entry : all.entrySet()) {
            options = options.with(entry.getKey(), entry.getValue());
        }
        if (one.path("add_generation_prompt").asBoolean(false)) {
            options = options.withGenerationPrompt();
        }
        if (one.path("continue_final_message").asBoolean(false)) {
            options = options.continuingFinalMessage();
        }
        Path file = folder.resolve("templates").resolve(one.path("template").stringValue() + ".jinja");
        return ChatTemplate.parse(JsonFile.text(file, ErrorCode.BAD_DATA)).render(maps(one.path("messages")), options);
    }

    private static String print(String template, ChatOptions options) {
        return ChatTemplate.parse(template)
                .render(List.of(Map.of("role", "user", "content", "hi")), options)
                .text();
    }

    private Clock clock() {
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
}
