package dev.plumbline.serve;

import dev.plumbline.engine.CheckpointModel;
import dev.plumbline.engine.LiveGeneration;
import dev.plumbline.engine.WrittenToken;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Answers a request for text, at once or as a stream.
///
/// A client that has gone is noticed when something is sent to it: a token, or the sign of life that is sent while
/// there is none. Its sequences then leave the batch.
final class TextAnswers {
    private final CheckpointModel model;
    private final LiveGeneration generation;
    private final ServeOptions options;

    TextAnswers(CheckpointModel model, LiveGeneration generation, ServeOptions options) {
        this.model = model;
        this.generation = generation;
        this.options = options;
    }

    void answer(TextRequest request, AnswerFormat format, Reply reply) throws IOException, InterruptedException {
        String id = UUID.randomUUID().toString().replace("-", "");
        long created = System.currentTimeMillis() / 1000;
        try (Writing writing =
                Writing.begin(request, generation, model.format().tokenizer(), options.rows() + options.queue())) {
            if (request.streams()) {
                stream(request, format, reply, writing, new Head(id, created));
            } else {
                whole(request, format, reply, writing, new Head(id, created));
            }
        }
    }

    private record Head(String id, long created) {}

    private void whole(TextRequest request, AnswerFormat format, Reply reply, Writing writing, Head head)
            throws IOException, InterruptedException {
        while (!writing.isOver()) {
            if (!writing.await(options.heartbeat().toMillis())) {
                reply.pulseJson();
            }
        }
        ObjectNode body = head(format.kind(), format, head);
        ArrayNode choices = body.putArray("choices");
        for (int i = 0; i < writing.answers().size(); i++) {
            ObjectNode choice = choices.addObject().put("index", i);
            format.whole(choice, writing.answers().get(i), request, head.id);
        }
        body.set("usage", usage(request, writing));
        reply.json(200, body.toString());
    }

    private void stream(TextRequest request, AnswerFormat format, Reply reply, Writing writing, Head head)
            throws IOException, InterruptedException {
        reply.beginStream();
        for (int i = 0; i < writing.answers().size(); i++) {
            ObjectNode piece = head(format.pieceKind(), format, head);
            if (format.opening(piece.putArray("choices").addObject().put("index", i))) {
                reply.event(piece.toString());
            }
        }
        boolean[] finished = new boolean[writing.answers().size()];
        try {
            while (!writing.isOver()) {
                if (!writing.await(options.heartbeat().toMillis())) {
                    reply.pulseStream();
                }
                sendNews(request, format, reply, writing, head, finished);
            }
        } catch (ApiException failure) {
            reply.event(failure.json());
            reply.end();
            return;
        }
        if (request.countsInStream()) {
            ObjectNode piece = head(format.pieceKind(), format, head);
            piece.putArray("choices");
            piece.set("usage", usage(request, writing));
            reply.event(piece.toString());
        }
        reply.event("[DONE]");
        reply.end();
    }

    private void sendNews(
            TextRequest request, AnswerFormat format, Reply reply, Writing writing, Head head, boolean[] finished)
            throws IOException {
        for (int i = 0; i < finished.length; i++) {
            AnswerText answer = writing.answers().get(i);
            if (finished[i]) {
                continue;
            }
            String text = answer.newText();
            List<WrittenToken> tokens = answer.newTokens();
            if (!text.isEmpty() || (request.logprobs() && !tokens.isEmpty())) {
                ObjectNode piece = head(format.pieceKind(), format, head);
                format.piece(piece.putArray("choices").addObject().put("index", i), text, tokens, request);
                reply.event(piece.toString());
            }
            if (answer.isOver()) {
                finished[i] = true;
                ObjectNode piece = head(format.pieceKind(), format, head);
                format.last(piece.putArray("choices").addObject().put("index", i), answer, request, head.id);
                reply.event(piece.toString());
            }
        }
    }

    private ObjectNode head(String kind, AnswerFormat format, Head head) {
        return Json.object()
                .put("id", format.prefix() + head.id)
                .put("object", kind)
                .put("created", head.created)
                .put("model", model.name());
    }

    private static ObjectNode usage(TextRequest request, Writing writing) {
        int read = request.prompts().stream().mapToInt(prompt -> prompt.length).sum();
        int written =
                writing.answers().stream().mapToInt(AnswerText::tokenCount).sum();
        return Json.object()
                .put("prompt_tokens", read)
                .put("completion_tokens", written)
                .put("total_tokens", read + written);
    }
}
