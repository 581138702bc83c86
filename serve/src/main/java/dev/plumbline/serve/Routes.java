package dev.plumbline.serve;

import com.sun.net.httpserver.HttpExchange;
import dev.plumbline.engine.CheckpointModel;
import dev.plumbline.engine.LiveGeneration;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// What is answered under which path.
final class Routes {
    private static final Set<String> EMBEDDING_FIELDS =
            Set.of("model", "input", "encoding_format", "user", "dimensions");

    private final CheckpointModel model;
    private final LiveGeneration generation;
    private final TextAnswers texts;
    private final long started = System.currentTimeMillis() / 1000;

    Routes(CheckpointModel model, LiveGeneration generation, ServeOptions options) {
        this.model = model;
        this.generation = generation;
        this.texts = new TextAnswers(model, generation, options);
    }

    /// @throws ApiException if the request cannot be served
    void answer(HttpExchange exchange, Gate gate, Reply reply) throws IOException, InterruptedException {
        String path = exchange.getRequestURI().getPath();
        switch (path == null ? "" : path) {
            case "/v1/chat/completions" -> {
                ObjectNode body = post(exchange, gate, reply);
                texts.answer(
                        ChatRequests.read(body, model),
                        new AnswerFormat.Chat(model.format().tokenizer()),
                        reply);
            }
            case "/v1/completions" -> {
                ObjectNode body = post(exchange, gate, reply);
                texts.answer(
                        CompletionRequests.read(body, model),
                        new AnswerFormat.Completion(model.format().tokenizer()),
                        reply);
            }
            case "/v1/embeddings" -> reply.json(200, embeddings(post(exchange, gate, reply)));
            case "/v1/models" -> {
                requireMethod(exchange, "GET", reply);
                ObjectNode list = Json.object().put("object", "list");
                list.putArray("data").add(model());
                reply.json(200, list.toString());
            }
            case "/health" -> {
                requireMethod(exchange, "GET", reply);
                reply.json(200, health());
            }
            case String other
            when other.startsWith("/v1/models/") -> {
                requireMethod(exchange, "GET", reply);
                String asked = other.substring("/v1/models/".length());
                if (!asked.equals(model.name())) {
                    throw ApiException.unknownModel(asked, model.name());
                }
                reply.json(200, model().toString());
            }
            case String other ->
                throw ApiException.refused(
                        404,
                        "unknown_url",
                        "Nothing is served under " + Json.excerpt(other)
                                + "; there are /v1/chat/completions, /v1/completions, /v1/embeddings, /v1/models and"
                                + " /health.");
        }
    }

    private ObjectNode post(HttpExchange exchange, Gate gate, Reply reply) throws IOException {
        requireMethod(exchange, "POST", reply);
        ObjectNode body = Json.parse(gate.body(exchange));
        TextRequest.requireModel(body, model.name());
        return body;
    }

    private static void requireMethod(HttpExchange exchange, String method, Reply reply) {
        if (!exchange.getRequestMethod().equals(method)) {
            reply.header("Allow", method);
            throw ApiException.refused(405, "method_not_allowed", "Use " + method + " here.");
        }
    }

    private ObjectNode model() {
        return Json.object()
                .put("id", model.name())
                .put("object", "model")
                .put("created", started)
                .put("owned_by", "plumbline")
                .put("max_model_len", model.decoder().config().context());
    }

    private String health() {
        return Json.object()
                .put("status", "ok")
                .put("active", generation.active())
                .put("waiting", generation.waiting())
                .put("tokens", generation.written())
                .toString();
    }

    private String embeddings(ObjectNode body) {
        Fields fields = new Fields(body);
        fields.requireKnown(EMBEDDING_FIELDS);
        String encoding = fields.text("encoding_format", "float");
        if (!encoding.equals("float") && !encoding.equals("base64")) {
            throw Fields.wrong("encoding_format", "\"float\" or \"base64\"");
        }
        int width = model.decoder().config().width();
        fields.integer("dimensions", width, width, width);
        List<int[]> given = CompletionRequests.texts(fields, "input", model);
        List<float[]> vectors = model.embeddings(given);
        ObjectNode answer = Json.object().put("object", "list").put("model", model.name());
        var data = answer.putArray("data");
        for (int i = 0; i < vectors.size(); i++) {
            ObjectNode one = data.addObject().put("object", "embedding").put("index", i);
            if (encoding.equals("base64")) {
                one.put("embedding", base64(vectors.get(i)));
            } else {
                var values = one.putArray("embedding");
                for (float value : vectors.get(i)) {
                    values.add(value);
                }
            }
        }
        int tokens = given.stream().mapToInt(ids -> ids.length).sum();
        answer.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
        return answer.toString();
    }

    /// Float-32 numbers, lowest byte first, as OpenAI's clients read them.
    private static String base64(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * vector.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : vector) {
            bytes.putFloat(value);
        }
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
