package dev.plumbline.engine.reference;

import dev.plumbline.engine.Engine;
import dev.plumbline.engine.EngineOptions;
import dev.plumbline.engine.Precision;
import java.util.List;

/// Float-32 arithmetic with a certain number of threads, for as long as a check takes.
final class Arithmetic {
    private Arithmetic() {}

    /// Runs the check on the engine thread, once for each number of threads; the engine's options are as before
    /// afterwards.
    static void inEach(List<Integer> threads, Runnable check) {
        EngineOptions before = Engine.options();
        try {
            for (int count : threads) {
                Engine.configure(new EngineOptions(count, Precision.FLOAT32));
                Engine.run(check);
            }
        } finally {
            Engine.configure(before);
        }
    }
}
