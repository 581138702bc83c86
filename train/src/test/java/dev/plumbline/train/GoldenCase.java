package dev.plumbline.train;

import static java.util.stream.Collectors.toUnmodifiableMap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/// One recorded run of a reference trainer with `steps`: what a trainer that starts from the same weights and sees
/// the same batches must reproduce. Reading is strict: a key that is not understood is an error, so that nothing
/// recorded is passed over.
///
/// @param folder the folder of the case's file, which holds `models` and `batches`
/// @param name the case, such as `sft_full`
/// @param source which trainer ran
/// @param note what is special about this case
/// @param models folder under `models` by role (`policy`, `reference`, `adapter`); roles without one are absent
/// @param config optimiser and trainer options, all as resolved
/// @param steps optimiser steps in order
/// @param probe what the final model says
/// @param parameters the final parameters by name, in the order of the file
/// @param batches what the loss received
/// @param referenceLogps precomputed log-probabilities in data order by side (`chosen`, `rejected`); empty if none
record GoldenCase(
        Path folder,
        String name,
        String source,
        String note,
        Map<String, String> models,
        Config config,
        List<Step> steps,
        Probe probe,
        Map<String, Tensor> parameters,
        List<Batch> batches,
        Map<String, double[]> referenceLogps) {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /// @param number counted from 1
    /// @param loss as logged: the sum of the micro-batch losses after division for accumulation
    /// @param gradNorm before clipping
    /// @param gradNormClipped after clipping
    /// @param learningRate used by this update
    /// @param metrics under the library's names
    record Step(
            int number,
            double loss,
            double gradNorm,
            double gradNormClipped,
            double learningRate,
            List<Micro> micro,
            Map<String, Double> metrics) {}

    /// @param batch index into the batches
    /// @param loss what the loss function returned
    /// @param itemsInBatch label tokens of the whole accumulated batch; 0 where the trainer has no such number
    record Micro(int batch, double loss, int itemsInBatch) {}

    /// @param promptIds token ids
    /// @param logits the final model's logits at the last position
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Probe(int[] promptIds, double[] logits) {}

    /// @param sum of all elements
    /// @param l2 their Euclidean norm
    record Tensor(double sum, double l2) {}

    /// The options of a case by the library's names; a null option is absent.
    record Config(Map<String, JsonNode> options) {
        boolean has(String name) {
            return options.containsKey(name);
        }

        double number(String name) {
            return require(options.get(name), JsonNode::isNumber, name, "a number")
                    .doubleValue();
        }

        int integer(String name) {
            return require(options.get(name), JsonNode::isInt, name, "an integer")
                    .intValue();
        }

        boolean flag(String name) {
            return require(options.get(name), JsonNode::isBoolean, name, "true or false")
                    .booleanValue();
        }

        String text(String name) {
            return require(options.get(name), JsonNode::isString, name, "text").stringValue();
        }

        /// A list of texts such as the DPO loss types.
        List<String> texts(String name) {
            return list(require(options.get(name), JsonNode::isArray, name, "a list"))
                    .map(JsonNode::stringValue)
                    .toList();
        }

        /// A list of numbers such as the DPO loss weights.
        double[] numbers(String name) {
            return doubles(require(options.get(name), JsonNode::isArray, name, "a list"), name);
        }
    }

    /// One collated micro-batch. Preference batches hold all chosen rows first, then all rejected ones.
    record Batch(Map<String, JsonNode> tensors) {
        boolean has(String name) {
            return tensors.containsKey(name);
        }

        /// Integers of shape [rows, columns]: `input_ids`, `attention_mask`, `labels`, `completion_mask`,
        /// `position_ids`, …
        long[][] matrix(String name) {
            JsonNode rows = require(tensors.get(name), JsonNode::isArray, name, "a matrix");
            long[][] matrix = list(rows).map(row -> longs(row, name)).toArray(long[][]::new);
            for (long[] row : matrix) {
                if (row.length != matrix[0].length) {
                    throw new IllegalArgumentException(name + " has rows of different lengths");
                }
            }
            return matrix;
        }

        /// A vector of integers, such as `cu_seq_lens_q`.
        long[] integers(String name) {
            return longs(require(tensors.get(name), JsonNode::isArray, name, "a vector"), name);
        }

        /// A vector of numbers, such as `margin`, `ref_chosen_logps` and `ref_rejected_logps`.
        double[] vector(String name) {
            return doubles(require(tensors.get(name), JsonNode::isArray, name, "a vector"), name);
        }

        /// One integer, such as `max_length_q`.
        int scalar(String name) {
            return require(tensors.get(name), JsonNode::isInt, name, "an integer")
                    .intValue();
        }
    }

    private interface Test {
        boolean of(JsonNode node);
    }

    /// Where the recorded runs lie if they are there: `../shared/golden/train`, seen from the root of the project.
    static Path home() {
        return Path.of("..", "..", "shared", "golden", "train");
    }

    /// The names of the cases in a folder that begin so, such as `dpo_`, in alphabetical order.
    static List<String> names(Path folder, String prefix) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.startsWith(prefix) && file.endsWith(".json"))
                    .map(file -> file.substring(0, file.length() - ".json".length()))
                    .sorted()
                    .toList();
        }
    }

    static GoldenCase read(Path folder, String name) {
        JsonNode root = MAPPER.readTree(folder.resolve(name + ".json").toFile());
        keys(
                root,
                name,
                "case",
                "source",
                "note",
                "models",
                "config",
                "steps",
                "probe",
                "parameters",
                "batches",
                "reference_logps");
        JsonNode batchFile =
                MAPPER.readTree(folder.resolve(text(root, "batches")).toFile());
        keys(batchFile, text(root, "batches"), "batches");
        JsonNode probe = root.path("probe");
        keys(probe, "probe", "prompt_ids", "logits");
        Map<String, Tensor> parameters = new LinkedHashMap<>();
        root.path("parameters").properties().forEach(e -> {
            keys(e.getValue(), e.getKey(), "sum", "l2");
            parameters.put(e.getKey(), new Tensor(number(e.getValue(), "sum"), number(e.getValue(), "l2")));
        });
        Map<String, double[]> logps = new LinkedHashMap<>();
        root.path("reference_logps")
                .properties()
                .forEach(e -> logps.put(e.getKey(), doubles(e.getValue(), e.getKey())));
        return new GoldenCase(
                folder,
                text(root, "case"),
                text(root, "source"),
                text(root, "note"),
                present(root.path("models")).entrySet().stream()
                        .collect(toUnmodifiableMap(
                                Map.Entry::getKey, e -> e.getValue().stringValue())),
                new Config(present(root.path("config"))),
                list(root.path("steps")).map(GoldenCase::step).toList(),
                new Probe(
                        Arrays.stream(longs(probe.path("prompt_ids"), "prompt_ids"))
                                .mapToInt(Math::toIntExact)
                                .toArray(),
                        doubles(probe.path("logits"), "logits")),
                parameters,
                list(batchFile.path("batches")).map(b -> new Batch(present(b))).toList(),
                logps);
    }

    /// The Hugging Face folder of a role; a reference that is a copy of the initial policy has the policy's folder.
    Path model(String role) {
        String model = models.get(role);
        if (model == null) {
            throw new IllegalArgumentException(name + " has no " + role + "; it has " + new TreeSet<>(models.keySet()));
        }
        return folder.resolve("models").resolve(model.replaceFirst(" \\(.*", ""));
    }

    private static Step step(JsonNode node) {
        keys(node, "step", "step", "loss", "grad_norm", "grad_norm_clipped", "lr", "micro", "metrics");
        Map<String, Double> metrics = new LinkedHashMap<>();
        node.path("metrics")
                .properties()
                .forEach(e -> metrics.put(e.getKey(), number(node.path("metrics"), e.getKey())));
        return new Step(
                require(node.path("step"), JsonNode::isInt, "step", "an integer")
                        .intValue(),
                number(node, "loss"),
                number(node, "grad_norm"),
                number(node, "grad_norm_clipped"),
                number(node, "lr"),
                list(node.path("micro")).map(GoldenCase::micro).toList(),
                metrics);
    }

    private static Micro micro(JsonNode node) {
        keys(node, "micro", "batch", "loss", "num_items_in_batch");
        return new Micro(
                require(node.path("batch"), JsonNode::isInt, "batch", "an integer")
                        .intValue(),
                number(node, "loss"),
                node.has("num_items_in_batch") ? (int) number(node, "num_items_in_batch") : 0);
    }

    private static void keys(JsonNode node, String where, String... known) {
        TreeSet<String> unknown = new TreeSet<>(node.propertyNames());
        List.of(known).forEach(unknown::remove);
        if (!unknown.isEmpty() || !node.isObject()) {
            throw new IllegalArgumentException(where + " holds what is not understood: " + unknown);
        }
    }

    private static Map<String, JsonNode> present(JsonNode object) {
        Map<String, JsonNode> values = new LinkedHashMap<>();
        object.properties().stream()
                .filter(e -> !e.getValue().isNull())
                .forEach(e -> values.put(e.getKey(), e.getValue()));
        return values;
    }

    private static Stream<JsonNode> list(JsonNode array) {
        return StreamSupport.stream(
                require(array, JsonNode::isArray, "value", "a list").spliterator(), false);
    }

    private static long[] longs(JsonNode array, String name) {
        return list(array)
                .mapToLong(x ->
                        require(x, JsonNode::isIntegralNumber, name, "integers").longValue())
                .toArray();
    }

    private static double[] doubles(JsonNode array, String name) {
        return list(array)
                .mapToDouble(
                        x -> require(x, JsonNode::isNumber, name, "numbers").doubleValue())
                .toArray();
    }

    private static double number(JsonNode object, String name) {
        return require(object.path(name), JsonNode::isNumber, name, "a number").doubleValue();
    }

    private static String text(JsonNode object, String name) {
        return require(object.path(name), JsonNode::isString, name, "text").stringValue();
    }

    private static JsonNode require(@Nullable JsonNode node, Test test, String name, String wanted) {
        if (node == null || !test.of(node)) {
            throw new IllegalArgumentException(name + " must be " + wanted + ", not " + node);
        }
        return node;
    }
}
