package dev.plumbline.evaluate.run;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Estimate;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.evaluate.AlwaysValid;
import dev.plumbline.evaluate.Measure;
import dev.plumbline.evaluate.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/// When enough samples of a task have been asked: after every block of them, by the always-valid interval of one
/// measure, so that looking spoils nothing.
///
/// @param measure whose interval is looked at; empty for the task's first
/// @param every samples in a block, at least 1; clusters are never torn apart, so that a block may be larger
/// @param width enough once half the interval is at most this, in the measure's unit; 0 for never
/// @param above enough once the whole interval lies above; infinite for never
/// @param below enough once the whole interval lies below; -infinite for never
public record StopRule(String measure, int every, double width, double above, double below) {
    /// All samples are asked.
    public static final StopRule NEVER = new StopRule("", 1, 0, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);

    public StopRule {
        Objects.requireNonNull(measure, "measure");
        if (every < 1) {
            throw bad("stop: every must be 1 or more, not " + every);
        }
        if (!(width >= 0 && Double.isFinite(width))) {
            throw bad("stop: width must be 0 or more, not " + width);
        }
        if (Double.isNaN(above) || Double.isNaN(below)) {
            throw bad("stop: above and below must be numbers");
        }
    }

    /// Whether anything can end a task early.
    public boolean on() {
        return width > 0 || Double.isFinite(above) || Double.isFinite(below);
    }

    /// The measure of a task that is looked at.
    ///
    /// @throws PlumblineException BAD_ARGUMENT if the task has no such measure, or one whose scale has no ends
    Measure measure(Task<?> task) {
        List<Measure> fit = task.measures().stream().filter(AlwaysValid::bears).toList();
        return task.measures().stream()
                .filter(one -> measure.isEmpty() || one.name().equals(measure))
                .findFirst()
                .filter(fit::contains)
                .orElseThrow(() -> bad("stop: task " + task.name() + " cannot be ended by \""
                        + (measure.isEmpty() ? task.measures().getFirst().name() : measure)
                        + "\", which it does not measure or whose scale has no ends; there are "
                        + fit.stream().map(Measure::name).collect(Collectors.joining(", "))));
    }

    /// Why an estimate is enough; empty if it is not.
    public Optional<String> reason(Estimate estimate) {
        if ((estimate.high() - estimate.low()) / 2 <= width) {
            return Optional.of("half its interval is at most " + text(width));
        }
        if (estimate.low() > above) {
            return Optional.of("its interval lies above " + text(above));
        }
        return estimate.high() < below ? Optional.of("its interval lies below " + text(below)) : Optional.empty();
    }

    /// The rule in words, for a log's header.
    String words() {
        List<String> words = new ArrayList<>();
        if (width > 0) {
            words.add("width " + text(width));
        }
        if (Double.isFinite(above)) {
            words.add("above " + text(above));
        }
        if (Double.isFinite(below)) {
            words.add("below " + text(below));
        }
        return String.join(" or ", words) + (measure.isEmpty() ? "" : " of " + measure) + ", every " + every;
    }

    private static String text(double value) {
        return Double.toString(value).replaceFirst("\\.0$", "");
    }

    private static PlumblineException bad(String what) {
        return new PlumblineException(ErrorCode.BAD_ARGUMENT, what);
    }
}
