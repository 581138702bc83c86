package dev.plumbline.train.data;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Preference;
import dev.plumbline.core.Seed;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// Looks at nothing but how often each word occurs in each answer: logistic regression on the difference of word
/// counts, which is a Bradley-Terry model whose reward is a sum of word weights.
///
/// Minimises mean(-log sigma(w · (counts(chosen) - counts(rejected)))) + l2/2 |w|^2 over the training pairs, with
/// no intercept, so that exchanging the answers negates the score. Everything but the strength of the penalty is
/// determined by the pairs; the strength is chosen on an inner held-out part.
public final class WordBaseline implements PairScorer {
    private static final double TOLERANCE = 1e-7;
    private static final int MOST_ITERATIONS = 500;
    private static final double INNER_SHARE = 0.2;

    private final WordCounts counts;
    private final double[] weights;
    private final double l2;

    private WordBaseline(WordCounts counts, double[] weights, double l2) {
        this.counts = counts;
        this.weights = weights;
        this.l2 = l2;
    }

    /// How to fit.
    ///
    /// @param penalties candidate strengths l2, each positive and finite, at least one; default 1, .3, .1, .03,
    /// .01, .003
    /// @param leastPairs pairs that a word must occur in, at least 1; default 2
    /// @param mostWords the largest vocabulary, at least 1; default 50,000
    public record Options(List<Double> penalties, int leastPairs, int mostWords) {
        public static final Options DEFAULT = new Options(List.of(1.0, 0.3, 0.1, 0.03, 0.01, 0.003), 2, 50_000);

        public Options {
            penalties = penalties.stream().sorted(Comparator.reverseOrder()).toList();
            boolean usable = penalties.stream().allMatch(p -> p > 0 && Double.isFinite(p));
            if (penalties.isEmpty() || !usable || leastPairs < 1 || mostWords < 1) {
                throw new PlumblineException(
                        ErrorCode.BAD_ARGUMENT,
                        "a word baseline needs positive penalties and limits of at least 1, not " + penalties + ", "
                                + leastPairs + ", " + mostWords);
            }
        }
    }

    /// Fits with the default options.
    public static WordBaseline fit(List<Located<Preference>> train, Seed seed) {
        return fit(train, seed, Options.DEFAULT);
    }

    /// Tries each penalty on four fifths of the training pairs (split by prompt under the seed), takes the one
    /// with the lowest loss on the fifth, the stronger of equals, and fits with it on all. With one penalty, or
    /// too few distinct prompts to split, it takes the strongest.
    public static WordBaseline fit(List<Located<Preference>> train, Seed seed, Options options) {
        Objects.requireNonNull(seed, "seed");
        return fit(train, penalty(train, seed, options), options);
    }

    private static double penalty(List<Located<Preference>> train, Seed seed, Options options) {
        double best = options.penalties().getFirst();
        if (options.penalties().size() == 1 || !canSplit(train)) {
            return best;
        }
        PreferenceSplit inner = PreferenceSplit.of(train, INNER_SHARE, seed.derive("word baseline"));
        WordCounts counts = WordCounts.vocabulary(inner.train(), options.leastPairs(), options.mostWords());
        List<WordCounts.Row> rows = counts.rows(inner.train());
        List<WordCounts.Row> heldOut = counts.rows(inner.heldOut());
        double lowest = Double.POSITIVE_INFINITY;
        for (double candidate : options.penalties()) {
            double[] w = weights(counts, rows, candidate);
            double loss = heldOut.stream()
                    .mapToDouble(row -> Logistic.loss(row.dot(w)))
                    .sum();
            if (loss < lowest) {
                lowest = loss;
                best = candidate;
            }
        }
        return best;
    }

    private static boolean canSplit(List<Located<Preference>> train) {
        return train.stream()
                        .map(p -> PromptGroup.OPENING.of(p.value()))
                        .distinct()
                        .limit(2)
                        .count()
                == 2;
    }

    private static WordBaseline fit(List<Located<Preference>> train, double l2, Options options) {
        WordCounts counts = WordCounts.vocabulary(train, options.leastPairs(), options.mostWords());
        return new WordBaseline(counts, weights(counts, counts.rows(train), l2), l2);
    }

    private static double[] weights(WordCounts counts, List<WordCounts.Row> rows, double l2) {
        return LimitedMemoryBfgs.minimise(
                        (w, gradient) -> objective(rows, l2, w, gradient),
                        counts.words().size(),
                        TOLERANCE,
                        MOST_ITERATIONS)
                .x();
    }

    /// Writes the gradient, -mean(sigma(-w·x) x) + l2 w, and returns the loss.
    static double objective(List<WordCounts.Row> rows, double l2, double[] w, double[] gradient) {
        Arrays.fill(gradient, 0);
        double loss = 0;
        for (WordCounts.Row row : rows) {
            double logit = row.dot(w);
            loss += Logistic.loss(logit);
            row.addTo(gradient, -Logistic.probability(-logit) / rows.size());
        }
        double squares = 0;
        for (int i = 0; i < w.length; i++) {
            squares += w[i] * w[i];
            gradient[i] += l2 * w[i];
        }
        return loss / Math.max(1, rows.size()) + l2 / 2 * squares;
    }

    @Override
    public String name() {
        return "bag of words";
    }

    @Override
    public double logit(Preference pair) {
        return counts.row(pair).dot(weights);
    }

    /// The penalty in force.
    public double l2() {
        return l2;
    }

    /// A word's weight, 0 for a word outside the vocabulary.
    public double weight(String word) {
        Integer index = counts.words().get(word);
        return index == null ? 0 : weights[index];
    }

    /// Each word's weight: by how much one more occurrence raises the log-odds of being chosen.
    public Map<String, Double> weights() {
        Map<String, Double> byWord = new TreeMap<>();
        counts.words().forEach((word, index) -> byWord.put(word, weights[index]));
        return byWord;
    }
}
