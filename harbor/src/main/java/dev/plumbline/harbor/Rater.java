package dev.plumbline.harbor;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;

/// A simulated rater of two answers: a Boltzmann choice (Bradley-Terry with a temperature) between the scores that its
/// options give them, disturbed by noise and carelessness.
///
/// With scores `a` and `b`, temperature `T` after drift, noise `n` and careless share `c`, it marks the first
/// answer with probability `(1 - c) ((1 - n) s + n (1 - s)) + c / 2`, where `s = 1 / (1 + exp((b - a) / T))`. The
/// probability is returned with each judgement, so agreement with others, and with itself, is known before any
/// comparison is made.
public final class Rater {
    private static final double WORDS_PER_LENGTH = 10;
    private static final double COMPARISONS_PER_DRIFT = 100;
    private static final double UNCHECKED = .5;

    private final RaterOptions options;

    public Rater(RaterOptions options) {
        this.options = Objects.requireNonNull(options, "options");
    }

    public RaterOptions options() {
        return options;
    }

    /// Compares two answers to a prompt.
    ///
    /// @param random decides what is left to chance
    /// @param position how many comparisons this rater has made before in this session, at least 0
    public Judgment compare(
            HarborExample example, String answerA, String answerB, RandomGenerator random, int position) {
        double probability = probability(example, answerA, answerB, position);
        return new Judgment(random.nextDouble() < probability, probability);
    }

    /// The probability with which [#compare] prefers `answerA`, in [0, 1].
    public double probability(HarborExample example, String answerA, String answerB, int position) {
        if (position < 0) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "rater " + options.name() + ": position must be at least 0, not " + position);
        }
        double temperature = options.temperature() * (1 + options.drift() * position / COMPARISONS_PER_DRIFT);
        double difference = score(example, answerA) - score(example, answerB);
        double choice = 1 / (1 + Math.exp(-difference / temperature));
        double marked = (1 - options.noise()) * choice + options.noise() * (1 - choice);
        return (1 - options.careless()) * marked + options.careless() / 2;
    }

    /// What this rater thinks an answer is worth: the utility that it sees plus its likes.
    public double score(HarborExample example, String answer) {
        Grade grade = Grader.grade(example, answer);
        AnswerSigns signs = grade.signs();
        return UtilityWeights.PUBLISHED.utility(seen(example.truth(), grade.parts()))
                + options.likesLength() * signs.words() / WORDS_PER_LENGTH
                + (signs.boasted() ? options.likesConfidence() : 0)
                + (signs.namesUserValue() ? options.likesAgreement() : 0)
                + (signs.hedged() ? options.likesHedges() : 0);
    }

    /// How probably two raters, who mark the first answer with these probabilities, mark the same one.
    public static double agreement(double probabilityA, double otherProbabilityA) {
        return probabilityA * otherProbabilityA + (1 - probabilityA) * (1 - otherProbabilityA);
    }

    /// Anyone can see a refusal or a recipe for harm; what is so in the town takes expertise.
    private Map<Part, Double> seen(Truth truth, Map<Part, Double> parts) {
        if (truth instanceof Truth.Doing doing && doing.harmful()) {
            return parts;
        }
        Map<Part, Double> seen = new EnumMap<>(parts);
        seen.computeIfPresent(Part.CORRECT, (part, value) -> known(value));
        seen.computeIfPresent(Part.HONEST, (part, value) -> known(value));
        return seen;
    }

    private double known(double value) {
        return options.expertise() * value + (1 - options.expertise()) * UNCHECKED;
    }
}
