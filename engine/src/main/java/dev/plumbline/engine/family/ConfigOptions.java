package dev.plumbline.engine.family;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.Activation;
import dev.plumbline.engine.DecoderConfig;
import dev.plumbline.engine.EmbeddingConfig;
import dev.plumbline.engine.OutputConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import tools.jackson.databind.JsonNode;

/// The options of one `config.json`, read with their types checked; what is wrong is refused by file, name and value.
///
/// An option that is null counts as absent unless a method says otherwise, as in transformers.
public final class ConfigOptions {
    private final Path file;
    private final JsonNode root;
    private final DecoderConfig.Head head;

    public ConfigOptions(Path file, JsonNode root, DecoderConfig.Head head) {
        this.file = file;
        this.root = root;
        this.head = head;
    }

    /// The option itself; a missing node if absent.
    public JsonNode node(String key) {
        return root.path(key);
    }

    /// Whether the option is there and not null.
    public boolean has(String key) {
        return root.hasNonNull(key);
    }

    /// A whole number that must be there.
    public int whole(String key) {
        if (!has(key)) {
            throw bad(key, "nothing; it is required");
        }
        return whole(key, 0);
    }

    public int whole(String key, int otherwise) {
        JsonNode node = root.path(key);
        if (node.isMissingNode() || node.isNull()) {
            return otherwise;
        }
        if (!node.isIntegralNumber() || !node.canConvertToInt()) {
            throw bad(key, node + "; it must be a whole number");
        }
        return node.asInt();
    }

    public double real(String key, double otherwise) {
        return real(root, key, otherwise);
    }

    /// As [#real], for an option of an object within the configuration.
    public double real(JsonNode within, String key, double otherwise) {
        JsonNode node = within.path(key);
        if (node.isMissingNode() || node.isNull()) {
            return otherwise;
        }
        if (!node.isNumber()) {
            throw bad(key, node + "; it must be a number");
        }
        return node.asDouble();
    }

    public boolean flag(String key, boolean otherwise) {
        JsonNode node = root.path(key);
        if (node.isMissingNode() || node.isNull()) {
            return otherwise;
        }
        if (!node.isBoolean()) {
            throw bad(key, node + "; it must be true or false");
        }
        return node.asBoolean();
    }

    /// A cap on logits: 0 where it is null, the default where it is absent.
    public double softcap(String key, double otherwise) {
        JsonNode node = root.path(key);
        return node.isNull() ? 0 : real(key, otherwise);
    }

    /// A window: 0, for none, where it is null, the default where it is absent.
    public int window(String key, int otherwise) {
        JsonNode node = root.path(key);
        if (node.isNull() || node.isMissingNode()) {
            return node.isNull() ? 0 : otherwise;
        }
        int window = whole(key, otherwise);
        if (window < 1) {
            throw bad(key, window + "; it must be 1 or more, or null");
        }
        return window;
    }

    /// The activation of this option.
    public Activation activation(String key, Activation otherwise) {
        if (!has(key)) {
            return otherwise;
        }
        String name = root.path(key).asString("");
        return Activation.named(name).orElseThrow(() -> bad(key, root.path(key) + "; it is not supported"));
    }

    /// Refuses every value but this one; absent is right.
    public void only(String key, Object value) {
        JsonNode node = root.path(key);
        if (!node.isMissingNode() && !node.isNull() && !node.asString("").equals(value.toString())) {
            throw bad(key, node + " (supported: " + value + ")");
        }
    }

    /// The windows of layers by their `layer_types`: `sliding_attention` or `full_attention`.
    ///
    /// @param window tokens that a sliding layer sees; 0 for none, and then no layer may slide
    /// @param otherwise whether a layer slides where the option is absent
    public List<Integer> windows(int layers, int window, IntPredicate otherwise) {
        JsonNode types = root.path("layer_types");
        if (!types.isMissingNode() && !types.isNull() && (!types.isArray() || types.size() != layers)) {
            throw bad("layer_types", types + "; it must name " + layers + " layers");
        }
        if (layers < 1 || layers > DecoderConfig.MAX_LAYERS) {
            throw bad("num_hidden_layers", layers + "; it must be from 1 to " + DecoderConfig.MAX_LAYERS);
        }
        List<Integer> windows = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            boolean slides = slides(types, i, otherwise);
            if (slides && window == 0) {
                throw bad("sliding_window", "none, but layer " + i + " slides; name its width or no sliding layer");
            }
            windows.add(slides ? window : 0);
        }
        return windows;
    }

    /// Whether one layer slides.
    public boolean slides(int layer, IntPredicate otherwise) {
        return slides(root.path("layer_types"), layer, otherwise);
    }

    private boolean slides(JsonNode types, int layer, IntPredicate otherwise) {
        if (!types.isArray()) {
            return otherwise.test(layer);
        }
        return switch (types.path(layer).asString("")) {
            case "sliding_attention" -> true;
            case "full_attention" -> false;
            default -> throw bad("layer_types", types.path(layer) + " (supported: full_attention, sliding_attention)");
        };
    }

    /// The embedding of `vocab_size` rows as wide as the residual stream, tied or not by `tie_word_embeddings`.
    public EmbeddingConfig embedding(int width, double scale, boolean tied) {
        return new EmbeddingConfig(whole("vocab_size"), width, scale, flag("tie_word_embeddings", tied));
    }

    /// What the head reads.
    ///
    /// @param softcap on language logits, 0 for none
    public OutputConfig output(double softcap) {
        if (head == DecoderConfig.Head.LANGUAGE) {
            return new OutputConfig(head, 1, OptionalInt.empty(), softcap);
        }
        OptionalInt pad = head == DecoderConfig.Head.REWARD && has("pad_token_id")
                ? OptionalInt.of(whole("pad_token_id", 0))
                : OptionalInt.empty();
        return new OutputConfig(head, labels(), pad, 0);
    }

    /// Two unless the configuration says otherwise, as in transformers.
    private int labels() {
        JsonNode names = root.path("id2label");
        if (names.isObject()) {
            if (has("num_labels") && whole("num_labels", 0) != names.size()) {
                throw bad("num_labels", root.path("num_labels") + ", but id2label names " + names.size());
            }
            return names.size();
        }
        return whole("num_labels", 2);
    }

    /// Refuses an option by name.
    ///
    /// @param found its value and perhaps what would do instead
    public PlumblineException bad(String key, String found) {
        return new PlumblineException(ErrorCode.BAD_CHECKPOINT, file + ": \"" + key + "\": found " + found);
    }
}
