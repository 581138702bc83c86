package dev.plumbline.train.watch;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;

/// Holds the mean of one figure over the last updates against a rule. Nothing is said before the first window is
/// full.
public final class WindowAlarm implements Alarm {
    /// Updates in a window where nothing else is said: enough to tell a trend from the noise of one batch.
    public static final int WINDOW = 5;

    private final String name;
    private final String figure;
    private final int window;
    private final Rule rule;
    private final String what;
    private final String cure;
    private final Deque<Double> last = new ArrayDeque<>();
    private double first = Double.NaN;
    private boolean burning;

    /// @param figure which figure is watched
    /// @param window updates whose mean is judged, at least 1
    /// @param what the figure is, in words, to begin a sentence
    /// @param cure what it means and what to do, in a sentence
    public WindowAlarm(String name, String figure, int window, Rule rule, String what, String cure) {
        if (window < 1) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, "the window of alarm \"" + name + "\" must be 1 or more, not " + window);
        }
        this.name = name;
        this.figure = figure;
        this.window = window;
        this.rule = rule;
        this.what = what;
        this.cure = cure;
    }

    /// KL to the reference of an answer, in nats, above a limit.
    ///
    /// @param limit in nats per answer; the published fits of over-optimisation end at about 10
    public static WindowAlarm kl(double limit) {
        return new WindowAlarm(
                "kl",
                "answer-kl",
                WINDOW,
                new Rule.Above(limit),
                "the policy's KL to the reference, in nats per answer, is",
                "It is far from what the reward model knows; raise the KL coefficient, lower the rate, or stop earlier.");
    }

    /// Entropy fallen below a share of what it was.
    public static WindowAlarm entropy(double share) {
        return new WindowAlarm(
                "entropy",
                "entropy",
                WINDOW,
                new Rule.BelowShare(share),
                "the policy's entropy, in nats per token, is",
                "It has all but stopped exploring; raise the KL coefficient or the clip's upper end, or lower the rate.");
    }

    /// Answers grown or shrunk by a factor.
    public static WindowAlarm length(double factor) {
        return new WindowAlarm(
                "length",
                "length",
                WINDOW,
                new Rule.Outside(factor),
                "the mean length of an answer, in tokens, is",
                "The reward pays for length or against it; control for length, or look at what is written.");
    }

    /// Repeated three-word sequences within answers more frequent than at first.
    public static WindowAlarm repetition(double rise) {
        return new WindowAlarm(
                "repetition",
                "repetition",
                WINDOW,
                new Rule.RiseBy(rise),
                "the share of an answer's three-token sequences that it has already written is",
                "The policy repeats itself; look at its answers, and take repetition off the reward.");
    }

    /// Most groups' rewards are all equal.
    ///
    /// @param share of groups, in [0, 1)
    public static WindowAlarm ties(double share) {
        return new WindowAlarm(
                "ties",
                "flat-groups",
                WINDOW,
                new Rule.Above(share),
                "the share of groups whose answers all have one reward is",
                "They teach nothing; choose prompts of middling difficulty, sample more answers, or use a finer reward.");
    }

    /// Answers unlike those that the reward model learned from.
    ///
    /// @param limit in units of the mean distance of the reward model's own data, which is 1
    public static WindowAlarm outOfDistribution(double limit) {
        return new WindowAlarm(
                "out-of-distribution",
                "reward-distance",
                WINDOW,
                new Rule.Above(limit),
                "the answers' distance from the reward model's training data, whose own is 1, is",
                "Its rewards there are guesses; gather comparisons of such answers, use an ensemble, or stop earlier.");
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<Warning> observe(long step, Map<String, Double> figures) {
        Double value = figures.get(figure);
        if (value == null || value.isNaN()) {
            return Optional.empty();
        }
        last.addLast(value);
        if (last.size() > window) {
            last.removeFirst();
        }
        if (last.size() < window) {
            return Optional.empty();
        }
        double mean = last.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        if (Double.isNaN(first)) {
            first = mean;
        }
        boolean was = burning;
        burning = rule.broken(first, mean);
        return burning && !was
                ? Optional.of(new Warning(name, step, what + " " + rule.says(first, mean) + ". " + cure))
                : Optional.empty();
    }
}
