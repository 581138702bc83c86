package dev.plumbline.study.stages;

import dev.plumbline.core.Conversation;
import dev.plumbline.model.ScoresText;
import dev.plumbline.train.constitution.Principle;
import dev.plumbline.train.constitution.Prompts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What a critic says of answers: which of the two verdicts is the likelier one.
///
/// Answers are asked about in batches. What stands beside an answer in its batch changes the lead of one verdict over
/// the
/// other by rounding, at most [#ROUNDING]; another batch could turn only a verdict whose lead is less than that.
/// Batches
/// follow from a stage's options, so the same stage gives the same bits.
///
/// @param critic who is asked
/// @param prompts the words in which it is asked
record CriticVerdicts(ScoresText critic, Prompts prompts) {
    /// How far another batch may move a lead, in nats.
    static final double ROUNDING = 1e-4;

    /// Whether the critic finds each answer at fault by this principle.
    ///
    /// @param asked the prompt of each answer
    List<Boolean> faults(Principle principle, List<Conversation> asked, List<String> answers) {
        return Arrays.stream(leads(principle, asked, answers))
                .mapToObj(lead -> lead > 0)
                .toList();
    }

    /// By how many nats "faulty" leads over "sound".
    double[] leads(Principle principle, List<Conversation> asked, List<String> answers) {
        List<ScoresText.Candidate> candidates = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            Conversation question = prompts.critiqueOf(asked.get(i), answers.get(i), principle);
            candidates.add(new ScoresText.Candidate(question, prompts.faulty()));
            candidates.add(new ScoresText.Candidate(question, prompts.sound()));
        }
        List<double[]> scores = critic.logProbabilities(candidates);
        double[] leads = new double[answers.size()];
        Arrays.setAll(
                leads,
                i -> Arrays.stream(scores.get(2 * i)).sum()
                        - Arrays.stream(scores.get(2 * i + 1)).sum());
        return leads;
    }
}
