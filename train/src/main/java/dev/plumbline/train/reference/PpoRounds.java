package dev.plumbline.train.reference;

import dev.plumbline.train.loss.TokenAdvantages;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Rounds of a recorded run of PPO before their updates: shaped rewards, advantages and returns, each held against what
/// was recorded.
///
/// The library pads prompts on the side that the tokenizer says and reads the first token of an answer at the
/// place before it, even where that is padding. It adds an answer's score one place *past* its last token where
/// there is room, and takes values, their loss and the whitening of rewards over a mask one token longer than the
/// policy's; answers are read so here.
///
/// @param findings told every comparison
record PpoRounds(PpoRules rules, Findings findings) {
    static final int PADDING = 0;

    /// The round's answers, after its rewards, advantages and returns were compared.
    ///
    /// @param index of the round
    List<PpoAnswer> answers(JsonNode round, int index) {
        double[][] rewards = rewards(round, index);
        int[][] whole = Json.integerMatrix(round.path("query_responses"), "query_responses");
        double[][] own = Json.matrix(round.path("logprobs"), "logprobs");
        double[][] values = Json.matrix(round.path("values"), "values");
        double[][] raw = Json.matrix(round.path("advantages"), "advantages");
        double[][] whitened = Json.matrix(round.path("advantages_whitened"), "advantages_whitened");
        double[][] returns = Json.matrix(round.path("returns"), "returns");
        int[] last = Json.integers(round.path("sequence_lengths"), "sequence_lengths");
        int context = Json.integer(round, "context_length");
        List<PpoAnswer> answers = new ArrayList<>();
        double[][] live = new double[rewards.length][];
        for (int i = 0; i < rewards.length; i++) {
            int places = rewards[i].length;
            int length = last[i] + 1;
            double[] known = Arrays.copyOf(values[i], places);
            TokenAdvantages found = TokenAdvantages.generalised(rewards[i], known, rules.gamma(), rules.lambda());
            findings.compare(
                    "advantages", place(index, i), found.advantages(), Arrays.copyOf(raw[i], places), Trajectory.TABLE);
            findings.compare(
                    "returns", place(index, i), found.returns(), Arrays.copyOf(returns[i], places), Trajectory.TABLE);
            live[i] = Arrays.copyOf(found.advantages(), length);
            int[] ids = unpadded(whole[i], context, length);
            boolean padded = whole[i][context - 1] == PADDING;
            // its advantages are whitened with those of all others below
            answers.add(new PpoAnswer(
                    ids, ids.length - length, padded, live[i], Arrays.copyOf(own[i], length), known, found.returns()));
        }
        TokenAdvantages.whiten(live, true);
        for (int i = 0; i < live.length; i++) {
            findings.compare(
                    "whitened advantages",
                    place(index, i),
                    live[i],
                    Arrays.copyOf(whitened[i], live[i].length),
                    Trajectory.TABLE);
        }
        return answers;
    }

    /// Rewards of each token: the KL penalty, and the score at the end.
    private double[][] rewards(JsonNode round, int index) {
        double[][] own = Json.matrix(round.path("logprobs"), "logprobs");
        double[][] reference = Json.matrix(round.path("ref_logprobs"), "ref_logprobs");
        double[][] recorded = Json.matrix(round.path("rewards"), "rewards");
        int[] last = Json.integers(round.path("sequence_lengths"), "sequence_lengths");
        double[] scores = Json.numbers(round.path("scores"), "scores");
        double[][] rewards = new double[own.length][];
        for (int i = 0; i < own.length; i++) {
            rewards[i] = new double[Math.min(last[i] + 2, own[i].length)];
            for (int t = 0; t <= last[i]; t++) {
                rewards[i][t] = -rules.klCoefficient() * rules.estimator().of(own[i][t] - reference[i][t]);
            }
            rewards[i][rewards[i].length - 1] += scores[i];
        }
        if (rules.whitenRewards()) {
            TokenAdvantages.whiten(rewards, false);
        }
        for (int i = 0; i < rewards.length; i++) {
            findings.compare(
                    "rewards",
                    place(index, i),
                    rewards[i],
                    Arrays.copyOf(recorded[i], rewards[i].length),
                    Trajectory.TABLE);
        }
        return rewards;
    }

    /// Prompts are padded with token 0 on either side; an answer ends where its length says. Of padding before the
    /// answer one token stays, for something is read there.
    private static int[] unpadded(int[] row, int context, int length) {
        List<Integer> kept = new ArrayList<>();
        for (int t = 0; t < context + length; t++) {
            if (row[t] != PADDING || t >= context - 1) {
                kept.add(row[t]);
            }
        }
        return kept.stream().mapToInt(Integer::intValue).toArray();
    }

    private static String place(int round, int answer) {
        return "round " + (round + 1) + " answer " + (answer + 1) + " token ";
    }
}
