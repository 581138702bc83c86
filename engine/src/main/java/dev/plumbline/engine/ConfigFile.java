package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.family.ConfigOptions;
import dev.plumbline.engine.family.Families;
import dev.plumbline.engine.family.Family;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The `config.json` of a checkpoint folder, in the old and the new spelling of transformers.
///
/// Every option that changes a number is honoured or refused by name and value; nothing is guessed. What the options of
/// a family mean is written in [dev.plumbline.engine.family].
final class ConfigFile {
    static final String NAME = "config.json";
    private static final long MAX_BYTES = 1 << 20;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private ConfigFile() {}

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
            return checked(file, root);
        } catch (IOException e) {
            throw new PlumblineException(ErrorCode.MISSING_FILE, file + ": cannot be read: " + e.getMessage(), e);
        } catch (JacksonException e) {
            throw new PlumblineException(
                    ErrorCode.BAD_CHECKPOINT, file + ": not valid JSON: " + e.getOriginalMessage(), e);
        }
    }

    /// The decoder's shape; what the shape itself refuses is refused under the file's name.
    private static DecoderConfig checked(Path file, JsonNode root) {
        try {
            return decoder(file, root);
        } catch (ArithmeticException e) {
            throw new PlumblineException(
                    ErrorCode.BAD_CHECKPOINT, file + ": its sizes are too large to count with; it is damaged", e);
        } catch (PlumblineException e) {
            String what = String.valueOf(e.getMessage());
            if (what.startsWith(file.toString())) {
                throw e;
            }
            throw new PlumblineException(ErrorCode.BAD_CHECKPOINT, file + ": " + what, e);
        }
    }

    private static DecoderConfig decoder(Path file, JsonNode root) {
        ConfigOptions options = new ConfigOptions(file, root, head(file, root));
        String type = options.has("model_type") ? root.path("model_type").asString("") : "nothing";
        Family family = Families.named(type)
                .orElseThrow(() -> options.bad(
                        "model_type",
                        type + " (supported: "
                                + Families.all().stream().map(Family::type).collect(Collectors.joining(", ")) + ")"));
        if (options.has("quantization_config")) {
            throw options.bad("quantization_config", "a value (not supported: load the weights unquantized)");
        }
        options.only("is_encoder_decoder", false);
        DecoderConfig config = family.read(options);
        ParameterLayout.of(config);
        return config;
    }

    private static DecoderConfig.Head head(Path file, JsonNode root) {
        JsonNode named = root.path("architectures").path(0);
        if (named.isMissingNode() || named.isNull()) {
            return DecoderConfig.Head.LANGUAGE;
        }
        String architecture = named.asString("");
        if (architecture.endsWith("ForCausalLM") || architecture.endsWith("LMHeadModel")) {
            return DecoderConfig.Head.LANGUAGE;
        }
        if (architecture.endsWith("ForSequenceClassification")) {
            return DecoderConfig.Head.REWARD;
        }
        if (architecture.endsWith("ForTokenClassification")) {
            return DecoderConfig.Head.STEP;
        }
        throw new PlumblineException(
                ErrorCode.BAD_CHECKPOINT,
                file + ": \"architectures\": found " + named
                        + " (supported: names ending in ForCausalLM, ForSequenceClassification or"
                        + " ForTokenClassification)");
    }

    /// The file's text for this decoder, in the spelling of transformers 5.
    static String write(DecoderConfig c, SpecialTokens special) {
        Family family = Families.named(c.family()).orElseThrow();
        ObjectNode root = JSON.createObjectNode();
        root.putArray("architectures").add(family.architecture(c.head()));
        root.put("attention_dropout", 0.0);
        put(root, "bos_token_id", special.bos());
        root.put("dtype", "float32");
        put(root, "eos_token_id", special.eos());
        if (c.head() != DecoderConfig.Head.LANGUAGE) {
            ObjectNode names = root.putObject("id2label");
            ObjectNode ids = root.putObject("label2id");
            for (int i = 0; i < c.output().labels(); i++) {
                names.put(Integer.toString(i), "LABEL_" + i);
                ids.put("LABEL_" + i, i);
            }
        }
        root.put("model_type", family.type());
        put(root, "pad_token_id", c.output().pad().isPresent() ? c.output().pad() : special.pad());
        root.put("tie_word_embeddings", c.tied());
        root.put("vocab_size", c.vocabulary());
        family.write(c, root);
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(sorted(root)) + "\n";
    }

    private static ObjectNode sorted(ObjectNode root) {
        ObjectNode sorted = JSON.createObjectNode();
        root.propertyNames().stream().sorted().forEach(key -> sorted.set(key, root.get(key)));
        return sorted;
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
