package dev.plumbline.engine;

import org.bytedeco.pytorch.AutoGradMode;

/// While one is open on the engine thread, operations record nothing for a backward pass.
public final class NoGradient implements AutoCloseable {
    private final AutoGradMode mode;

    private NoGradient() {
        Engine.requireEngineThread();
        mode = new AutoGradMode(false);
    }

    /// Switches recording off until the result is closed; nests.
    public static NoGradient open() {
        return new NoGradient();
    }

    @Override
    public void close() {
        mode.close();
    }
}
