package dev.plumbline.train;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.List;

/// What is measured while a model learns, on items that it does not learn from.
///
/// The curves get a point of every figure, under the name `held-out-FIGURE`, before the first update, after every
/// `every` updates and after the last. The weights of the best point by the first figure are kept beside the
/// training's checkpoint, as `best.safetensors`.
///
/// @param every updates between measurements, at least 1; 0 measures nothing
/// @param measure gives the figures of the model as it is, on the engine thread; at least one
/// @param patience ends the training early once as many measurements in a row lie below the best one, by the first
/// figure,
/// by more than chance (see [EarlyStopping]); 0 never does
public record HeldOut(int every, Measure measure, int patience) {
    /// Nothing is measured.
    public static final HeldOut NONE = new HeldOut(0, List::of);

    /// Measures the model as it is.
    @FunctionalInterface
    public interface Measure {
        /// The figures, the one that decides which weights are best first; the same names each time.
        List<HeldOutFigure> figures();
    }

    /// To the end.
    public HeldOut(int every, Measure measure) {
        this(every, measure, 0);
    }

    public HeldOut {
        if (patience < 0) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, "the patience of early stopping must be 0 or more, not " + patience);
        }
        if (every < 0) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, "updates between measurements must be 0 or more, not " + every);
        }
    }

    boolean due(long step, long steps) {
        return every > 0 && (step % every == 0 || step == steps);
    }
}
