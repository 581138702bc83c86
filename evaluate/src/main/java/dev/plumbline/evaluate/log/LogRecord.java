package dev.plumbline.evaluate.log;

import dev.plumbline.core.Completion;
import dev.plumbline.core.Conversation;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.FinishReason;
import dev.plumbline.core.Message;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Role;
import dev.plumbline.evaluate.MissingReason;
import dev.plumbline.evaluate.Score;
import dev.plumbline.evaluate.Solution;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One line of a log: how one sample of one epoch ended, with everything that was said.
///
/// @param task the task's name
/// @param id the sample's
/// @param epoch from 0
/// @param cluster the sample's
/// @param solution what was said; empty if the model gave no answer
/// @param score what a scorer made of it, or why there is none
/// @param milliseconds from the first question to the score
/// @param known what is known about the sample, by name, so that it can be scored again and grouped; may be
/// empty
public record LogRecord(
        String task,
        String id,
        int epoch,
        String cluster,
        Optional<Solution> solution,
        Score score,
        long milliseconds,
        Map<String, String> known) {
    private static final String SCORED = "scored";

    public LogRecord {
        Objects.requireNonNull(task, "task");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(cluster, "cluster");
        Objects.requireNonNull(solution, "solution");
        Objects.requireNonNull(score, "score");
        known = Collections.unmodifiableMap(new TreeMap<>(known));
    }

    /// This record with another score, the rest as it was.
    public LogRecord scored(Score other) {
        return new LogRecord(task, id, epoch, cluster, solution, other, milliseconds, known);
    }

    /// The sample's name among all of its epochs: the id itself in the first.
    public String named() {
        return epoch == 0 ? id : id + "#" + epoch;
    }

    /// What names a line: no two of a log are equal in it.
    public record Key(String task, String id, int epoch) {}

    public Key key() {
        return new Key(task, id, epoch);
    }

    /// As the log spells how it ended, such as `scored` or `timed out`.
    public String outcome() {
        return score instanceof Score.Missing missing ? missing.reason().label() : SCORED;
    }

    byte[] json(JsonMapper mapper) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (JsonGenerator out = mapper.createGenerator(bytes)) {
            out.writeStartObject();
            out.writeStringProperty("kind", "sample");
            out.writeStringProperty("task", task);
            out.writeStringProperty("id", id);
            out.writeNumberProperty("epoch", epoch);
            out.writeStringProperty("cluster", cluster);
            out.writeStringProperty("outcome", outcome());
            switch (score) {
                case Score.Missing missing -> out.writeStringProperty("detail", missing.detail());
                case Score.Values values -> {
                    out.writeObjectPropertyStart("scores");
                    values.values().forEach(out::writeNumberProperty);
                    out.writeEndObject();
                }
            }
            out.writeNumberProperty("ms", milliseconds);
            if (!known.isEmpty()) {
                out.writeObjectPropertyStart("known");
                known.forEach(out::writeStringProperty);
                out.writeEndObject();
            }
            solution.ifPresent(said -> write(out, said));
            out.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator out, Solution solution) {
        out.writeArrayPropertyStart("exchanges");
        for (Solution.Exchange exchange : solution.exchanges()) {
            out.writeStartObject();
            out.writeStringProperty("label", exchange.label());
            out.writeArrayPropertyStart("talk");
            for (Message message : exchange.talk().messages()) {
                out.writeStartObject();
                out.writeStringProperty("role", message.role().label());
                out.writeStringProperty("content", message.content());
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeArrayPropertyStart("replies");
            for (Completion reply : exchange.replies()) {
                out.writeStartObject();
                out.writeStringProperty("text", reply.text());
                out.writeStringProperty("finish", reply.finish().name().toLowerCase(Locale.ROOT));
                out.writeNumberProperty("read", reply.promptTokens());
                out.writeNumberProperty("written", reply.tokens());
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    /// @param place how errors name the line
    /// @throws PlumblineException BAD_DATA if the line is no record of a sample
    static LogRecord read(JsonNode node, String place) {
        if (!node.path("kind").asString("").equals("sample")
                || !node.path("task").isString()) {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA,
                    place + ": is no record of a sample; restore the log from a copy, or begin a new run");
        }
        return new LogRecord(
                node.path("task").asString(""),
                node.path("id").asString(""),
                node.path("epoch").asInt(0),
                node.path("cluster").asString(""),
                solution(node.path("exchanges")),
                score(node, place),
                node.path("ms").asLong(0),
                known(node.path("known")));
    }

    private static Map<String, String> known(JsonNode node) {
        Map<String, String> known = new TreeMap<>();
        node.properties()
                .forEach(field -> known.put(field.getKey(), field.getValue().asString("")));
        return known;
    }

    private static Score score(JsonNode node, String place) {
        String outcome = node.path("outcome").asString("");
        if (outcome.equals(SCORED)) {
            Map<String, Double> values = new TreeMap<>();
            node.path("scores")
                    .properties()
                    .forEach(
                            entry -> values.put(entry.getKey(), entry.getValue().asDouble(Double.NaN)));
            return Score.of(values);
        }
        for (MissingReason reason : MissingReason.values()) {
            if (reason.label().equals(outcome)) {
                return Score.missing(reason, node.path("detail").asString(""));
            }
        }
        throw new PlumblineException(ErrorCode.BAD_DATA, place + ": a log knows no outcome \"" + outcome + "\"");
    }

    private static Optional<Solution> solution(JsonNode exchanges) {
        if (!exchanges.isArray()) {
            return Optional.empty();
        }
        List<Solution.Exchange> list = new ArrayList<>();
        for (JsonNode exchange : exchanges) {
            List<Message> talk = new ArrayList<>();
            for (JsonNode message : exchange.path("talk")) {
                talk.add(new Message(
                        Role.of(message.path("role").asString("")),
                        message.path("content").asString("")));
            }
            List<Completion> replies = new ArrayList<>();
            for (JsonNode reply : exchange.path("replies")) {
                replies.add(new Completion(
                        reply.path("text").asString(""),
                        FinishReason.valueOf(
                                reply.path("finish").asString("stop").toUpperCase(Locale.ROOT)),
                        reply.path("read").asInt(0),
                        reply.path("written").asInt(0)));
            }
            list.add(new Solution.Exchange(exchange.path("label").asString(""), new Conversation(talk), replies));
        }
        return Optional.of(new Solution(list));
    }
}
