package dev.plumbline.engine.internal;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.SpecialTokens;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// Gathers a checkpoint's special tokens from the three files that may name them: `tokenizer_config.json` first, then
/// `special_tokens_map.json`, and for those that neither names, the ids of `config.json`.
public final class SpecialTokenFiles {
    private static final String SUFFIX = "_token";

    private final Vocabulary vocabulary;
    private final Path folder;
    private final JsonNode config;
    private final Map<String, String> texts = new TreeMap<>();

    /// @throws PlumblineException BAD_CHECKPOINT if a file is not valid
    public SpecialTokenFiles(Path folder, Vocabulary vocabulary) {
        this.folder = folder;
        this.vocabulary = vocabulary;
        this.config = read("config.json");
        named(read("special_tokens_map.json"));
        named(read("tokenizer_config.json"));
    }

    private JsonNode read(String name) {
        Path file = folder.resolve(name);
        return Files.exists(file) ? JsonFile.read(file, ErrorCode.BAD_CHECKPOINT) : MissingNode.getInstance();
    }

    /// A token is written as its text or as an object with its text as `content`; null means that there is none.
    private void named(JsonNode file) {
        file.properties().forEach(entry -> {
            JsonNode content = entry.getValue().isObject() ? entry.getValue().path("content") : entry.getValue();
            if (entry.getKey().endsWith(SUFFIX) && content.isString()) {
                texts.put(entry.getKey(), content.stringValue());
            }
        });
    }

    /// The special tokens and their ids.
    ///
    /// @throws PlumblineException BAD_CHECKPOINT if a token that is named is not in the vocabulary
    public SpecialTokens read() {
        OptionalInt bos = id("bos");
        OptionalInt eos = id("eos");
        OptionalInt pad = id("pad");
        OptionalInt unk = id("unk");
        return new SpecialTokens(bos, eos, pad, unk, texts);
    }

    private OptionalInt id(String role) {
        String text = texts.get(role + SUFFIX);
        return text == null ? ofConfig(role) : OptionalInt.of(ofText(role, text));
    }

    private int ofText(String role, String text) {
        @Nullable Integer id = vocabulary.id(text);
        if (id == null) {
            throw new PlumblineException(
                    ErrorCode.BAD_CHECKPOINT,
                    folder + ": " + role + SUFFIX + " is " + Excerpt.quote(text)
                            + ", which tokenizer.json does not know; correct tokenizer_config.json");
        }
        return id;
    }

    /// The id in `config.json`, the first of several, if the vocabulary has it.
    private OptionalInt ofConfig(String role) {
        JsonNode id = config.path(role + SUFFIX + "_id");
        JsonNode first = id.isArray() ? id.path(0) : id;
        @Nullable String text = first.isInt() ? vocabulary.token(first.intValue()) : null;
        if (text == null) {
            return OptionalInt.empty();
        }
        texts.put(role + SUFFIX, text);
        return OptionalInt.of(first.intValue());
    }
}
