package dev.plumbline.evaluate.imports;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.evaluate.log.LogRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Turns other tools' results into logs of ours, so that they can be estimated and compared the same way.
public final class Imports {
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(64 << 20)
                            .maxNestingDepth(200)
                            .build())
                    .build())
            // Python writes NaN where a number is missing.
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private Imports() {}

    /// Imports an Inspect log, `.json` or `.eval` (its ZIP form, Zstandard included).
    ///
    /// @param log the new log
    /// @return how many samples
    /// @throws PlumblineException BAD_DATA if it is no such log, MISSING_FILE if it cannot be read
    public static int inspect(Path file, Path log) {
        ImportedSamples samples = new ImportedSamples();
        try {
            JsonNode head;
            if (file.toString().endsWith(".eval")) {
                try (ZipEntries zip = new ZipEntries(file)) {
                    String first = zip.names().contains("header.json") ? "header.json" : "_journal/start.json";
                    head = json(zip.read(first), file + " " + first);
                    for (String name : zip.names()) {
                        if (name.startsWith("samples/") && name.endsWith(".json")) {
                            inspectSample(json(zip.read(name), file + " " + name), task(head), samples);
                        }
                    }
                }
            } else {
                head = json(Files.readAllBytes(file), file.toString());
                for (JsonNode sample : head.path("samples")) {
                    inspectSample(sample, task(head), samples);
                }
            }
            return samples.write(log, head.path("eval").path("model").asString("unknown"), "inspect");
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static String task(JsonNode head) {
        return head.path("eval").path("task").asString("task");
    }

    private static void inspectSample(JsonNode sample, String task, ImportedSamples samples) {
        InspectSample read = new InspectSample(sample);
        int epoch = Math.max(1, sample.path("epoch").asInt(1)) - 1;
        samples.add(
                new LogRecord.Key(task, sample.path("id").asString("?"), epoch),
                read.solution(),
                read.scores(),
                read.trouble(),
                new ImportedSamples.Details(read.known(), read.milliseconds()));
    }

    /// Imports the samples of lm-evaluation-harness: one `samples_TASK_….jsonl`.
    public static int harness(Path file, String model, Path log) {
        ImportedSamples samples = new ImportedSamples();
        String name = String.valueOf(file.getFileName()).replaceFirst("^samples_", "");
        String task = name.replaceFirst("_\\d{4}-.*$", "").replaceFirst("\\.jsonl$", "");
        lines(file, line -> {
            Map<String, Double> scores = new LinkedHashMap<>();
            for (JsonNode metric : line.path("metrics")) {
                String measure = metric.asString("");
                ImportedSamples.value(line.path(measure)).ifPresent(value -> scores.put(measure, value));
            }
            JsonNode arguments = line.path("arguments");
            JsonNode first = arguments.isArray()
                    ? arguments.path(0).path(0)
                    : arguments.path("gen_args_0").path("arg_0");
            JsonNode reply = line.path("resps").path(0).path(0);
            samples.add(
                    task,
                    line.path("doc_id").asString("?"),
                    0,
                    ImportedSamples.said(ImportedSamples.prompt(first), ImportedSamples.content(reply)),
                    scores,
                    "no metric was given");
        });
        return samples.write(log, model, "lm-evaluation-harness");
    }

    /// Imports promptfoo's `results.json`: `success` as a rate, `score` and what else was scored by name, a task for
    /// each
    /// provider.
    public static int promptfoo(Path file, Path log) {
        ImportedSamples samples = new ImportedSamples();
        JsonNode results;
        try {
            results = json(Files.readAllBytes(file), file.toString())
                    .path("results")
                    .path("results");
        } catch (IOException e) {
            throw unreadable(file, e);
        }
        results.forEach(one -> new PromptfooResult(one).addTo(samples));
        return samples.write(log, PromptfooResult.provider(results.path(0)), "promptfoo");
    }

    /// Imports garak's `report.jsonl`: each output of an evaluated attempt is a sample, each detector a
    /// measure, each probe a task.
    public static int garak(Path file, Path log) {
        ImportedSamples samples = new ImportedSamples();
        String[] model = {"unknown"};
        lines(file, line -> {
            if (line.path("entry_type").asString("").equals("start_run setup")) {
                model[0] = line.path("plugins.target_name")
                        .asString(line.path("plugins.model_name").asString("unknown"));
            }
            if (line.path("entry_type").asString("").equals("attempt")
                    && line.path("status").asInt(0) == 2) {
                new GarakAttempt(line).addTo(samples);
            }
        });
        return samples.write(log, model[0], "garak");
    }

    private static void lines(Path file, java.util.function.Consumer<JsonNode> visitor) {
        try (BufferedReader in = Files.newBufferedReader(file)) {
            int number = 0;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                number++;
                if (!line.isBlank()) {
                    visitor.accept(json(line.getBytes(StandardCharsets.UTF_8), file + " line " + number));
                }
            }
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static JsonNode json(byte[] bytes, String place) {
        try {
            return MAPPER.readTree(bytes);
        } catch (JacksonException e) {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA, place + ": is no JSON (" + e.getOriginalMessage() + "); name another file", e);
        }
    }

    private static PlumblineException unreadable(Path file, IOException e) {
        return new PlumblineException(
                ErrorCode.MISSING_FILE, file + ": cannot be read (" + e.getMessage() + "); name a file", e);
    }
}
