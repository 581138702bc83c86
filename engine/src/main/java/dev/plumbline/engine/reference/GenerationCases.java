package dev.plumbline.engine.reference;

import dev.plumbline.core.ReferenceCase;
import dev.plumbline.core.Seed;
import dev.plumbline.engine.BatchLimits;
import dev.plumbline.engine.BeamSearch;
import dev.plumbline.engine.Checkpoint;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.GenerationListener;
import dev.plumbline.engine.GenerationRequest;
import dev.plumbline.engine.Generator;
import dev.plumbline.engine.NoGradient;
import dev.plumbline.engine.SafeTensorsFile;
import dev.plumbline.engine.ScorePipeline;
import dev.plumbline.engine.StopTexts;
import dev.plumbline.engine.Tokenizer;
import dev.plumbline.engine.TransformersOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// Text under every rule of generation, and the distributions that the rules make of given logits.
final class GenerationCases {
    private static final int DEFAULT_TOKENS = 24;

    private GenerationCases() {}

    static void run(Path folder, EngineReference.Settings settings, Consumer<ReferenceCase> out) {
        for (Path file : Fixtures.entries(folder)) {
            String name = file.getFileName().toString();
            Findings findings = new Findings(settings.place(file));
            if (name.equals("decoding.json")) {
                Arithmetic.inEach(settings, () -> findings.guarded("", "decoding", () -> decoding(file, findings)));
            } else if (name.equals("processors.json")) {
                findings.guarded("", "processors", () -> processors(file, findings));
            } else if (!name.equals("processors.safetensors")) {
                findings.unknown("", "generation");
            }
            findings.to(out);
        }
    }

    private static void decoding(Path file, Findings findings) {
        JsonNode golden = Fixtures.json(file);
        Path model = file.toAbsolutePath()
                .resolve("../../models")
                .normalize()
                .resolve(golden.path("model").asString(""));
        int[] prompt = Fixtures.ints(golden.path("prompt"));
        try (Tokenizer tokenizer = Tokenizer.load(model);
                Decoder decoder = Checkpoint.read(model);
                NoGradient off = NoGradient.open()) {
            for (JsonNode one : golden.path("cases")) {
                String name = one.path("name").asString("");
                findings.guarded(name, "decoding", () -> {
                    TransformersOptions options = TransformersOptions.read(one.path("options"), false, DEFAULT_TOKENS);
                    List<int[]> found = written(decoder, tokenizer, prompt, options);
                    findings.equal(name, "decoding", found, expected(one.path("generated")));
                    findings.equal(
                            name + "/text",
                            "decoding",
                            tokenizer.decode(found.getFirst(), false),
                            one.path("text").asString(""));
                });
            }
        }
    }

    private static List<int[]> expected(JsonNode generated) {
        return generated.path(0).isArray() ? Fixtures.rows(generated) : List.of(Fixtures.ints(generated));
    }

    private static List<int[]> written(
            Decoder decoder, Tokenizer tokenizer, int[] prompt, TransformersOptions options) {
        if (options.search().isPresent()) {
            return options.search().orElseThrow().continuations(decoder, prompt, options.options()).stream()
                    .map(BeamSearch.Found::ids)
                    .toList();
        }
        StopTexts stops = new StopTexts(tokenizer, options.stopTexts());
        List<Integer> ids = new ArrayList<>();
        GenerationListener listener = token -> {
            ids.add(token.id());
            return !stops.completedBy(token.id());
        };
        Generator.write(
                decoder,
                List.of(new GenerationRequest(prompt, options.options(), new Seed(1), listener)),
                BatchLimits.rows(1),
                (done, figures) -> {});
        return List.of(ids.stream().mapToInt(Integer::intValue).toArray());
    }

    private static void processors(Path file, Findings findings) {
        JsonNode golden = Fixtures.json(file);
        int[] previous = Fixtures.ints(golden.path("previous_ids"));
        int promptLength = golden.path("prompt_length").asInt();
        Path values = file.resolveSibling("processors.safetensors");
        if (!Files.isRegularFile(values)) {
            findings.failed("", "processors", "processors.safetensors is missing");
            return;
        }
        try (SafeTensorsFile tensors = SafeTensorsFile.open(values)) {
            for (JsonNode one : golden.path("cases")) {
                String name = one.path("tensor").asString("");
                findings.guarded(name, "processors", () -> {
                    float[] logits = Fixtures.floats(
                            tensors, "logits." + one.path("logits").asString(""));
                    float[] wanted = Fixtures.floats(tensors, name);
                    double[] found = ScorePipeline.of(
                                    TransformersOptions.read(one.path("options"), true, 1)
                                            .options(),
                                    logits.length)
                            .logProbabilities(logits, previous, promptLength);
                    double[] wide = new double[wanted.length];
                    for (int i = 0; i < wide.length; i++) {
                        wide[i] = wanted[i];
                    }
                    findings.judged(name, "processors", Fixtures.difference(found, wide), ModelCases.TOLERANCE);
                });
            }
        }
    }
}
