package dev.plumbline.evaluate.imports;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.Message;
import dev.plumbline.core.Role;
import dev.plumbline.evaluate.Solution;
import dev.plumbline.evaluate.log.LogRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// One attempt of garak's report: a prompt, several outputs, and for each what every detector made of it.
///
/// A sample is named by its number within the probe, which is the same in another run of that probe, unlike garak's own
/// id; where a probe numbers nothing, by that id.
record GarakAttempt(JsonNode line) {
    void addTo(ImportedSamples samples) {
        String id = line.path("seq").asInt(-1) >= 0
                ? Integer.toString(line.path("seq").asInt(-1))
                : line.path("uuid").asString("?");
        for (int i = 0; i < line.path("outputs").size(); i++) {
            samples.add(
                    new LogRecord.Key(line.path("probe_classname").asString("probe"), id, i),
                    said(i),
                    scores(i),
                    "no detector gave a score",
                    new ImportedSamples.Details(known(), 0));
        }
    }

    private Map<String, Double> scores(int output) {
        Map<String, Double> scores = new LinkedHashMap<>();
        line.path("detector_results")
                .properties()
                .forEach(detector -> ImportedSamples.value(detector.getValue().path(output))
                        .ifPresent(value -> scores.put(detector.getKey(), value)));
        return scores;
    }

    /// All that was said, where the report has it; else the prompt and the output.
    private Optional<Solution> said(int output) {
        JsonNode answer = line.path("outputs").path(output);
        if (answer.isNull()) {
            return Optional.empty();
        }
        List<Message> turns = turns(line.path("conversations").path(output));
        if (turns.size() > 1 && turns.getLast().role() == Role.ASSISTANT) {
            Conversation before = new Conversation(turns.subList(0, turns.size() - 1));
            return ImportedSamples.said(before, turns.getLast().content());
        }
        JsonNode prompt = line.path("prompt");
        List<Message> asked = turns(prompt);
        return ImportedSamples.said(
                asked.isEmpty() ? ImportedSamples.prompt(prompt) : new Conversation(asked),
                ImportedSamples.content(answer));
    }

    private static List<Message> turns(JsonNode conversation) {
        List<Message> turns = new ArrayList<>();
        for (JsonNode turn : conversation.path("turns")) {
            turns.add(new Message(
                    ImportedSamples.role(turn.path("role").asString("user")),
                    ImportedSamples.content(turn.path("content"))));
        }
        return turns;
    }

    private Map<String, String> known() {
        Map<String, String> known = new TreeMap<>();
        for (String key : List.of("goal", "intent")) {
            if (line.path(key).isString()) {
                known.put(key, line.path(key).stringValue());
            }
        }
        return known;
    }
}
