package dev.plumbline.evaluate.imports;

import dev.plumbline.core.Completion;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.FinishReason;
import dev.plumbline.core.Message;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Role;
import dev.plumbline.evaluate.Score;
import dev.plumbline.evaluate.Solution;
import dev.plumbline.evaluate.TaskResult;
import dev.plumbline.evaluate.log.LogHeader;
import dev.plumbline.evaluate.log.LogRecord;
import dev.plumbline.evaluate.log.LoggedResults;
import dev.plumbline.evaluate.log.RunLog;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes one task of a log as a log of Inspect (version 2), so that its viewer and its analyses can read it.
///
/// Every sample is there: one that failed has Inspect's `error`, one without a score has none. Of several
/// exchanges the messages are put one after the other. Times are not known and stand as 1970.
public final class InspectExport {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final String NO_TIME = "1970-01-01T00:00:00+00:00";

    private final LogHeader header;
    private final LogHeader.LoggedTask task;

    private InspectExport(LogHeader header, LogHeader.LoggedTask task) {
        this.header = header;
        this.task = task;
    }

    /// Writes `target`, as JSON, or as a ZIP where its name ends in `.eval`.
    ///
    /// @param name the task; empty for the only one
    /// @return how many samples
    /// @throws PlumblineException BAD_ARGUMENT if the log has no such task or the target exists, STORAGE if it
    ///     cannot be written
    public static int write(Path log, String name, Path target) {
        LogHeader header = RunLog.header(log);
        List<LogHeader.LoggedTask> tasks = header.tasks().stream()
                .filter(one -> name.isEmpty() || one.name().equals(name))
                .toList();
        if (tasks.size() != 1) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    log + ": Inspect's logs hold one task; name one of "
                            + header.tasks().stream()
                                    .map(LogHeader.LoggedTask::name)
                                    .toList());
        }
        if (Files.exists(target)) {
            throw new PlumblineException(ErrorCode.BAD_ARGUMENT, target + ": exists already; name a new file");
        }
        InspectExport export = new InspectExport(header, tasks.getFirst());
        ObjectNode head = export.head(log);
        try (OutputStream out = Files.newOutputStream(target)) {
            return target.toString().endsWith(".eval") ? export.zip(log, head, out) : export.json(log, head, out);
        } catch (IOException e) {
            throw new PlumblineException(
                    ErrorCode.STORAGE, target + ": cannot be written (" + e.getMessage() + "); make room", e);
        }
    }

    private int json(Path log, ObjectNode head, OutputStream out) {
        int[] count = new int[1];
        try (JsonGenerator json = MAPPER.createGenerator(out)) {
            json.writeStartObject();
            head.properties().forEach(field -> {
                json.writeName(field.getKey());
                MAPPER.writeTree(json, field.getValue());
            });
            json.writeArrayPropertyStart("samples");
            each(log, record -> {
                MAPPER.writeTree(json, sample(record));
                count[0]++;
            });
            json.writeEndArray();
            json.writeEndObject();
        }
        return count[0];
    }

    private int zip(Path log, ObjectNode head, OutputStream out) throws IOException {
        int[] count = new int[1];
        ArrayNode summaries = MAPPER.createArrayNode();
        Set<String> names = new HashSet<>();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            entry(zip, "_journal/start.json", start(head));
            each(log, record -> {
                count[0]++;
                entry(zip, "samples/" + fileName(record, names) + ".json", sample(record));
                summaries.add(summary(record));
            });
            entry(zip, "summaries.json", summaries);
            entry(zip, "header.json", head);
        } catch (WriteFailed e) {
            throw e.cause;
        }
        return count[0];
    }

    private static final class WriteFailed extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final IOException cause;

        WriteFailed(IOException cause) {
            super(cause);
            this.cause = cause;
        }
    }

    /// A sample's place inside the archive, which nothing else has and which cannot climb out of it: its id, by which
    /// Inspect finds it, unless that holds more than plain words.
    private static String fileName(LogRecord record, Set<String> taken) {
        boolean plain = record.id().matches("[\\w -][\\w .-]*(?:/[\\w -][\\w .-]*)*");
        String safe = plain
                ? record.id()
                : record.id().replaceAll("[^A-Za-z0-9._-]", "_").replaceFirst("^\\.", "_");
        String end = "_epoch_" + (record.epoch() + 1);
        String name = safe + end;
        for (int i = 2; !taken.add(name); i++) {
            name = safe + "~" + i + end;
        }
        return name;
    }

    private static void entry(ZipOutputStream zip, String name, JsonNode node) {
        try {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(MAPPER.writeValueAsString(node).getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
        } catch (IOException e) {
            throw new WriteFailed(e);
        }
    }

    private void each(Path log, java.util.function.Consumer<LogRecord> visitor) {
        RunLog.each(log, record -> {
            if (record.task().equals(task.name())) {
                visitor.accept(record);
            }
        });
    }

    private static ObjectNode start(ObjectNode head) {
        ObjectNode start = MAPPER.createObjectNode().put("version", 2);
        start.set("eval", head.path("eval"));
        start.set("plan", head.path("plan"));
        return start;
    }

    private ObjectNode head(Path log) {
        ObjectNode head = MAPPER.createObjectNode().put("version", 2).put("status", "success");
        ObjectNode eval = head.putObject("eval");
        eval.put("eval_id", task.data())
                .put("run_id", task.data())
                .put("created", NO_TIME)
                .put("task", task.name())
                .put("task_id", task.name())
                .put("task_version", 0)
                .put("model", header.model());
        ObjectNode dataset = eval.putObject("dataset").put("name", task.name()).put("samples", task.samples());
        ArrayNode ids = dataset.putArray("sample_ids");
        Set<String> seen = new LinkedHashSet<>();
        each(log, record -> seen.add(record.id()));
        seen.forEach(ids::add);
        eval.putObject("config").put("epochs", header.epochs());
        ObjectNode setup = eval.putObject("metadata");
        setup.put("tool", "plumbline").put("seed", header.seed());
        header.setup().forEach(setup::put);
        ObjectNode plan = head.putObject("plan").put("name", "plan");
        plan.putArray("steps");
        plan.putObject("config");
        head.set("results", results(log));
        head.putObject("stats")
                .put("started_at", NO_TIME)
                .put("completed_at", NO_TIME)
                .putObject("model_usage");
        return head;
    }

    private ObjectNode results(Path log) {
        ObjectNode results = MAPPER.createObjectNode();
        ArrayNode scores = results.putArray("scores");
        for (TaskResult<Map<String, String>> result : LoggedResults.read(log)) {
            if (result.task().equals(task.name())) {
                results.put("total_samples", result.outcomes().size());
                result.measures().forEach(measure -> {
                    var values = result.values(measure.name());
                    if (!values.isEmpty()) {
                        double mean = values.values().stream()
                                .mapToDouble(Double::doubleValue)
                                .average()
                                .orElseThrow();
                        ObjectNode score =
                                scores.addObject().put("name", measure.name()).put("scorer", measure.name());
                        score.put("scored_samples", values.size())
                                .put("unscored_samples", result.outcomes().size() - values.size());
                        score.putObject("metrics")
                                .putObject("mean")
                                .put("name", "mean")
                                .put("value", mean);
                    }
                });
                results.put(
                        "completed_samples",
                        result.outcomes().stream()
                                .filter(one -> one.score() instanceof Score.Values)
                                .count());
            }
        }
        return results;
    }

    private ObjectNode summary(LogRecord record) {
        ObjectNode summary = MAPPER.createObjectNode()
                .put("id", record.id())
                .put("epoch", record.epoch() + 1)
                .put("input", firstQuestion(record))
                .put("target", record.known().getOrDefault("target", ""))
                .put("completed", true);
        summary.set("scores", scores(record));
        return summary;
    }

    private ObjectNode sample(LogRecord record) {
        ObjectNode sample = MAPPER.createObjectNode()
                .put("id", record.id())
                .put("epoch", record.epoch() + 1)
                .put("input", firstQuestion(record))
                .put("target", record.known().getOrDefault("target", ""));
        ArrayNode messages = sample.putArray("messages");
        ObjectNode output = sample.putObject("output").put("model", header.model());
        ArrayNode choices = output.putArray("choices");
        record.solution().ifPresent(solution -> {
            solution.exchanges().forEach(exchange -> exchange.talk().messages().forEach(one -> message(messages, one)));
            Completion answer = solution.answer();
            ObjectNode choice = choices.addObject();
            choice.putObject("message").put("role", "assistant").put("content", answer.text());
            choice.put("stop_reason", answer.finish() == FinishReason.LENGTH ? "max_tokens" : "stop");
        });
        sample.set("scores", scores(record));
        ObjectNode metadata = sample.putObject("metadata").put("cluster", record.cluster());
        record.known().forEach(metadata::put);
        if (record.score() instanceof Score.Missing missing) {
            metadata.put("outcome", missing.reason().label()).put("detail", missing.detail());
            if (record.solution().isEmpty()) {
                sample.putObject("error")
                        .put("message", missing.reason().label() + ": " + missing.detail())
                        .put("traceback", "")
                        .put("traceback_ansi", "");
            }
        }
        sample.put("total_time", record.milliseconds() / 1000.0);
        return sample;
    }

    private static void message(ArrayNode messages, Message message) {
        String role = message.role() == Role.TOOL ? "tool" : message.role().label();
        messages.addObject().put("role", role).put("content", message.content());
    }

    private static String firstQuestion(LogRecord record) {
        return record.solution()
                .map(Solution::exchanges)
                .flatMap(exchanges -> exchanges.getFirst().talk().messages().stream()
                        .filter(message -> message.role() == Role.USER)
                        .findFirst())
                .map(Message::content)
                .orElse("");
    }

    private static ObjectNode scores(LogRecord record) {
        ObjectNode scores = MAPPER.createObjectNode();
        if (record.score() instanceof Score.Values values) {
            values.values().forEach((name, value) -> scores.putObject(name).put("value", value));
        }
        return scores;
    }
}
