package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.Objects;

/// How the tensor library computes.
///
/// @param threads cores for one operation, 1 or more; 0 takes all that the machine has
/// @param precision arithmetic of matrix products
/// @param device where tensors lie; models are opened after this was chosen, and stay where they are
public record EngineOptions(int threads, Precision precision, Device device) {
    public EngineOptions {
        Objects.requireNonNull(precision, "precision");
        Objects.requireNonNull(device, "device");
        if (threads < 0) {
            throw new PlumblineException(ErrorCode.BAD_ARGUMENT, "threads must be 0 (all) or more, not " + threads);
        }
    }

    /// On the processor.
    public EngineOptions(int threads, Precision precision) {
        this(threads, precision, Device.CPU);
    }

    /// One thread, plain float 32: the choice for tests, for small models, and for comparing numbers between
    /// machines.
    public static EngineOptions exact() {
        return new EngineOptions(1, Precision.FLOAT32);
    }

    /// These options with another number of threads.
    public EngineOptions withThreads(int other) {
        return new EngineOptions(other, precision, device);
    }

    /// The number of threads that 0 stands for on this machine.
    public int resolvedThreads() {
        return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    }

    /// How many pieces of work are computed side by side: one a thread, and one on an accelerator, which shares out
    /// a piece by itself.
    public int sideBySide() {
        return device.cuda() ? 1 : resolvedThreads();
    }
}
