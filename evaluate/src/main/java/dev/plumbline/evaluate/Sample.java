package dev.plumbline.evaluate;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.Objects;

/// One question with what is known about it.
///
/// @param <T> what the scorer needs to know: the right answer, a rubric, a fact
/// @param id stable and unique within its task; the same for the same question under another condition or to
///     another model, so that results can be paired
/// @param prompt what is asked
/// @param truth what is known
/// @param cluster samples that share something (one source text, the two prompts of a pair) share a cluster, and
///     intervals allow for it; a sample on its own has its id here
public record Sample<T>(String id, Conversation prompt, T truth, String cluster) {
    public Sample {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(prompt, "prompt");
        Objects.requireNonNull(truth, "truth");
        Objects.requireNonNull(cluster, "cluster");
        if (id.isBlank()) {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA, "a sample needs an id that is not blank; give each its own");
        }
    }

    /// A sample that depends on no other.
    public Sample(String id, Conversation prompt, T truth) {
        this(id, prompt, truth, id);
    }
}
