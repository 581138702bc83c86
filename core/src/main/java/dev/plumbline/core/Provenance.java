package dev.plumbline.core;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// From what, and how, a model or a data set was made: enough to make it again.
///
/// @param maker what made it, such as `dpo`
/// @param parents hashes of what it was made from, by role, such as `model` or `feedback`
/// @param options every option in force, by name, defaults included
/// @param seed the seed it was made under
/// @param versions versions of what ran, by name, such as `plumbline` or `java`
/// @param machine what it ran on, by name, such as `cpu`, `threads` or `precision`
public record Provenance(
        String maker,
        Map<String, String> parents,
        Map<String, String> options,
        long seed,
        Map<String, String> versions,
        Map<String, String> machine) {
    public Provenance {
        Objects.requireNonNull(maker, "maker");
        parents = Collections.unmodifiableMap(new TreeMap<>(parents));
        options = Collections.unmodifiableMap(new TreeMap<>(options));
        versions = Collections.unmodifiableMap(new TreeMap<>(versions));
        machine = Collections.unmodifiableMap(new TreeMap<>(machine));
    }
}
