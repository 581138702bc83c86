package dev.plumbline.model.http;

import dev.plumbline.model.ModelFailure;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Reads log-probabilities as OpenAI's two protocols spell them.
final class LogProbabilities {
    private LogProbabilities() {}

    /// The sum over the tokens of an echoed text that begin at or after a character.
    ///
    /// @throws ModelFailure MALFORMED if the answer has none
    static double after(JsonNode answer, int character) {
        JsonNode tables = answer.path("choices").path(0).path("logprobs");
        JsonNode offsets = tables.path("text_offset");
        JsonNode values = tables.path("token_logprobs");
        double sum = 0;
        int counted = 0;
        for (int i = 0; i < offsets.size() && i < values.size(); i++) {
            JsonNode value = values.path(i);
            if (offsets.path(i).asInt(-1) >= character && value.isNumber()) {
                sum += Math.min(0, value.doubleValue());
                counted++;
            }
        }
        if (counted == 0) {
            throw new ModelFailure(
                    ModelFailure.Kind.MALFORMED,
                    "the answer has no log-probabilities of its text; the endpoint must support echo and logprobs");
        }
        return sum;
    }

    /// The likeliest first tokens, blanks around them dropped, probabilities of equal ones added up.
    ///
    /// @throws ModelFailure MALFORMED if the answer has none
    static Map<String, Double> first(JsonNode answer) {
        JsonNode content = answer.path("choices").path(0).path("logprobs").path("content").path(0);
        JsonNode top = content.path("top_logprobs");
        if (!top.isArray() || top.isEmpty()) {
            throw new ModelFailure(
                    ModelFailure.Kind.MALFORMED,
                    "the answer has no top_logprobs; the endpoint must support logprobs");
        }
        Map<String, Double> sums = new HashMap<>();
        for (JsonNode one : top) {
            if (one.path("logprob").isNumber()) {
                double p = Math.exp(Math.min(0, one.path("logprob").doubleValue()));
                sums.merge(one.path("token").asString("").strip(), p, Double::sum);
            }
        }
        sums.replaceAll((token, p) -> Math.min(0, Math.log(p)));
        return sums;
    }
}
