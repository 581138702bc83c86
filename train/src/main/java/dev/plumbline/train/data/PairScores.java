package dev.plumbline.train.data;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Estimate;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Preference;
import dev.plumbline.core.stats.Mean;
import dev.plumbline.core.stats.Proportion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/// What one scorer made of held-out pairs, pair by pair, so that scorers can be compared on the same pairs.
///
/// @param scorer the scorer's name
/// @param scores in the order of the pairs, at least one
public record PairScores(String scorer, List<PairScore> scores) {
    /// One pair.
    ///
    /// @param line the pair's line
    /// @param logit log-odds that the chosen answer is better, finite; above 0 is right, below wrong, 0 undecided
    /// @param lengthDifference characters of the chosen answer less those of the rejected one
    public record PairScore(int line, double logit, int lengthDifference) {
        public PairScore {
            if (!Double.isFinite(logit)) {
                throw new PlumblineException(
                        ErrorCode.NOT_FINITE, "line " + line + ": the score is " + logit + "; a score must be finite");
            }
        }

        /// 1 if right, 0 if wrong, 1/2 if undecided.
        public double outcome() {
            return logit > 0 ? 1 : logit < 0 ? 0 : 0.5;
        }
    }

    /// Accuracy where chosen answers are so much longer.
    ///
    /// @param low the least length difference in this bucket, in characters
    /// @param high the greatest
    public record LengthBucket(int low, int high, Estimate accuracy) {}

    public PairScores {
        Objects.requireNonNull(scorer, "scorer");
        scores = List.copyOf(scores);
        if (scores.isEmpty()) {
            throw new PlumblineException(
                    ErrorCode.UNDEFINED, "no pairs were scored by " + scorer + "; hold out at least one");
        }
    }

    /// Scores every pair.
    public static PairScores of(PairScorer scorer, List<Located<Preference>> pairs) {
        double[] logits =
                pairs.stream().mapToDouble(p -> scorer.logit(p.value())).toArray();
        return of(scorer.name(), pairs, logits);
    }

    /// Takes scores that were computed elsewhere.
    ///
    /// @param logits one for each pair, in the same order
    public static PairScores of(String scorer, List<Located<Preference>> pairs, double[] logits) {
        if (pairs.size() != logits.length) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, logits.length + " scores for " + pairs.size() + " pairs; give one each");
        }
        List<PairScore> scores = new ArrayList<>(logits.length);
        for (int i = 0; i < logits.length; i++) {
            Located<Preference> pair = pairs.get(i);
            scores.add(new PairScore(pair.line(), logits[i], LengthBias.lengthDifference(pair.value())));
        }
        return new PairScores(scorer, scores);
    }

    /// For each pair 1 if right, 0 if wrong, 1/2 if undecided: what paired comparisons of scorers work on.
    public double[] outcomes() {
        return scores.stream().mapToDouble(PairScore::outcome).toArray();
    }

    /// For each pair the probability given to the chosen answer, in [0, 1].
    public double[] probabilities() {
        return scores.stream().mapToDouble(s -> Logistic.probability(s.logit())).toArray();
    }

    /// For each pair the probability given to the answer that the scorer prefers, in [1/2, 1]: with [#outcomes], what a
    /// calibration curve is made from. (The probability of the chosen answer would not do: its outcome is always
    /// 1.)
    public double[] confidences() {
        return scores.stream()
                .mapToDouble(s -> Logistic.probability(Math.abs(s.logit())))
                .toArray();
    }

    /// The mean of -log p(chosen), in nats; log 2 = .693 for a scorer that knows nothing.
    public double logLoss() {
        return scores.stream()
                .mapToDouble(s -> Logistic.loss(s.logit()))
                .average()
                .orElseThrow();
    }

    /// The share of pairs on which the scorer is right, undecided ones counting half: Wilson's interval, or, where
    /// some are undecided, Student's for the mean of [#outcomes].
    ///
    /// @param level the interval's coverage, in (0, 1)
    public Estimate accuracy(double level) {
        return accuracy(scores, level);
    }

    /// Accuracy in buckets of about equal size by signed length difference, ascending; equal differences share a
    /// bucket. A scorer that only sees length is at its best in the last one and at its worst in the first.
    ///
    /// @param buckets how many at most, at least 1
    public List<LengthBucket> byLengthDifference(int buckets, double level) {
        if (buckets < 1) {
            throw new PlumblineException(ErrorCode.BAD_ARGUMENT, "buckets must be at least 1, not " + buckets);
        }
        List<PairScore> sorted = scores.stream()
                .sorted(Comparator.comparingInt(PairScore::lengthDifference))
                .toList();
        List<LengthBucket> result = new ArrayList<>();
        int from = 0;
        for (int bucket = 1; bucket <= buckets && from < sorted.size(); bucket++) {
            int to = Math.max(from + 1, (int) ((long) sorted.size() * bucket / buckets));
            int last = sorted.get(to - 1).lengthDifference();
            while (to < sorted.size() && sorted.get(to).lengthDifference() == last) {
                to++;
            }
            result.add(new LengthBucket(
                    sorted.get(from).lengthDifference(), last, accuracy(sorted.subList(from, to), level)));
            from = to;
        }
        return result;
    }

    private static Estimate accuracy(List<PairScore> some, double level) {
        double[] outcomes = some.stream().mapToDouble(PairScore::outcome).toArray();
        boolean decided = Arrays.stream(outcomes).noneMatch(o -> o == 0.5);
        return decided
                ? new Proportion((int) Arrays.stream(outcomes).sum(), outcomes.length).wilson(level)
                : Mean.of(outcomes).interval(level);
    }
}
