package dev.plumbline.evaluate.imports;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.evaluate.Solution;
import dev.plumbline.evaluate.log.LogRecord;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One result of promptfoo's: a test under one prompt and one provider, with its scores and variables.
record PromptfooResult(JsonNode result) {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final int LONGEST_VARIABLE = 10_000;

    void addTo(ImportedSamples samples) {
        JsonNode output = result.path("response").path("output");
        boolean failed = output.isMissingNode() || output.isNull();
        String id = result.path("testIdx").asString("?") + "."
                + result.path("promptIdx").asString("0");
        samples.add(
                new LogRecord.Key(provider(result), id, 0),
                failed ? Optional.empty() : said(output),
                failed ? Map.of() : scores(),
                result.path("error").asString("no output"),
                new ImportedSamples.Details(
                        variables(), Math.max(0, result.path("latencyMs").asLong(0))));
    }

    /// Who answered; a text in old files, an object in new ones.
    static String provider(JsonNode result) {
        JsonNode provider = result.path("provider");
        return provider.isString()
                ? provider.stringValue()
                : provider.path("id").asString("unknown");
    }

    private Map<String, Double> scores() {
        Map<String, Double> scores = new LinkedHashMap<>();
        result.path("namedScores")
                .properties()
                .forEach(named ->
                        ImportedSamples.value(named.getValue()).ifPresent(value -> scores.put(named.getKey(), value)));
        ImportedSamples.value(result.path("success")).ifPresent(value -> scores.put("success", value));
        ImportedSamples.value(result.path("score")).ifPresent(value -> scores.put("score", value));
        return scores;
    }

    private Optional<Solution> said(JsonNode output) {
        JsonNode raw = result.path("prompt").path("raw");
        return ImportedSamples.said(
                messages(raw.asString("")).orElseGet(() -> ImportedSamples.prompt(raw)),
                output.isValueNode() ? output.asString("") : output.toString());
    }

    /// A chat prompt is a list of messages written as a text.
    private static Optional<Conversation> messages(String raw) {
        if (!raw.strip().startsWith("[")) {
            return Optional.empty();
        }
        try {
            JsonNode list = MAPPER.readTree(raw);
            boolean chat = !list.isEmpty();
            for (JsonNode message : list) {
                chat &= message.path("role").isString();
            }
            return chat ? Optional.of(ImportedSamples.prompt(list)) : Optional.empty();
        } catch (JacksonException | PlumblineException e) {
            return Optional.empty(); // a text that only begins like a list
        }
    }

    private Map<String, String> variables() {
        Map<String, String> known = new TreeMap<>();
        result.path("vars").properties().forEach(variable -> {
            JsonNode value = variable.getValue();
            String text = value.isValueNode() ? value.asString("") : value.toString();
            if (text.length() <= LONGEST_VARIABLE) {
                known.put(variable.getKey(), text);
            }
        });
        return known;
    }
}
