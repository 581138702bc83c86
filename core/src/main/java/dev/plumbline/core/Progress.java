package dev.plumbline.core;

import java.util.Map;

/// Where long work says how far it is.
///
/// Implementations are safe to call from several threads and cheap enough for every step.
public interface Progress {
    /// Says nothing to anyone.
    Progress NONE = new Progress() {
        @Override
        public Meter start(String task, long total, String unit) {
            return (done, figures) -> {};
        }

        @Override
        public void note(String line) {}
    };

    /// Begins a task of `total` units (0 if unknown), such as 60 `steps` of `dpo-truthful`.
    Meter start(String task, long total, String unit);

    /// One line that a person should read once.
    void note(String line);

    /// The meter of one task; closing it says that the task is over.
    @FunctionalInterface
    interface Meter extends AutoCloseable {
        /// `done` units are finished by now; `figures` are live values by name, such as `loss` or `tokens/s`.
        void at(long done, Map<String, Double> figures);

        @Override
        default void close() {}
    }
}
