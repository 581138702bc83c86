package dev.plumbline.train;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.Decoder;
import java.util.function.Function;

/// The model that a policy is held to. A policy that learns through an adapter is its own reference: with the adapter
/// switched off it is what it was before, and no second model takes memory.
final class Reference {
    private final Decoder policy;
    private final Decoder reference;

    /// @param reference a model of its own, or the policy itself
    /// @param training how errors name the training
    /// @throws PlumblineException BAD_ARGUMENT if the two have vocabularies of different sizes
    Reference(Decoder policy, Decoder reference, String training) {
        if (reference.config().vocabulary() != policy.config().vocabulary()) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    training + ": the reference has " + reference.config().vocabulary() + " tokens and the policy "
                            + policy.config().vocabulary()
                            + "; log-probabilities compare only over one vocabulary, so give a reference with the same"
                            + " tokenizer");
        }
        this.policy = policy;
        this.reference = reference;
    }

    /// What the work reads in the reference before the first update, when a policy is still what it was.
    <T> T atStart(Function<Decoder, T> work) {
        return reference == policy ? policy.adapters().without(() -> work.apply(policy)) : work.apply(reference);
    }

    /// What the work reads in the reference at any time.
    ///
    /// @throws PlumblineException BAD_ARGUMENT if the reference is the policy and all of its weights learn
    <T> T read(Function<Decoder, T> work) {
        if (reference == policy && policy.adapters().active().isEmpty()) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "the policy cannot be its own reference while all of its weights learn; give a copy of it, or let"
                            + " an adapter learn");
        }
        return atStart(work);
    }
}
