package dev.plumbline.study;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// What there is to tell about a finished stage.
///
/// @param name in the study
/// @param kind what it did
/// @param started when it began
/// @param seconds how long it took, by work or from the store
/// @param cached whether its files came from the store
/// @param key the hash of all that decided what it made
/// @param inputs the content hashes of the stages that it used, by name
/// @param external the hashes of the files outside of the run that it read, by path
/// @param files the hash of each file that it made, by path in the run folder
/// @param result what it has to say
public record StageReport(
        String name,
        String kind,
        Instant started,
        double seconds,
        boolean cached,
        String key,
        Map<String, String> inputs,
        Map<String, String> external,
        Map<String, String> files,
        StageResult result) {
    public StageReport {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(started, "started");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(result, "result");
        inputs = Collections.unmodifiableMap(new TreeMap<>(inputs));
        external = Collections.unmodifiableMap(new TreeMap<>(external));
        files = Collections.unmodifiableMap(new TreeMap<>(files));
    }
}
