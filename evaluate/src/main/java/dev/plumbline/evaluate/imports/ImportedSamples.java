package dev.plumbline.evaluate.imports;

import dev.plumbline.core.Completion;
import dev.plumbline.core.Conversation;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.FinishReason;
import dev.plumbline.core.Message;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Role;
import dev.plumbline.evaluate.Measure;
import dev.plumbline.evaluate.MissingReason;
import dev.plumbline.evaluate.Score;
import dev.plumbline.evaluate.Solution;
import dev.plumbline.evaluate.log.LogHeader;
import dev.plumbline.evaluate.log.LogRecord;
import dev.plumbline.evaluate.log.RunLog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// Gathers what another tool recorded and writes it as a log.
///
/// Values that are all 0 or 1 become a rate, those in [0, 1] a bounded measure, all others an unbounded one. A
/// sample without a value stays in the log as failed or unparsable. Records stay in memory until they are
/// written.
final class ImportedSamples {
    private final List<LogRecord> records = new ArrayList<>();
    private final Set<LogRecord.Key> keys = new HashSet<>();
    private final Map<String, Measure> measures = new TreeMap<>();

    /// What else a tool tells of a sample.
    ///
    /// @param known what is known about it, such as its target
    /// @param milliseconds that it took; 0 if unknown
    record Details(Map<String, String> known, long milliseconds) {
        static final Details NONE = new Details(Map.of(), 0);
    }

    /// Adds one sample of which nothing else is known.
    void add(
            String task,
            String id,
            int epoch,
            Optional<Solution> solution,
            Map<String, Double> scores,
            String trouble) {
        add(new LogRecord.Key(task, id, epoch), solution, scores, trouble, Details.NONE);
    }

    /// Adds one sample; one whose key is there already gets the next free epoch.
    ///
    /// @param scores by measure; empty if the tool has none
    /// @param trouble why there are none; may be empty
    void add(
            LogRecord.Key key,
            Optional<Solution> solution,
            Map<String, Double> scores,
            String trouble,
            Details details) {
        int free = key.epoch();
        while (!keys.add(new LogRecord.Key(key.task(), key.id(), free))) {
            free++;
        }
        scores.forEach((name, value) -> measures.merge(name, smallest(name, value), ImportedSamples::wider));
        Score score = scores.isEmpty()
                ? Score.missing(
                        solution.isPresent() ? MissingReason.UNPARSABLE : MissingReason.FAILED,
                        trouble.substring(0, Math.min(500, trouble.length())))
                : Score.of(scores);
        records.add(new LogRecord(
                key.task(), key.id(), free, key.id(), solution, score, details.milliseconds(), details.known()));
    }

    private static Measure smallest(String name, double value) {
        if (value == 0 || value == 1) {
            return Measure.rate(name);
        }
        return value > 0 && value < 1 ? Measure.bounded(name, 0, 1) : Measure.unbounded(name);
    }

    private static Measure wider(Measure one, Measure other) {
        if (Double.isInfinite(one.low()) || other.rate()) {
            return one;
        }
        return Double.isInfinite(other.low()) || one.rate() ? other : one;
    }

    /// Writes the log.
    ///
    /// @param tool what recorded them
    /// @return how many samples
    /// @throws PlumblineException BAD_DATA if there is nothing to write, BAD_ARGUMENT if the log exists
    int write(Path log, String model, String tool) {
        if (records.isEmpty()) {
            throw new PlumblineException(ErrorCode.BAD_DATA, "there is no sample to import; name a log with samples");
        }
        if (Files.exists(log)) {
            throw new PlumblineException(ErrorCode.BAD_ARGUMENT, log + ": exists already; name a new file");
        }
        Map<String, Integer> counts = new TreeMap<>();
        int epochs = 1;
        for (LogRecord record : records) {
            counts.merge(record.task(), record.epoch() == 0 ? 1 : 0, Integer::sum);
            epochs = Math.max(epochs, record.epoch() + 1);
        }
        List<LogHeader.LoggedTask> tasks = counts.entrySet().stream()
                .map(task -> new LogHeader.LoggedTask(
                        task.getKey(), task.getValue(), "imported", List.copyOf(measures.values())))
                .toList();
        try (RunLog out = RunLog.open(log, new LogHeader(model, 0, epochs, tasks, Map.of("imported", tool)))) {
            records.forEach(out::add);
        }
        return records.size();
    }

    /// A prompt and its answer.
    static Optional<Solution> said(Conversation prompt, String answer) {
        return Optional.of(Solution.of(prompt, new Completion(answer, FinishReason.STOP, 0, 0)));
    }

    /// A prompt that is a text or a list of messages.
    static Conversation prompt(JsonNode node) {
        if (!node.isArray()) {
            return Conversation.ask(content(node));
        }
        List<Message> messages = new ArrayList<>();
        for (JsonNode message : node) {
            messages.add(new Message(role(message.path("role").asString("user")), content(message.path("content"))));
        }
        return new Conversation(messages);
    }

    static Role role(String label) {
        return switch (label) {
            case "system", "developer" -> Role.SYSTEM;
            case "assistant", "model" -> Role.ASSISTANT;
            case "tool" -> Role.TOOL;
            default -> Role.USER;
        };
    }

    /// A text, or the texts of a list of parts.
    static String content(JsonNode node) {
        if (node.isString()) {
            return node.stringValue();
        }
        if (node.isArray()) {
            StringBuilder text = new StringBuilder();
            for (JsonNode part : node) {
                text.append(
                        part.isString() ? part.stringValue() : part.path("text").asString(""));
            }
            return text.toString();
        }
        return node.isObject() ? node.path("text").asString("") : node.asString("");
    }

    /// A value as tools write one: a number, yes or no, or a letter of Inspect's; nothing else.
    static Optional<Double> value(JsonNode node) {
        if (node.isNumber() && Double.isFinite(node.doubleValue())) {
            return Optional.of(node.doubleValue());
        }
        if (node.isBoolean()) {
            return Optional.of(node.booleanValue() ? 1.0 : 0.0);
        }
        return switch (node.asString("")) {
            case "C" -> Optional.of(1.0);
            case "P" -> Optional.of(0.5);
            case "I", "N" -> Optional.of(0.0);
            default -> Optional.empty();
        };
    }
}
