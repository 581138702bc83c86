package dev.plumbline.engine.internal;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Which token has which id, as a `tokenizer.json` says: the model's own vocabulary and the tokens added to it.
public final class Vocabulary {
    private final Map<String, Integer> ids = new HashMap<>();
    private final Map<Integer, String> tokens = new HashMap<>();

    /// @param place the file, for error messages
    /// @param tokenizer the whole `tokenizer.json`
    /// @throws PlumblineException BAD_CHECKPOINT if it has no vocabulary, or an id is not in [0, 2^31)
    public Vocabulary(String place, JsonNode tokenizer) {
        JsonNode vocab = tokenizer.path("model").path("vocab");
        if (vocab.isObject()) {
            vocab.properties().forEach(entry -> put(place, entry.getKey(), entry.getValue()));
        } else if (vocab.isArray()) {
            for (int id = 0; id < vocab.size(); id++) {
                put(place, text(place, vocab.get(id).path(0)), id);
            }
        } else {
            throw new PlumblineException(
                    ErrorCode.BAD_CHECKPOINT,
                    place + ": \"model\" has no \"vocab\"; this is not a tokenizer in Hugging Face's format");
        }
        for (JsonNode added : tokenizer.path("added_tokens")) {
            put(place, text(place, added.path("content")), added.path("id"));
        }
    }

    private static String text(String place, JsonNode node) {
        if (!node.isString()) {
            throw new PlumblineException(
                    ErrorCode.BAD_CHECKPOINT, place + ": a token of the vocabulary is not a string");
        }
        return node.stringValue();
    }

    private void put(String place, String token, JsonNode id) {
        if (!id.isInt() || id.intValue() < 0) {
            throw new PlumblineException(
                    ErrorCode.BAD_CHECKPOINT,
                    place + ": token " + Excerpt.quote(token) + " has the id " + Excerpt.quote(id.toString())
                            + "; ids are whole numbers in [0, 2^31)");
        }
        put(place, token, id.intValue());
    }

    private void put(String place, String token, int id) {
        ids.put(token, id);
        String other = tokens.putIfAbsent(id, token);
        if (other != null && !other.equals(token)) {
            throw new PlumblineException(
                    ErrorCode.BAD_CHECKPOINT,
                    place + ": id " + id + " is given to both " + Excerpt.quote(other) + " and "
                            + Excerpt.quote(token));
        }
    }

    /// The number of different tokens; ids may go beyond it where the vocabulary has holes.
    public int size() {
        return ids.size();
    }

    /// The token's id, or null if there is no such token.
    public @Nullable Integer id(String token) {
        return ids.get(token);
    }

    /// The token of this id, or null if there is none.
    public @Nullable String token(int id) {
        return tokens.get(id);
    }
}
