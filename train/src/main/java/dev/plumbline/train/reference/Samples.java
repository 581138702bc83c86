package dev.plumbline.train.reference;

import dev.plumbline.train.PolicySample;
import dev.plumbline.train.TokenRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Recorded batches of sampled answers. Prompts are padded on the left, answers on the right.
final class Samples {
    private Samples() {}

    /// The answers of a batch with their advantages and, where they were recorded, what the sampling policy and
    /// the reference gave each token.
    static List<PolicySample> of(JsonNode batch) {
        int[][] prompts = Json.integerMatrix(batch.path("prompt_ids"), "prompt_ids");
        int[][] answers = Json.integerMatrix(batch.path("completion_ids"), "completion_ids");
        double[] advantages = Json.numbers(batch.path("advantages"), "advantages");
        List<PolicySample> samples = new ArrayList<>();
        for (int i = 0; i < answers.length; i++) {
            int[] prompt = Rows.at(prompts[i], Rows.real(Rows.mask(batch, "prompt_mask", i)));
            int[] written = Rows.real(Rows.mask(batch, "completion_mask", i));
            samples.add(new PolicySample(
                    TokenRow.answer(prompt, Rows.at(answers[i], written)),
                    advantages[i],
                    perToken(batch, "old_per_token_logps", i, written),
                    perToken(batch, "ref_per_token_logps", i, written)));
        }
        return samples;
    }

    /// RLOO records the sampling policy's log-probability of whole answers: the first token is given all of it,
    /// for the sum alone matters.
    static List<PolicySample> ofWholeAnswers(JsonNode batch) {
        double[] old = Json.numbers(batch.path("old_logps"), "old_logps");
        List<PolicySample> samples = new ArrayList<>();
        List<PolicySample> plain = of(batch);
        for (int i = 0; i < old.length; i++) {
            PolicySample sample = plain.get(i);
            double[] first = new double[sample.row().targets()];
            if (first.length > 0) {
                first[0] = old[i];
            }
            samples.add(new PolicySample(sample.row(), sample.advantage(), first, new double[0]));
        }
        return samples;
    }

    private static double[] perToken(JsonNode batch, String name, int row, int[] positions) {
        if (!batch.hasNonNull(name)) {
            return new double[0];
        }
        double[] all = Json.numbers(batch.path(name).path(row), name);
        return Arrays.stream(positions).mapToDouble(t -> all[t]).toArray();
    }
}
