package dev.plumbline.evaluate.compare;

import dev.plumbline.evaluate.TaskResult;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// A run as it can be compared: how it was set up, and its samples.
///
/// @param name the run's folder or file
/// @param setup what decided its figures, by name
/// @param results by task and model; what is known of a sample, by name, names its subgroups
public record StoredRun(String name, Map<String, String> setup, List<TaskResult<Map<String, String>>> results) {
    public StoredRun {
        Objects.requireNonNull(name, "name");
        setup = Collections.unmodifiableMap(new TreeMap<>(setup));
        results = List.copyOf(results);
    }
}
