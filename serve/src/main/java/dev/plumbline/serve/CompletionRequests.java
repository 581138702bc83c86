package dev.plumbline.serve;

import dev.plumbline.engine.CheckpointModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads what is asked of `/v1/completions` and `/v1/embeddings`: plain texts or tokens.
final class CompletionRequests {
    private static final Set<String> KNOWN = TextRequest.known("prompt", "logprobs", "echo", "suffix", "best_of");
    private static final int MOST_TEXTS = 2048;
    private static final int MOST_ALTERNATIVES = 20;
    private static final int USUAL_TOKENS = 16;

    private CompletionRequests() {}

    static TextRequest read(ObjectNode body, CheckpointModel model) {
        Fields fields = new Fields(body);
        fields.requireKnown(KNOWN);
        if (fields.flag("echo") || !fields.text("suffix", "").isEmpty() || fields.integer("best_of", 1, 1, 1) > 1) {
            throw ApiException.invalid(
                    fields.flag("echo") ? "echo" : "suffix", "\"echo\" and \"suffix\" are not supported.");
        }
        int alternatives = fields.integer("logprobs", -1, 0, MOST_ALTERNATIVES);
        return TextRequest.read(
                fields,
                model,
                texts(fields, "prompt", model),
                TextRequest.maxTokens(fields, USUAL_TOKENS),
                alternatives);
    }

    /// One text or a list of them, each as a string or as tokens.
    static List<int[]> texts(Fields fields, String name, CheckpointModel model) {
        JsonNode given = fields.get(name);
        if (given.isString() || isTokens(given)) {
            return List.of(text(given, name, model));
        }
        if (!given.isArray() || given.isEmpty() || given.size() > MOST_TEXTS) {
            throw Fields.wrong(name, "a string, a list of token ids, or a list of at most " + MOST_TEXTS + " of them");
        }
        List<int[]> texts = new ArrayList<>();
        given.forEach(one -> texts.add(text(one, name, model)));
        return texts;
    }

    private static int[] text(JsonNode given, String name, CheckpointModel model) {
        int[] ids;
        if (given.isString()) {
            ids = model.format().tokenizer().encode(given.asString(), true).ids();
        } else if (isTokens(given)) {
            ids = given.valueStream().mapToInt(JsonNode::asInt).toArray();
        } else {
            throw Fields.wrong(name, "a string, a list of token ids, or a list of at most " + MOST_TEXTS + " of them");
        }
        int vocabulary = model.decoder().config().vocabulary();
        for (int id : ids) {
            if (id < 0 || id >= vocabulary) {
                throw ApiException.invalid(
                        name,
                        "token " + id + " is outside the model's vocabulary; ids are in [0, " + vocabulary + ").");
            }
        }
        if (ids.length == 0) {
            throw ApiException.invalid(name, "\"" + name + "\" must hold at least one token.");
        }
        return ids;
    }

    private static boolean isTokens(JsonNode node) {
        return node.isArray()
                && !node.isEmpty()
                && node.valueStream().allMatch(one -> one.isIntegralNumber() && one.canConvertToInt());
    }
}
