package dev.plumbline.train.watch;

import dev.plumbline.core.Progress;
import dev.plumbline.train.Onlooker;
import dev.plumbline.train.TrainingCurves;

/// The usual alarms on a training while it runs: a warning is said at once. A training that was gone on with is looked
/// through from its beginning first, so that alarms know what figures were like then; what they had to say of that was
/// said before.
public final class LiveWatch implements Onlooker {
    private final Watch watch = Watch.usual();
    private final Progress progress;
    private boolean begun;

    /// @param progress told every warning
    public LiveWatch(Progress progress) {
        this.progress = progress;
    }

    @Override
    public void after(long step, TrainingCurves curves) {
        if (!begun) {
            begun = true;
            watch.over(curves, step - 1);
        }
        watch.at(step, curves).forEach(warning -> progress.note("warning: " + warning));
    }
}
