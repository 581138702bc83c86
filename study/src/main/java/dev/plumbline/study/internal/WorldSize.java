package dev.plumbline.study.internal;

import dev.plumbline.study.RunSettings;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// How many processes run a study, in the environment that decides its figures.
///
/// A number of processes changes results by rounding alone. So a run may be gone on with by another number, while the
/// store tells them apart.
final class WorldSize {
    private static final String PROCESSES = RunSettings.PROCESSES;
    private static final String THREADS = "threads";

    private WorldSize() {}

    /// Whether two environments are the same, but for the number of processes and the threads that each of them has.
    static boolean allowsGoingOn(Map<String, String> before, Map<String, String> now) {
        if (Objects.equals(before.get(PROCESSES), now.get(PROCESSES))) {
            return before.equals(now);
        }
        return without(before).equals(without(now));
    }

    private static Map<String, String> without(Map<String, String> environment) {
        Map<String, String> rest = new TreeMap<>(environment);
        rest.remove(PROCESSES);
        rest.remove(THREADS);
        return rest;
    }

    /// In words.
    static String said(Map<String, String> environment) {
        String processes = environment.getOrDefault(PROCESSES, "1");
        return processes + (processes.equals("1") ? " process" : " processes");
    }
}
