package dev.plumbline.study;

import dev.plumbline.study.internal.CanonicalJson;
import dev.plumbline.study.internal.Sha256;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;

/// One line of the record of a run, bound to all lines before it.
///
/// @param seq its number in the chain, from 0
/// @param time when it was written
/// @param type what happened
/// @param data the particulars: text, numbers, booleans, lists, and mappings by text
/// @param before the hash of the line before; 64 zeros in the first one
/// @param hash SHA-256 of the line's canonical JSON without this component
public record Evidence(long seq, Instant time, Type type, Map<String, Object> data, String before, String hash) {
    /// What stands in the first line for the hash of the line before.
    public static final String NOTHING_BEFORE = "0".repeat(64);

    /// What can happen to a run.
    public enum Type {
        /// A run folder was made; with the study's hash, environment, machine and command.
        RUN_STARTED,
        /// A process went on with a run that had been interrupted.
        RUN_RESUMED,
        /// A stage began; with its key, seed and the hashes of its inputs.
        STAGE_STARTED,
        /// A stage ended well; with the hashes of all its files, and whether they came from the store.
        STAGE_FINISHED,
        /// A stage ended with an error.
        STAGE_FAILED,
        /// All stages are done; with the hashes of the log and the report.
        RUN_FINISHED,
        /// The end: nothing comes after it.
        SEALED;

        String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public Evidence {
        data = Collections.unmodifiableMap(new TreeMap<>(data));
    }

    /// A line that follows the one whose hash is `before`.
    public static Evidence of(long seq, Instant time, Type type, Map<String, Object> data, String before) {
        return new Evidence(
                seq, time, type, data, before, Sha256.of(CanonicalJson.write(body(seq, time, type, data, before))));
    }

    /// The line as the file holds it, without its line break.
    public String line() {
        Map<String, Object> all = body(seq, time, type, data, before);
        all.put("hash", hash);
        return CanonicalJson.write(all);
    }

    /// The line that a text spells, which must be exactly the text that [#line] gives, with the right hash.
    ///
    /// @throws IllegalArgumentException if it is not, saying why
    public static Evidence parse(String text) {
        try {
            Map<String, Object> all = CanonicalJson.read(text);
            if (all.get("seq") instanceof Number seq
                    && all.get("time") instanceof String time
                    && all.get("type") instanceof String label
                    && all.get("data") instanceof Map<?, ?> data
                    && all.get("before") instanceof String before) {
                Map<String, Object> particulars = new TreeMap<>();
                data.forEach((key, value) -> particulars.put((String) key, value));
                Evidence line = of(seq.longValue(), Instant.parse(time), type(label), particulars, before);
                if (line.line().equals(text)) {
                    return line;
                }
                throw new IllegalArgumentException("does not match its own hash");
            }
            throw new IllegalArgumentException("lacks seq, time, type, data or before");
        } catch (JacksonException | DateTimeParseException | NullPointerException e) {
            throw new IllegalArgumentException("is not a line of evidence", e);
        }
    }

    private static Type type(String label) {
        for (Type type : Type.values()) {
            if (type.label().equals(label)) {
                return type;
            }
        }
        throw new IllegalArgumentException("has an unknown type");
    }

    private static Map<String, Object> body(
            long seq, Instant time, Type type, Map<String, Object> data, String before) {
        Map<String, Object> body = new TreeMap<>();
        body.put("seq", seq);
        body.put("time", time.toString());
        body.put("type", type.label());
        body.put("data", data);
        body.put("before", before);
        return body;
    }
}
