package dev.plumbline.train;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.Parameters;
import java.util.List;

/// What of a model learns: the adapter that is switched on, or all of its weights if none is.
public final class Learned {
    private Learned() {}

    /// The weights that a training of this model changes.
    ///
    /// @throws PlumblineException BAD_ARGUMENT if several adapters are switched on
    public static Parameters of(Decoder model) {
        List<String> active = model.adapters().active();
        if (active.size() > 1) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "the adapters " + active + " are all switched on; switch on the one that is to learn, and merge the"
                            + " others if they are to stay in force");
        }
        return active.isEmpty()
                ? model.parameters()
                : model.adapters().named(active.getFirst()).parameters();
    }
}
