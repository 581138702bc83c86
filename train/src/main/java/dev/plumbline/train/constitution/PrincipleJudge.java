package dev.plumbline.train.constitution;

import dev.plumbline.model.RanksAnswers;
import dev.plumbline.model.ScoresText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Compares answers by one principle.
@FunctionalInterface
public interface PrincipleJudge {
    /// For each pair, log p(a is better) - log p(b is better); 0 is undecided, infinite is not allowed.
    double[] logOdds(Principle principle, List<AnswerPair> pairs);

    /// Multiple choice, as in the paper: the model sees both answers and its log-probabilities of the two replies are
    /// compared. Each pair is asked about in both orders and the log-odds are averaged, which cancels any liking
    /// for
    /// what stands first.
    static PrincipleJudge choosing(RanksAnswers model, Prompts prompts) {
        List<String> replies = List.of(prompts.first(), prompts.second());
        return (principle, pairs) -> pairs.stream()
                .mapToDouble(pair -> {
                    double[] ab =
                            model.rank(prompts.comparisonOf(pair.prompt(), pair.a(), pair.b(), principle), replies);
                    double[] ba =
                            model.rank(prompts.comparisonOf(pair.prompt(), pair.b(), pair.a(), principle), replies);
                    return (bounded(ab[0] - ab[1]) + bounded(ba[1] - ba[0])) / 2;
                })
                .toArray();
    }

    /// One answer at a time: the log-odds of the critique in brief that finds nothing at fault against the one that
    /// does, for the first answer less the same for the second. For models too small to compare two texts.
    static PrincipleJudge criticising(ScoresText model, Prompts prompts) {
        return (principle, pairs) -> {
            List<ScoresText.Candidate> candidates = new ArrayList<>();
            for (AnswerPair pair : pairs) {
                for (String answer : List.of(pair.a(), pair.b())) {
                    var asked = prompts.critiqueOf(pair.prompt(), answer, principle);
                    candidates.add(new ScoresText.Candidate(asked, prompts.sound()));
                    candidates.add(new ScoresText.Candidate(asked, prompts.faulty()));
                }
            }
            double[] scores = model.logProbabilities(candidates).stream()
                    .mapToDouble(tokens -> Arrays.stream(tokens).sum())
                    .toArray();
            double[] odds = new double[pairs.size()];
            for (int i = 0; i < odds.length; i++) {
                double a = bounded(scores[4 * i] - scores[4 * i + 1]);
                double b = bounded(scores[4 * i + 2] - scores[4 * i + 3]);
                odds[i] = a - b;
            }
            return odds;
        };
    }

    /// Log-odds within what a probability of double precision can hold; a reply that was not considered counts as
    /// all but impossible, and two of them as undecided.
    private static double bounded(double logOdds) {
        return Double.isNaN(logOdds) ? 0 : Math.clamp(logOdds, -30, 30);
    }
}
