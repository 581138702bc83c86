package dev.plumbline.study.internal;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.study.Evidence;
import dev.plumbline.study.StudyStage;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/// What the evidence says about a stage that ended well.
///
/// @param key the hash of everything that decided the content
/// @param content one hash for all its files, arranged as the stage wrote them: what later stages' keys are made from
/// @param cached whether the files came from the store
/// @param seconds how long it took, from the store or by work
/// @param started when it began
/// @param inputs the content hashes of its input stages, by name
/// @param external the hashes of the files outside of the run that it read, by path
/// @param files the hash of each file, by path in the run folder
public record FinishedStage(
        String name,
        String kind,
        String key,
        String content,
        boolean cached,
        double seconds,
        Instant started,
        SortedMap<String, String> inputs,
        SortedMap<String, String> external,
        SortedMap<String, String> files) {
    public FinishedStage {
        if (!StudyStage.isName(name)) {
            throw new IllegalArgumentException("no stage can be called \"" + Nearest.shortened(name) + "\"");
        }
        inputs = Collections.unmodifiableSortedMap(new TreeMap<>(inputs));
        external = Collections.unmodifiableSortedMap(new TreeMap<>(external));
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }

    /// As the particulars of a line of evidence.
    public Map<String, Object> data() {
        Map<String, Object> data = new TreeMap<>();
        data.put("stage", name);
        data.put("kind", kind);
        data.put("key", key);
        data.put("content", content);
        data.put("cached", cached);
        data.put("seconds", seconds);
        data.put("started", started.toString());
        data.put("inputs", inputs);
        data.put("external", external);
        data.put("files", files);
        return data;
    }

    /// The stages that a chain says are finished, the latest word on each, in the order in which they ended.
    ///
    /// The names are safe to be used in paths, whoever wrote the chain.
    ///
    /// @throws PlumblineException MISMATCH if a line does not describe a stage
    public static List<FinishedStage> in(List<Evidence> chain) {
        Map<String, FinishedStage> latest = new LinkedHashMap<>();
        for (Evidence line : chain) {
            if (line.type() == Evidence.Type.STAGE_FINISHED) {
                FinishedStage stage = of(line);
                latest.put(stage.name(), stage);
            }
        }
        return List.copyOf(latest.values());
    }

    private static FinishedStage of(Evidence line) {
        Map<String, Object> data = line.data();
        try {
            return new FinishedStage(
                    text(data, "stage"),
                    text(data, "kind"),
                    text(data, "key"),
                    text(data, "content"),
                    Boolean.TRUE.equals(data.get("cached")),
                    number(data, "seconds"),
                    Instant.parse(text(data, "started")),
                    texts(data, "inputs"),
                    texts(data, "external"),
                    texts(data, "files"));
        } catch (IllegalArgumentException | DateTimeParseException e) {
            throw new PlumblineException(
                    ErrorCode.MISMATCH,
                    "evidence.jsonl line " + (line.seq() + 1) + ": does not describe a finished stage ("
                            + e.getMessage() + "); do not rely on this run",
                    e);
        }
    }

    /// The text of a key of a line of evidence.
    public static String text(Map<String, Object> data, String key) {
        return Objects.toString(data.get(key));
    }

    /// The number of a key of a line of evidence; 0 if there is none.
    public static double number(Map<String, Object> data, String key) {
        return data.get(key) instanceof Number number ? number.doubleValue() : 0;
    }

    /// The mapping from text to text of a key of a line of evidence; empty if there is none.
    public static SortedMap<String, String> texts(Map<String, Object> data, String key) {
        SortedMap<String, String> texts = new TreeMap<>();
        if (data.get(key) instanceof Map<?, ?> map) {
            map.forEach((name, value) -> texts.put(String.valueOf(name), String.valueOf(value)));
        }
        return texts;
    }
}
