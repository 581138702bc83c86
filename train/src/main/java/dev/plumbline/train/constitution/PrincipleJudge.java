package dev.plumbline.train.constitution;

import dev.plumbline.core.Conversation;
import dev.plumbline.model.RanksAnswers;
import dev.plumbline.model.ScoresText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Compares answers by one principle.
@FunctionalInterface
public interface PrincipleJudge {
    /// For each pair, log p(a is better) - log p(b is better); 0 is undecided, infinite is not allowed.
    double[] logOdds(Principle principle, List<AnswerPair> pairs);

    /// Multiple choice, as in the paper: the model sees both answers and its log-probabilities of the two
    /// replies are compared. Each pair is asked about in both orders and the log-odds are averaged, which
    /// cancels any liking for what stands first.
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

    /// One answer at a time, for models too small to compare two texts. With s the probability of the critique
    /// in brief that finds nothing at fault against the one that does, a is better with probability (1 + s(a) -
    /// s(b)) / 2: it is sound and b at fault, or both are alike and a coin decides. So a critic that is sure
    /// that both are sound is undecided, however sure. The same answer to the same prompt is asked about once.
    static PrincipleJudge criticising(ScoresText model, Prompts prompts) {
        return (principle, pairs) -> {
            Map<Conversation, Integer> asked = new LinkedHashMap<>();
            List<ScoresText.Candidate> candidates = new ArrayList<>();
            List<Conversation> about = new ArrayList<>();
            for (AnswerPair pair : pairs) {
                for (String answer : List.of(pair.a(), pair.b())) {
                    Conversation question = prompts.critiqueOf(pair.prompt(), answer, principle);
                    about.add(question);
                    if (asked.putIfAbsent(question, asked.size()) == null) {
                        candidates.add(new ScoresText.Candidate(question, prompts.sound()));
                        candidates.add(new ScoresText.Candidate(question, prompts.faulty()));
                    }
                }
            }
            double[] scores = model.logProbabilities(candidates).stream()
                    .mapToDouble(tokens -> Arrays.stream(tokens).sum())
                    .toArray();
            double[] sound = about.stream()
                    .mapToInt(question -> asked.getOrDefault(question, 0))
                    .mapToDouble(at -> 1 / (1 + Math.exp(-bounded(scores[2 * at] - scores[2 * at + 1]))))
                    .toArray();
            double[] odds = new double[pairs.size()];
            for (int i = 0; i < odds.length; i++) {
                double lead = sound[2 * i] - sound[2 * i + 1];
                odds[i] = bounded(Math.log1p(lead) - Math.log1p(-lead));
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
