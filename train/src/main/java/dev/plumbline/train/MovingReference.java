package dev.plumbline.train;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.NoGradient;
import dev.plumbline.engine.Tensor;
import dev.plumbline.engine.TensorScope;
import java.util.Map;

/// A reference that goes a share of the way to the policy every so many updates: ref <- share pi + (1 - share)
/// ref.
final class MovingReference implements CarriedState {
    private final Decoder policy;
    private final Decoder reference;
    private final DpoOptions options;

    MovingReference(Decoder policy, Decoder reference, DpoOptions options) {
        if (options.follows()
                && (reference == policy || !policy.adapters().active().isEmpty())) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "a reference that follows the policy needs weights of its own that all move; give a copy of the"
                            + " policy as the reference, and train without an adapter");
        }
        this.policy = policy;
        this.reference = reference;
        this.options = options;
    }

    /// Called before the gradients of update `step`, counted from 0.
    void before(long step) {
        if (!options.follows() || step == 0 || step % options.followEvery() != 0) {
            return;
        }
        try (TensorScope scope = TensorScope.open();
                NoGradient off = NoGradient.open()) {
            reference.parameters().values().lerpInPlace(policy.parameters().values(), options.followShare());
        }
    }

    @Override
    public Map<String, Tensor> tensors() {
        return options.follows() ? Map.of("reference", reference.parameters().values()) : Map.of();
    }
}
