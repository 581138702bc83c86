package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.internal.AtomicFile;
import dev.plumbline.engine.internal.Excerpt;
import dev.plumbline.engine.internal.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Adapter folders as PEFT lays them out: `adapter_config.json` and `adapter_model.safetensors`.
///
/// A tensor that is missing, left over or of the wrong shape is an error; so is every option that would change a number
/// and is not known here. Dropout (`lora_dropout`) is read by nobody: there is none in inference, nor in training here.
public final class AdapterFolder {
    private static final String CONFIG = "adapter_config.json";
    private static final String STEM = "adapter_model";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /// Options that change numbers in ways that are not known here, if they are there and not empty, false or null.
    private static final List<String> REFUSED = List.of(
            "alora_invocation_tokens",
            "arrow_config",
            "ensure_weight_tying",
            "kasa_config",
            "layer_replication",
            "lora_bias",
            "lora_ga_config",
            "monteclora_config",
            "target_parameters",
            "trainable_token_indices",
            "use_bdlora",
            "use_qalora",
            "velora_config");

    private AdapterFolder() {}

    /// Loads an adapter for this decoder, frozen. Runs on the engine thread; the caller attaches or closes it.
    ///
    /// @param name how it will be called among the decoder's adapters
    /// @throws PlumblineException MISSING_FILE or BAD_CHECKPOINT, naming the file and the tensor or option
    public static Adapter read(Path folder, Decoder decoder, String name) {
        Path file = folder.resolve(CONFIG);
        AdapterConfig config;
        AdapterLayout layout;
        try {
            config = config(file, JsonFile.read(file, ErrorCode.BAD_CHECKPOINT));
            layout = AdapterLayout.of(decoder, config);
        } catch (PlumblineException e) {
            String what = String.valueOf(e.getMessage());
            throw what.startsWith(file.toString())
                    ? e
                    : new PlumblineException(e.code(), file + ": " + what, e);
        }
        try (SafeTensorsFolder tensors = SafeTensorsFolder.open(folder, STEM)) {
            requireSame(folder, layout.parameters(), tensors);
            Adapter adapter =
                    new Adapter(name, config, layout, Tensor.zeros(layout.parameters().elements()));
            try (TensorScope scope = TensorScope.open();
                    NoGradient off = NoGradient.open()) {
                for (Parameters.Weight weight : layout.parameters().weights()) {
                    TensorInfo tensor = tensors.tensor(weight.name());
                    adapter.parameters()
                            .value(weight)
                            .copyInPlace(FlatTensors.over(
                                    tensor.bytes(), StoredWeights.dtype(tensor), tensor.shape()));
                }
                return adapter;
            } catch (RuntimeException e) {
                adapter.close();
                throw e;
            }
        }
    }

    /// Writes the adapter, so that PEFT loads the folder with equal logits.
    ///
    /// @param base where PEFT is to look for the base model; a folder or a name
    /// @throws PlumblineException STORAGE if the folder cannot be written
    public static void write(Adapter adapter, Decoder decoder, String base, Path folder) {
        List<SafeTensorsWriter.Tensor> tensors = new ArrayList<>();
        for (Parameters.Weight weight : adapter.parameters().weights()) {
            tensors.add(FlatTensors.weight(adapter.parameters(), weight));
        }
        try {
            Files.createDirectories(folder);
            SafeTensorsWriter.write(folder.resolve(STEM + ".safetensors"), tensors, Map.of("format", "pt"));
            Files.writeString(folder.resolve(CONFIG), text(adapter.config(), decoder.config(), base));
        } catch (IOException e) {
            throw AtomicFile.failure(folder, e);
        }
    }

    private static void requireSame(Path folder, ParameterLayout layout, SafeTensorsFolder tensors) {
        Set<String> left = new HashSet<>(tensors.names());
        for (Parameters.Weight weight : layout.weights()) {
            if (!left.remove(weight.name())) {
                throw bad(tensors.place(weight.name()), "tensor \"" + weight.name() + "\" is missing; save the adapter again");
            }
            TensorInfo tensor = tensors.tensor(weight.name());
            if (!Arrays.equals(weight.dimensions(), tensor.shape())) {
                throw bad(
                        folder,
                        "tensor \"" + weight.name() + "\" has shape " + Arrays.toString(tensor.shape()) + ", not "
                                + weight.shape() + "; it was made for another model or rank");
            }
        }
        if (!left.isEmpty()) {
            throw bad(
                    folder,
                    "tensor " + Excerpt.quote(left.stream().sorted().findFirst().orElseThrow())
                            + " has no place in this adapter (" + left.size() + " such)");
        }
    }

    private static AdapterConfig config(Path file, JsonNode o) {
        if (!o.path("peft_type").asString("").equals("LORA")) {
            throw bad(file, "\"peft_type\": found " + o.path("peft_type") + " (supported: LORA)");
        }
        for (String key : REFUSED) {
            JsonNode node = o.path(key);
            boolean nothing = node.isMissingNode()
                    || node.isNull()
                    || node.isBoolean() && !node.asBoolean()
                    || (node.isObject() || node.isArray()) && node.isEmpty();
            if (!nothing) {
                throw bad(file, "\"" + key + "\": found " + node + " (not supported)");
            }
        }
        JsonNode start = o.path("init_lora_weights");
        if (start.isString() && !List.of("gaussian", "eva", "orthogonal").contains(start.asString(""))) {
            throw bad(file, "\"init_lora_weights\": found " + start + ", which changes the base's weights too");
        }
        return new AdapterConfig(
                whole(file, o, "r"),
                real(file, o.path("lora_alpha"), "lora_alpha"),
                o.path("use_rslora").asBoolean(false),
                o.path("use_dora").asBoolean(false),
                targets(file, o),
                strings(file, o, "modules_to_save"),
                ranks(file, o.path("rank_pattern")),
                alphas(file, o.path("alpha_pattern")),
                bias(file, o.path("bias")));
    }

