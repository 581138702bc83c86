package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.internal.scores.ConstraintProcessors;
import dev.plumbline.engine.internal.scores.DrawProcessors;
import dev.plumbline.engine.internal.scores.Probabilities;
import dev.plumbline.engine.internal.scores.ScoreProcessor;
import java.util.ArrayList;
import java.util.List;

/// From a model's logits to the distribution that a token is drawn from: the rules of [GenerationOptions] in
/// their order, which is that of `transformers`: biases, repetition, occurrence, n-grams, bad words, shortest
/// length, suppressed tokens, then temperature, top-k, top-p, min-p, typical-p, epsilon, eta.
///
/// ```java
/// ScorePipeline pipeline = ScorePipeline.of(options, vocabulary);
/// double[] logProbabilities = pipeline.logProbabilities(logits, previousIds, promptLength); // [vocabulary]
/// ```
public final class ScorePipeline {
    private final List<ScoreProcessor> processors;

    private ScorePipeline(List<ScoreProcessor> processors) {
        this.processors = List.copyOf(processors);
    }

    /// The rules that change something.
    ///
    /// @param vocabulary how many tokens the model tells apart
    /// @throws PlumblineException BAD_ARGUMENT if the options name a token outside the vocabulary
    public static ScorePipeline of(GenerationOptions options, int vocabulary) {
        requireKnown(options, vocabulary);
        List<ScoreProcessor> all = new ArrayList<>();
        addConstraints(all, options);
        if (!options.draw().greedy()) {
            addDraw(all, options.draw());
        }
        return new ScorePipeline(all);
    }

    /// Only the rules about what the answer may contain, as a search over answers takes them.
    static ScorePipeline ofConstraints(GenerationOptions options, int vocabulary) {
        return of(options.withDraw(Draw.GREEDY), vocabulary);
    }

    /// log p of each token that may come next; minus infinity for those that may not.
    ///
    /// @param logits the model's raw scores [vocabulary]
    /// @param previous prompt and answer so far
    /// @param promptLength how many of them are the prompt
    public double[] logProbabilities(float[] logits, int[] previous, int promptLength) {
        float[] scores = logits.clone();
        apply(scores, new Ids(previous, promptLength));
        double[] weights = Probabilities.weights(scores);
        float largest = Probabilities.largest(scores);
        float logSum = (float) Math.log(Probabilities.sum(weights));
        for (int i = 0; i < weights.length; i++) {
            // In float 32, as scores are: beside a score of -1000 a double's digits would mean nothing.
            weights[i] = scores[i] - largest - logSum;
        }
        return weights;
    }

    /// Changes scores in place, as all rules want it.
    void apply(float[] scores, ScoreProcessor.History history) {
        for (ScoreProcessor processor : processors) {
            processor.apply(scores, history);
        }
    }

    /// As above, for a history in an array.
    void apply(float[] scores, int[] previous, int promptLength) {
        apply(scores, new Ids(previous, promptLength));
    }

    /// Whether scores stay as they are.
    boolean isEmpty() {
        return processors.isEmpty();
    }

    private static void addConstraints(List<ScoreProcessor> all, GenerationOptions options) {
        Constraints rules = options.constraints();
        rules.biases().forEach(bias -> all.add(ConstraintProcessors.bias(bias.tokens(), bias.bias())));
        if (rules.repetitionPenalty() != 1) {
            all.add(ConstraintProcessors.repetitionPenalty(rules.repetitionPenalty()));
        }
        if (rules.presencePenalty() != 0 || rules.frequencyPenalty() != 0) {
            all.add(ConstraintProcessors.occurrencePenalty(rules.presencePenalty(), rules.frequencyPenalty()));
        }
        if (rules.noRepeatNgram() > 0) {
            all.add(ConstraintProcessors.noRepeatNgram(rules.noRepeatNgram()));
        }
        for (List<Integer> word : rules.badWords()) {
            if (word.size() > 1 || !options.endTokens().contains(word.getFirst())) {
                all.add(ConstraintProcessors.bias(word, Double.NEGATIVE_INFINITY));
            }
        }
        if (rules.minTokens() > 0 && !options.endTokens().isEmpty()) {
            all.add(ConstraintProcessors.notBefore(rules.minTokens(), options.endTokens()));
        }
        if (!rules.suppressed().isEmpty()) {
            all.add(ConstraintProcessors.never(rules.suppressed()));
        }
        if (!rules.suppressedFirst().isEmpty()) {
            all.add(ConstraintProcessors.notBefore(1, rules.suppressedFirst()));
        }
    }

    private static void addDraw(List<ScoreProcessor> all, Draw draw) {
        if (draw.temperature() != 1) {
            all.add(DrawProcessors.temperature(draw.temperature()));
        }
        if (draw.topK() > 0) {
            all.add(DrawProcessors.topK(draw.topK()));
        }
        if (draw.topP() < 1) {
            all.add(DrawProcessors.topP(draw.topP()));
        }
        if (draw.minP() > 0) {
            all.add(DrawProcessors.minP(draw.minP()));
        }
        if (draw.typicalP() < 1) {
            all.add(DrawProcessors.typicalP(draw.typicalP()));
        }
        if (draw.epsilon() > 0) {
            all.add(DrawProcessors.epsilon(draw.epsilon()));
        }
        if (draw.eta() > 0) {
            all.add(DrawProcessors.eta(draw.eta()));
        }
    }

    private static void requireKnown(GenerationOptions options, int vocabulary) {
        List<Integer> named = new ArrayList<>(options.constraints().tokens());
        // End tokens outside the vocabulary are harmless unless a rule would look them up.
        if (options.constraints().minTokens() > 0) {
            named.addAll(options.endTokens());
        }
        for (int token : named) {
            if (token < 0 || token >= vocabulary) {
                throw new PlumblineException(
                        ErrorCode.BAD_ARGUMENT,
                        "token " + token + " is outside the model's vocabulary; ids are in [0, " + vocabulary + ")");
            }
        }
    }

    /// A history in an array.
    private record Ids(int[] ids, int promptLength) implements ScoreProcessor.History {
        @Override
        public int length() {
            return ids.length;
        }

        @Override
        public int token(int index) {
            return ids[index];
        }
    }
}
