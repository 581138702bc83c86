package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The `config.json` of a checkpoint folder, in the old and the new spelling of transformers.
///
/// Every option that changes a number is honoured or refused by name and value; nothing is guessed.
final class ConfigFile {
    static final String NAME = "config.json";
    private static final long MAX_BYTES = 1 << 20;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path file;
    private final JsonNode root;

    private ConfigFile(Path file, JsonNode root) {
        this.file = file;
        this.root = root;
    }

    /// Reads and checks the file of this folder.
    static DecoderConfig read(Path folder) {
        Path file = folder.resolve(NAME);
        if (!Files.isRegularFile(file)) {
            throw new PlumblineException(
                    ErrorCode.MISSING_FILE,
                    folder + ": no " + NAME + "; a checkpoint folder holds one beside its safetensors");
        }
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new PlumblineException(ErrorCode.BAD_CHECKPOINT, file + ": larger than " + MAX_BYTES + " bytes");
            }
            JsonNode root = JSON.readTree(Files.readAllBytes(file));
            if (!root.isObject()) {
                throw new PlumblineException(ErrorCode.BAD_CHECKPOINT, file + ": must be a JSON object");
            }
            return new ConfigFile(file, root).checked();
        } catch (IOException e) {
            throw new PlumblineException(ErrorCode.MISSING_FILE, file + ": cannot be read: " + e.getMessage(), e);
        } catch (JacksonException e) {
            throw new PlumblineException(
                    ErrorCode.BAD_CHECKPOINT, file + ": not valid JSON: " + e.getOriginalMessage(), e);
        }
    }

    /// The decoder's shape; what the shape itself refuses is refused under the file's name.
    private DecoderConfig checked() {
        try {
            return llama();
        } catch (PlumblineException e) {
            String what = String.valueOf(e.getMessage());
            if (what.startsWith(file.toString())) {
                throw e;
            }
            throw new PlumblineException(ErrorCode.BAD_CHECKPOINT, file + ": " + what, e);
        }
    }

    private DecoderConfig llama() {
        only("model_type", "llama");
        only("hidden_act", "silu");
        only("pretraining_tp", "1");
        refuse("quantization_config");
        JsonNode rope = root.path("rope_parameters");
        plainRope(rope);
        plainRope(root.path("rope_scaling"));
        int width = required("hidden_size");
        int heads = required("num_attention_heads");
        DecoderConfig.Head head = head();
        return new DecoderConfig(
                required("vocab_size"),
                width,
                required("num_hidden_layers"),
                heads,
                whole("num_key_value_heads", heads),
                whole("head_dim", width / Math.max(1, heads)),
                required("intermediate_size"),
                whole("max_position_embeddings", 2048),
                real(root.path("rms_norm_eps"), 1e-6),
                real(rope.has("rope_theta") ? rope.path("rope_theta") : root.path("rope_theta"), 10_000),
                root.path("attention_bias").asBoolean(false),
                root.path("mlp_bias").asBoolean(false),
                head == DecoderConfig.Head.LANGUAGE
                        && root.path("tie_word_embeddings").asBoolean(false),
                head,
                real(root.path("initializer_range"), .02));
    }

    private DecoderConfig.Head head() {
        String architecture = root.path("architectures").path(0).asString("LlamaForCausalLM");
        return switch (architecture) {
            case "LlamaForCausalLM" -> DecoderConfig.Head.LANGUAGE;
            case "LlamaForSequenceClassification" -> {
                labels(1, 1, "a reward model has one");
                yield DecoderConfig.Head.REWARD;
            }
            case "LlamaForTokenClassification" -> {
                labels(2, 2, "a process reward model has two");
                yield DecoderConfig.Head.STEP;
            }
            default ->
                throw bad(
                        "architectures",
                        architecture + " (supported: LlamaForCausalLM, LlamaForSequenceClassification,"
                                + " LlamaForTokenClassification)");
        };
    }

    /// transformers leaves `id2label` out where a model has its default of two labels.
    private void labels(int wanted, int otherwise, String why) {
        int labels =
                root.path("id2label").isObject() ? root.path("id2label").size() : whole("num_labels", otherwise);
        if (labels != wanted) {
            throw bad("num_labels", labels + " (" + why + ")");
        }
    }

    private void plainRope(JsonNode rope) {
        if (rope.isMissingNode() || rope.isNull()) {
            return;
        }
        String type = rope.path("rope_type").asString(rope.path("type").asString("default"));
        if (!type.equals("default")) {
            throw bad("rope_type", type + " (supported: default)");
        }
        if (real(rope.path("partial_rotary_factor"), 1) != 1) {
            throw bad(
                    "partial_rotary_factor", rope.path("partial_rotary_factor").asString());
        }
    }

    private void only(String key, String value) {
        JsonNode found = root.path(key);
        if (!found.isMissingNode() && !found.isNull() && !found.asString("").equals(value)) {
            throw bad(key, found + " (supported: " + value + ")");
        }
        if (key.equals("model_type") && found.isMissingNode()) {
            throw bad(key, "nothing (supported: " + value + ")");
        }
    }

    private void refuse(String key) {
        if (root.hasNonNull(key)) {
            throw bad(key, "a value (not supported)");
        }
    }

    private int required(String key) {
        if (!root.hasNonNull(key)) {
            throw bad(key, "nothing; it is required");
        }
        return whole(key, 0);
    }

    private int whole(String key, int otherwise) {
        JsonNode node = root.path(key);
        if (node.isMissingNode() || node.isNull()) {
            return otherwise;
        }
        if (!node.isIntegralNumber() || !node.canConvertToInt()) {
            throw bad(key, node + "; it must be a whole number");
        }
        return node.asInt();
    }

    private double real(JsonNode node, double otherwise) {
        if (node.isMissingNode() || node.isNull()) {
            return otherwise;
        }
        if (!node.isNumber()) {
            throw bad("a number", node.toString());
        }
        return node.asDouble();
    }

    private PlumblineException bad(String key, String found) {
        return new PlumblineException(ErrorCode.BAD_CHECKPOINT, file + ": \"" + key + "\": found " + found);
    }

    /// The file's text for this decoder, in the spelling of transformers 5.
    static String write(DecoderConfig c, SpecialTokens special) {
        boolean reward = c.head() == DecoderConfig.Head.REWARD;
        ObjectNode root = JSON.createObjectNode();
        root.putArray("architectures").add(switch (c.head()) {
            case LANGUAGE -> "LlamaForCausalLM";
            case REWARD -> "LlamaForSequenceClassification";
            case STEP -> "LlamaForTokenClassification";
        });
        root.put("attention_bias", c.attentionBias());
        root.put("attention_dropout", 0.0);
        put(root, "bos_token_id", special.bos());
        root.put("dtype", "float32");
        put(root, "eos_token_id", special.eos());
        root.put("head_dim", c.headWidth());
        root.put("hidden_act", "silu");
        root.put("hidden_size", c.width());
        if (reward) {
            root.putObject("id2label").put("0", "LABEL_0");
            root.putObject("label2id").put("LABEL_0", 0);
        }
        root.put("initializer_range", c.initialDeviation());
        root.put("intermediate_size", c.feedForward());
        root.put("max_position_embeddings", c.context());
        root.put("mlp_bias", c.feedForwardBias());
        root.put("model_type", "llama");
        root.put("num_attention_heads", c.heads());
        root.put("num_hidden_layers", c.layers());
        root.put("num_key_value_heads", c.keyHeads());
        put(root, "pad_token_id", special.pad());
        root.put("rms_norm_eps", c.normEpsilon());
        root.putObject("rope_parameters").put("rope_theta", c.ropeTheta()).put("rope_type", "default");
        root.put("tie_word_embeddings", c.tied());
        root.put("vocab_size", c.vocabulary());
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    }

    private static void put(ObjectNode root, String key, OptionalInt id) {
        if (id.isPresent()) {
            root.put(key, id.getAsInt());
        } else {
            root.putNull(key);
        }
    }

    /// Files beside the weights that belong to a model and are copied with it.
    static List<String> companions() {
        return List.of(
                "tokenizer.json",
                "tokenizer_config.json",
                "special_tokens_map.json",
                "chat_template.jinja",
                "generation_config.json");
    }
}
