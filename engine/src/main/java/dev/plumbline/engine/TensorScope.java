package dev.plumbline.engine;

import org.bytedeco.javacpp.PointerScope;
import org.jspecify.annotations.Nullable;

/// Owns every tensor made while it is the innermost scope of the engine thread, and frees them all when it closes.
///
/// A training step, a forward pass or a sampled token opens one; what must outlive it is kept by name with [#keep].
/// Scopes nest like blocks, and a tensor must not be used after its scope has closed.
public final class TensorScope implements AutoCloseable {
    private final PointerScope native_;
    private final @Nullable PointerScope outer;

    private TensorScope() {
        Engine.requireEngineThread();
        outer = PointerScope.getInnerScope();
        native_ = new PointerScope();
    }

    /// Opens a scope inside the current one.
    ///
    /// @throws dev.plumbline.core.PlumblineException BAD_ARGUMENT if this is not the engine thread
    public static TensorScope open() {
        return new TensorScope();
    }

    /// Hands the tensor to the enclosing scope, so that it lives on when this one closes. Without an enclosing scope it
    /// lives until [Tensor#close].
    public Tensor keep(Tensor tensor) {
        if (outer == null) {
            tensor.raw().retainReference();
        } else {
            outer.attach(tensor.raw());
        }
        return tensor;
    }

    @Override
    public void close() {
        native_.close();
    }
}
