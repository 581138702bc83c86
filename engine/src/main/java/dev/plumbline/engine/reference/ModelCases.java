package dev.plumbline.engine.reference;

import dev.plumbline.core.ReferenceCase;
import dev.plumbline.engine.Checkpoint;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.NoGradient;
import dev.plumbline.engine.SafeTensorsFile;
import dev.plumbline.engine.Tokenizer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/// Checkpoints: logits at every position, hidden states, log-probabilities, padded batches, greedy text, scores.
final class ModelCases {
    /// Of logits, hidden states, log-probabilities and scores in float 32: another order of summation costs about
    /// 1e-5.
    static final double TOLERANCE = 1e-4;

    private final Path folder;
    private final JsonNode expected;
    private final Findings findings;

    private ModelCases(Path folder, JsonNode expected, Findings findings) {
        this.folder = folder;
        this.expected = expected;
        this.findings = findings;
    }

    static void run(Path models, EngineReference.Settings settings, Consumer<ReferenceCase> out) {
        for (Path folder : Fixtures.folders(models)) {
            Findings findings = new Findings(settings.place(folder));
            findings.guarded("", "model", () -> {
                JsonNode expected = Fixtures.json(folder.resolve("expected.json"));
                ModelCases cases = new ModelCases(folder, expected, findings);
                cases.tokens();
                Arithmetic.inEach(settings, cases::values);
            });
            findings.to(out);
        }
    }

