package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.core.Seed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Every rule of generation gives the tokens and the probabilities that the reference library gives.
class GenerationGoldenTest {
    @BeforeAll
    static void exactArithmetic() {
        Engine.configure(EngineOptions.exact());
    }

    @Test
    void everyDecodingOptionWritesTheRecordedTokens() {
        Path folder = Golden.folder("engine/generation");
        JsonNode golden = Golden.json(folder.resolve("decoding.json"));
        Path model = Golden.folder("engine/models/" + golden.get("model").asString());
        int[] prompt = Golden.ints(golden.get("prompt"));
        int checked = 0;
        try (Tokenizer tokenizer = Tokenizer.load(model)) {
            Decoder decoder = Engine.call(() -> Checkpoint.read(model));
            for (JsonNode one : golden.get("cases")) {
                TransformersOptions options = TransformersOptions.read(one.get("options"), false, 24);
                List<int[]> found = Engine.call(() -> generated(decoder, tokenizer, prompt, options));
                assertThat(found)
                        .as(one.get("name").asString())
                        .usingRecursiveComparison()
                        .isEqualTo(expected(one.get("generated")));
                checked++;
            }
            Engine.run(decoder::close);
        }
        assertThat(checked).isGreaterThan(20);
    }

    private static List<int[]> generated(
            Decoder decoder, Tokenizer tokenizer, int[] prompt, TransformersOptions options) {
        if (options.search().isPresent()) {
            return options.search().orElseThrow().continuations(decoder, prompt, options.options()).stream()
                    .map(BeamSearch.Found::ids)
                    .toList();
        }
        StopTexts stops = new StopTexts(tokenizer, options.stopTexts());
        List<Integer> written = new ArrayList<>();
        GenerationListener listener = token -> {
            written.add(token.id());
            return !stops.completedBy(token.id());
        };
        Generator.write(
                decoder,
                List.of(new GenerationRequest(prompt, options.options(), new Seed(1), listener)),
                BatchLimits.rows(1),
                (done, figures) -> {});
        return List.of(written.stream().mapToInt(Integer::intValue).toArray());
    }

    private static List<int[]> expected(JsonNode generated) {
        List<int[]> rows = new ArrayList<>();
        if (generated.get(0).isArray()) {
            generated.forEach(row -> rows.add(Golden.ints(row)));
        } else {
            rows.add(Golden.ints(generated));
        }
        return rows;
    }

    @Test
    void everyProcessorGivesTheRecordedDistribution() {
        Path folder = Golden.folder("engine/generation");
        JsonNode golden = Golden.json(folder.resolve("processors.json"));
        int[] previous = Golden.ints(golden.get("previous_ids"));
        int promptLength = golden.get("prompt_length").asInt();
        int checked = 0;
        try (SafeTensorsFile file = SafeTensorsFile.open(folder.resolve("processors.safetensors"))) {
            for (JsonNode one : golden.get("cases")) {
                float[] logits = Golden.floats(file, "logits." + one.get("logits").asString());
                float[] expected = Golden.floats(file, one.get("tensor").asString());
                GenerationOptions options =
                        TransformersOptions.read(one.get("options"), true, 1).options();
                double[] found = ScorePipeline.of(options, logits.length)
                        .logProbabilities(logits, previous, promptLength);
                assertThat(difference(found, expected))
                        .as(one.get("logits") + " " + one.get("options"))
                        .isLessThanOrEqualTo(1e-4);
                checked++;
            }
        }
        assertThat(checked).isGreaterThan(150);
    }

    /// The largest difference, infinite where one side alone is impossible.
    private static double difference(double[] found, float[] expected) {
        assertThat(found).hasSameSizeAs(expected);
        double largest = 0;
        for (int i = 0; i < found.length; i++) {
            boolean bothImpossible = found[i] == Double.NEGATIVE_INFINITY && expected[i] == Float.NEGATIVE_INFINITY;
            double difference = bothImpossible ? 0 : Math.abs(found[i] - expected[i]);
            largest = Math.max(largest, Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference);
        }
        return largest;
    }
}
