package dev.plumbline.engine.reference;

import dev.plumbline.core.Seed;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.Generator;
import dev.plumbline.engine.PositionConfig;
import dev.plumbline.model.Sampling;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Greedy text, row by row and in a batch whose finished rows are filled up with padding.
final class GreedyCases {
    private GreedyCases() {}

    /// Texts longer than the model's context are written on, as the reference does where positions are turned.
    static void run(JsonNode greedy, Decoder decoder, Findings findings) {
        int most = greedy.path("max_new_tokens").asInt(24);
        int longest = longest(greedy) + most;
        if (longest > decoder.config().reach() && decoder.config().positions() instanceof PositionConfig.Rotary) {
            try (Decoder far = decoder.reaching(longest)) {
                run(greedy, far, most, findings);
            }
        } else {
            run(greedy, decoder, most, findings);
        }
    }

    private static int longest(JsonNode greedy) {
        int longest = 0;
        for (JsonNode one : greedy.path("cases")) {
            longest = Math.max(longest, one.path("prompt").size());
        }
        for (JsonNode row : greedy.path("batch").path("rows")) {
            longest = Math.max(longest, row.size());
        }
        return longest;
    }

    private static void run(JsonNode greedy, Decoder decoder, int most, Findings findings) {
        int i = 0;
        for (JsonNode one : greedy.path("cases")) {
            int[] found = written(decoder, List.of(Fixtures.ints(one.path("prompt"))), ends(one), most)
                    .getFirst();
            findings.equal("greedy." + i, "greedy", found, Fixtures.ints(one.path("generated")));
            i++;
        }
        JsonNode batch = greedy.path("batch");
        if (batch.isObject()) {
            int pad = batch.path("pad_token_id").asInt();
            List<int[]> wanted = Fixtures.rows(batch.path("generated"));
            int longest = wanted.stream().mapToInt(row -> row.length).max().orElse(0);
            List<int[]> found = written(decoder, Fixtures.rows(batch.path("rows")), ends(batch), most).stream()
                    .map(row -> filled(row, longest, pad))
                    .toList();
            findings.equal("greedy.batch", "greedy", found, wanted);
        }
    }

    private static List<int[]> written(Decoder decoder, List<int[]> prompts, Set<Integer> ends, int most) {
        List<Generator.Prompt> asked = prompts.stream()
                .map(ids -> new Generator.Prompt(ids, Sampling.greedy(most), new Seed(1), written -> false))
                .toList();
        return new Generator(decoder, ends, Math.max(1, prompts.size()))
                .generate(asked, (done, figures) -> {}).stream()
                        .map(Generator.Continuation::ids)
                        .toList();
    }

    private static int[] filled(int[] row, int length, int pad) {
        int[] filled = Arrays.copyOf(row, Math.max(row.length, length));
        Arrays.fill(filled, row.length, filled.length, pad);
        return filled;
    }

    private static Set<Integer> ends(JsonNode one) {
        Set<Integer> ends = new HashSet<>();
        one.path("eos").forEach(id -> ends.add(id.asInt()));
        return ends;
    }
}