    /// The texts that prompts were made of give their tokens.
    private void tokens() {
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            int i = 0;
            for (JsonNode prompt : expected.path("prompts")) {
                if (prompt.path("text").isString()) {
                    int[] found = tokenizer
                            .encode(prompt.path("text").stringValue(), true)
                            .ids();
                    findings.equal("tokens." + i, "tokens", found, Fixtures.ints(prompt.path("prompt")));
                }
                i++;
            }
        }
    }

    private void values() {
        findings.guarded("", "model", () -> {
            try (Decoder decoder = Checkpoint.read(folder);
                    NoGradient off = NoGradient.open()) {
                switch (expected.path("head").asString("causal")) {
                    case "causal" -> causal(decoder);
                    case "reward" -> reward(decoder);
                    case "prm" -> tokenScores(decoder);
                    default -> findings.unknown("", "model " + expected.path("head"));
                }
            }
        });
    }

    private void causal(Decoder decoder) {
        Path file = folder.resolve("expected.safetensors");
        try (SafeTensorsFile tensors = SafeTensorsFile.open(file)) {
            List<int[]> rows = new ArrayList<>();
            for (JsonNode prompt : expected.path("prompts")) {
                rows.add(Fixtures.joined(
                        Fixtures.ints(prompt.path("prompt")), Fixtures.ints(prompt.path("continuation"))));
            }
            for (int i = 0; i < rows.size(); i++) {
                prompt(decoder, tensors, i, rows.get(i));
            }
            hidden(decoder, tensors, rows);
            padded(decoder, tensors, rows);
        }
        GreedyCases.run(expected.path("greedy"), decoder, findings);
    }

    private void prompt(Decoder decoder, SafeTensorsFile tensors, int i, int[] row) {
        JsonNode prompt = expected.path("prompts").get(i);
        float[] found = Passes.logits(decoder, row);
        findings.judged(
                "logits." + i,
                "logits",
                Fixtures.difference(found, Fixtures.floats(tensors, "logits." + i)),
                TOLERANCE);
        int vocabulary = decoder.config().vocabulary();
        int first = Fixtures.ints(prompt.path("prompt")).length;
        int[] continuation = Fixtures.ints(prompt.path("continuation"));
        double[] scores = new double[continuation.length];
        for (int t = 0; t < scores.length; t++) {
            scores[t] = Fixtures.logProbabilities(found, (first - 1 + t) * vocabulary, vocabulary)[continuation[t]];
        }
        double[] wanted = Fixtures.doubles(prompt.path("continuation_logprobs"));
        findings.judged("logprobs." + i, "logprobs", Fixtures.difference(scores, wanted), TOLERANCE);
        double sum = Arrays.stream(scores).sum();
        double sumWanted = prompt.path("sum_logprob").asDouble();
        findings.judged("sum_logprob." + i, "logprobs", Fixtures.difference(sum, sumWanted), TOLERANCE);
        likeliest(i, prompt, Fixtures.logProbabilities(found, (first - 1) * vocabulary, vocabulary));
    }

    /// The likeliest tokens after the prompt, in their order.
    private void likeliest(int i, JsonNode prompt, double[] log) {
        JsonNode top = prompt.path("next_top");
        int[] wanted = IntStream.range(0, top.size())
                .map(k -> top.get(k).get(0).asInt())
                .toArray();
        double[] wantedLog = IntStream.range(0, top.size())
                .mapToDouble(k -> top.get(k).get(1).asDouble())
                .toArray();
        double[] found = Arrays.stream(wanted)
                .mapToDouble(id -> id >= 0 && id < log.length ? log[id] : Double.NaN)
                .toArray();
        double[] best = Arrays.stream(log)
                .map(v -> -v)
                .sorted()
                .limit(wanted.length)
                .map(v -> -v)
                .toArray();
        double difference = Math.max(Fixtures.difference(found, wantedLog), Fixtures.difference(best, wantedLog));
        findings.judged("next_top." + i, "logprobs", difference, TOLERANCE);
    }

    private void hidden(Decoder decoder, SafeTensorsFile tensors, List<int[]> rows) {
        List<String> names = tensors.names().stream()
                .filter(name -> name.startsWith("hidden."))
                .toList();
        for (int i = 0; i < rows.size(); i++) {
            String prefix = "hidden." + i + ".";
            if (names.stream().noneMatch(name -> name.startsWith(prefix))) {
                continue;
            }
            Passes.Streams streams = Passes.streams(decoder, rows.get(i));
            for (String name : names) {
                if (name.startsWith(prefix)) {
                    float[] found = streams.of(name.substring(prefix.length()));
                    findings.judged(
                            name, "hidden", Fixtures.difference(found, Fixtures.floats(tensors, name)), TOLERANCE);
                }
            }
        }
    }

    /// Rows in one batch, padded on either side or packed, give what they give alone.
    private void padded(Decoder decoder, SafeTensorsFile tensors, List<int[]> rows) {
        int[] chosen = Fixtures.ints(expected.path("padded_batch").path("rows"));
        if (chosen.length == 0) {
            return;
        }
        List<int[]> together = Arrays.stream(chosen).mapToObj(rows::get).toList();
        List<float[]> wanted = Arrays.stream(chosen)
                .mapToObj(i -> Fixtures.floats(tensors, "logits." + i))
                .toList();
        Passes.layouts(together).forEach((layout, batch) -> {
            double worst = 0;
            List<float[]> found = Passes.logits(decoder, batch);
            for (int r = 0; r < wanted.size(); r++) {
                worst = Math.max(worst, Fixtures.difference(found.get(r), wanted.get(r)));
            }
            findings.judged("padded_batch." + layout, "padded", worst, TOLERANCE);
        });
    }

    private void reward(Decoder decoder) {
        List<int[]> rows = Fixtures.rows(expected.path("rows"));
        JsonNode scores = expected.path("scores");
        for (int i = 0; i < rows.size(); i++) {
            double[] found =
                    Passes.scores(decoder, List.of(rows.get(i)), "right").getFirst();
            findings.judged(
                    "scores." + i, "scores", Fixtures.difference(found, Fixtures.doubles(scores.get(i))), TOLERANCE);
        }
        for (String side : List.of("left", "right")) {
            List<double[]> found = Passes.scores(decoder, rows, side);
            double worst = 0;
            for (int i = 0; i < rows.size(); i++) {
                worst = Math.max(worst, Fixtures.difference(found.get(i), Fixtures.doubles(scores.get(i))));
            }
            findings.judged("padded_batch." + side, "padded", worst, TOLERANCE);
        }
    }

    private void tokenScores(Decoder decoder) {
        List<int[]> rows = Fixtures.rows(expected.path("rows"));
        Path file = folder.resolve("expected.safetensors");
        if (!Files.isRegularFile(file)) {
            findings.failed("", "model", "expected.safetensors is missing");
            return;
        }
        try (SafeTensorsFile tensors = SafeTensorsFile.open(file)) {
            List<float[]> wanted = new ArrayList<>();
            for (int i = 0; i < rows.size(); i++) {
                wanted.add(Fixtures.floats(tensors, "logits." + i));
            }
            Passes.layouts(rows).forEach((layout, batch) -> {
                List<float[]> found = Passes.tokenScores(decoder, batch);
                double worst = 0;
                for (int i = 0; i < rows.size(); i++) {
                    worst = Math.max(worst, Fixtures.difference(found.get(i), wanted.get(i)));
                }
                findings.judged("padded_batch." + layout, "padded", worst, TOLERANCE);
            });
            for (int i = 0; i < rows.size(); i++) {
                tokenRow(decoder, i, rows.get(i), wanted.get(i));
            }
        }
    }

    private void tokenRow(Decoder decoder, int i, int[] row, float[] wanted) {
        float[] found = Passes.tokenScores(decoder, Passes.alone(row)).getFirst();
        findings.judged("logits." + i, "logits", Fixtures.difference(found, wanted), TOLERANCE);
        int labels = found.length / row.length;
        double[] good = new double[row.length];
        for (int t = 0; t < row.length; t++) {
            good[t] = Math.exp(Fixtures.logProbabilities(found, t * labels, labels)[1]);
        }
        JsonNode probabilities = expected.path("probability_of_label_1").get(i);
        findings.judged(
                "probability_of_label_1." + i,
                "scores",
                Fixtures.difference(good, Fixtures.doubles(probabilities)),
                TOLERANCE);
    }
}
