package dev.plumbline.study.stages;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.List;

/// Range checks of options, in the words that point at a line of a study file.
final class Checks {
    private Checks() {}

    static void atLeast(String name, long value, long least) {
        if (value < least) {
            throw bad(name + " must be " + least + " or more, not " + value);
        }
    }

    static void positive(String name, double value) {
        if (!(value > 0 && Double.isFinite(value))) {
            throw bad(name + " must be above 0, not " + value);
        }
    }

    static void within(String name, double value, double low, double high) {
        if (!(value >= low && value <= high)) {
            throw bad(name + " must lie in [" + low + ", " + high + "], not " + value);
        }
    }

    /// Each number above the one before it.
    static void rising(String name, List<Integer> values) {
        for (int i = 1; i < values.size(); i++) {
            if (values.get(i) <= values.get(i - 1)) {
                throw bad(name + " must rise; found " + values);
            }
        }
    }

    /// The sizes of a decoder: each at least 1, the width a multiple of an even size for each head.
    static void decoder(int layers, int width, int heads, int feedForward) {
        atLeast("layers", layers, 1);
        atLeast("heads", heads, 1);
        atLeast("feed-forward", feedForward, 1);
        if (width < 1 || width % heads != 0 || width / heads % 2 != 0) {
            throw bad("width must give every head an even size; found width " + width + ", heads " + heads);
        }
    }

    static PlumblineException bad(String what) {
        return new PlumblineException(ErrorCode.BAD_STUDY, what);
    }
}
