package dev.plumbline.engine.reference;

import dev.plumbline.engine.Engine;
import dev.plumbline.engine.EngineOptions;
import dev.plumbline.engine.Precision;

/// Float-32 arithmetic with a certain number of threads, for as long as a check takes.
final class Arithmetic {
    private Arithmetic() {}

    /// Runs the check on the engine thread, once for each number of threads of the settings; the engine's options
    /// are as before afterwards.
    static void inEach(EngineReference.Settings settings, Runnable check) {
        EngineOptions before = Engine.options();
        try {
            for (int count : settings.threads()) {
                Engine.configure(new EngineOptions(count, Precision.FLOAT32, settings.device()));
                Engine.run(check);
            }
        } finally {
            Engine.configure(before);
        }
    }
}
