package dev.plumbline.evaluate.log;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.evaluate.Measure;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The first line of a log: what was run. Two runs with the same header are the same run, and one can go on with the
/// other's log.
///
/// @param model who was asked, by name
/// @param seed of the whole run
/// @param epochs how often each sample was put
/// @param tasks what was asked
/// @param setup whatever else decides the answers, by name, such as `temperature` or `judge`
public record LogHeader(String model, long seed, int epochs, List<LoggedTask> tasks, Map<String, String> setup) {
    /// The name in the set-up under which a run says when enough samples are asked; see [#watched()].
    public static final String STOP = "stop-rule";

    static final String FORMAT = "plumbline-eval";
    static final int VERSION = 1;

    /// One task.
    ///
    /// @param samples how many
    /// @param data a hash of ids, prompts and clusters
    public record LoggedTask(String name, int samples, String data, List<Measure> measures) {
        public LoggedTask {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(data, "data");
            measures = List.copyOf(measures);
        }
    }

    public LogHeader {
        Objects.requireNonNull(model, "model");
        tasks = List.copyOf(tasks);
        setup = Collections.unmodifiableMap(new TreeMap<>(setup));
    }

    /// Whether looks at the figures decided how many samples were asked.
    public boolean watched() {
        return setup.containsKey(STOP);
    }

    byte[] json(JsonMapper mapper) {
        ObjectNode node = mapper.createObjectNode()
                .put("kind", "header")
                .put("format", FORMAT)
                .put("version", VERSION)
                .put("model", model)
                .put("seed", seed)
                .put("epochs", epochs);
        ArrayNode list = node.putArray("tasks");
        for (LoggedTask task : tasks) {
            ObjectNode one = list.addObject()
                    .put("name", task.name())
                    .put("samples", task.samples())
                    .put("data", task.data());
            ArrayNode measures = one.putArray("measures");
            for (Measure measure : task.measures()) {
                ObjectNode scale =
                        measures.addObject().put("name", measure.name()).put("rate", measure.rate());
                if (Double.isFinite(measure.low())) {
                    scale.put("low", measure.low());
                }
                if (Double.isFinite(measure.high())) {
                    scale.put("high", measure.high());
                }
            }
        }
        ObjectNode words = node.putObject("setup");
        setup.forEach(words::put);
        return mapper.writeValueAsBytes(node);
    }

    /// @throws PlumblineException BAD_DATA if the line is none of ours, or of a later version
    static LogHeader read(JsonNode node, String place) {
        if (!node.path("format").asString("").equals(FORMAT)) {
            throw new PlumblineException(ErrorCode.BAD_DATA, place + ": is no log of a run; name another file");
        }
        if (node.path("version").asInt(0) > VERSION) {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA, place + ": was written by a later version of Plumbline; use that one");
        }
        List<LoggedTask> tasks = new ArrayList<>();
        for (JsonNode task : node.path("tasks")) {
            List<Measure> measures = new ArrayList<>();
            for (JsonNode measure : task.path("measures")) {
                measures.add(new Measure(
                        measure.path("name").asString(""),
                        measure.path("low").asDouble(Double.NEGATIVE_INFINITY),
                        measure.path("high").asDouble(Double.POSITIVE_INFINITY),
                        measure.path("rate").asBoolean(false)));
            }
            tasks.add(new LoggedTask(
                    task.path("name").asString(""),
                    task.path("samples").asInt(0),
                    task.path("data").asString(""),
                    measures));
        }
        Map<String, String> setup = new TreeMap<>();
        node.path("setup")
                .properties()
                .forEach(entry -> setup.put(entry.getKey(), entry.getValue().asString("")));
        return new LogHeader(
                node.path("model").asString(""),
                node.path("seed").asLong(0),
                node.path("epochs").asInt(1),
                tasks,
                setup);
    }
}