    private static AdapterConfig.Targets targets(Path file, JsonNode o) {
        if (o.hasNonNull("layers_pattern") && !o.path("layers_pattern").isEmpty()) {
            throw bad(file, "\"layers_pattern\": found " + o.path("layers_pattern") + " (not supported)");
        }
        List<Integer> layers = new ArrayList<>();
        JsonNode only = o.path("layers_to_transform");
        if (only.isIntegralNumber()) {
            layers.add(only.asInt());
        }
        only.forEach(one -> layers.add(one.asInt(-1)));
        JsonNode wanted = o.path("target_modules");
        return new AdapterConfig.Targets(
                wanted.isString() ? List.of() : strings(file, o, "target_modules"),
                wanted.asString(""),
                strings(file, o, "exclude_modules"),
                layers);
    }

    private static AdapterConfig.Bias bias(Path file, JsonNode node) {
        return switch (node.asString("none")) {
            case "none" -> AdapterConfig.Bias.NONE;
            case "all" -> AdapterConfig.Bias.ALL;
            case "lora_only" -> AdapterConfig.Bias.LORA_ONLY;
            default -> throw bad(file, "\"bias\": found " + node + " (supported: none, all, lora_only)");
        };
    }

    private static Map<String, Integer> ranks(Path file, JsonNode node) {
        Map<String, Integer> ranks = new LinkedHashMap<>();
        node.properties().forEach(entry -> ranks.put(entry.getKey(), whole(file, node, entry.getKey())));
        return ranks;
    }

    private static Map<String, Double> alphas(Path file, JsonNode node) {
        Map<String, Double> alphas = new LinkedHashMap<>();
        node.properties().forEach(e -> alphas.put(e.getKey(), real(file, e.getValue(), "alpha_pattern")));
        return alphas;
    }

    private static List<String> strings(Path file, JsonNode o, String key) {
        JsonNode node = o.path(key);
        if (node.isMissingNode() || node.isNull()) {
            return List.of();
        }
        List<String> strings = new ArrayList<>();
        for (JsonNode one : node) {
            strings.add(one.asString(""));
        }
        if (!node.isArray() || strings.contains("")) {
            throw bad(file, "\"" + key + "\": found " + node + "; it must be a list of names");
        }
        return strings;
    }

    private static int whole(Path file, JsonNode o, String key) {
        JsonNode node = o.path(key);
        if (!node.isIntegralNumber() || !node.canConvertToInt()) {
            throw bad(file, "\"" + key + "\": found " + node + "; it must be a whole number");
        }
        return node.asInt();
    }

    private static double real(Path file, JsonNode node, String key) {
        if (!node.isNumber()) {
            throw bad(file, "\"" + key + "\": found " + node + "; it must be a number");
        }
        return node.asDouble();
    }

    private static String text(AdapterConfig c, DecoderConfig decoder, String base) {
        ObjectNode o = JSON.createObjectNode();
        ObjectNode alphas = o.putObject("alpha_pattern");
        c.alphas().forEach(alphas::put);
        o.put("base_model_name_or_path", base);
        o.put("bias", c.bias().key());
        if (!c.targets().without().isEmpty()) {
            c.targets().without().forEach(o.putArray("exclude_modules")::add);
        }
        o.put("fan_in_fan_out", decoder.family().equals("gpt2"));
        o.put("inference_mode", true);
        o.put("init_lora_weights", true);
        if (!c.targets().layers().isEmpty()) {
            c.targets().layers().forEach(o.putArray("layers_to_transform")::add);
        }
        o.put("lora_alpha", c.alpha());
        o.put("lora_dropout", 0.0);
        if (c.saved().isEmpty()) {
            o.putNull("modules_to_save");
        } else {
            c.saved().forEach(o.putArray("modules_to_save")::add);
        }
        o.put("peft_type", "LORA");
        o.put("r", c.rank());
        ObjectNode ranks = o.putObject("rank_pattern");
        c.ranks().forEach(ranks::put);
        if (c.targets().pattern().isEmpty()) {
            c.targets().ends().forEach(o.putArray("target_modules")::add);
        } else {
            o.put("target_modules", c.targets().pattern());
        }
        o.put("task_type", switch (decoder.head()) {
            case LANGUAGE -> "CAUSAL_LM";
            case REWARD -> "SEQ_CLS";
            case STEP -> "TOKEN_CLS";
        });
        o.put("use_dora", c.decomposed());
        o.put("use_rslora", c.rankStabilised());
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(o) + "\n";
    }

    private static PlumblineException bad(Path place, String what) {
        return new PlumblineException(ErrorCode.BAD_CHECKPOINT, place + ": " + what);
    }
}
