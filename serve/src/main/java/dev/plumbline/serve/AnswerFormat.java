package dev.plumbline.serve;

import dev.plumbline.core.FinishReason;
import dev.plumbline.engine.Tokenizer;
import dev.plumbline.engine.WrittenToken;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// How answers look to a client; the two ways of asking for text differ in nothing else.
sealed interface AnswerFormat {
    /// The kind of the whole answer.
    String kind();

    /// The kind of a piece of a stream.
    String pieceKind();

    /// What begins an answer's id.
    String prefix();

    /// A whole answer's own fields, but for its index.
    void whole(ObjectNode choice, AnswerText answer, TextRequest request, String id);

    /// What opens an answer's stream, if anything does.
    boolean opening(ObjectNode choice);

    /// The next piece of an answer's stream.
    void piece(ObjectNode choice, String text, List<WrittenToken> tokens, TextRequest request);

    /// The last piece of an answer's stream.
    void last(ObjectNode choice, AnswerText answer, TextRequest request, String id);

    /// Why an answer ended, as clients read it.
    static String reason(AnswerText answer) {
        return answer.reason() == FinishReason.LENGTH ? "length" : "stop";
    }

    /// `/v1/chat/completions`.
    record Chat(Tokenizer tokenizer) implements AnswerFormat {
        @Override
        public String kind() {
            return "chat.completion";
        }

        @Override
        public String pieceKind() {
            return "chat.completion.chunk";
        }

        @Override
        public String prefix() {
            return "chatcmpl-";
        }

        @Override
        public void whole(ObjectNode choice, AnswerText answer, TextRequest request, String id) {
            ObjectNode message = choice.putObject("message").put("role", "assistant");
            ToolCalls calls = request.tools() ? ToolCalls.in(answer.text()) : new ToolCalls(answer.text(), List.of());
            boolean called = !calls.calls().isEmpty();
            if (called && calls.text().isEmpty()) {
                message.putNull("content");
            } else {
                message.put("content", calls.text());
            }
            message.putNull("refusal");
            if (called) {
                message.set("tool_calls", calls.json(id, false));
            }
            putLogprobs(choice, answer.tokens(), request);
            choice.put("finish_reason", called ? "tool_calls" : reason(answer));
        }

        @Override
        public boolean opening(ObjectNode choice) {
            choice.putObject("delta").put("role", "assistant").put("content", "");
            choice.putNull("logprobs").putNull("finish_reason");
            return true;
        }

        @Override
        public void piece(ObjectNode choice, String text, List<WrittenToken> tokens, TextRequest request) {
            choice.putObject("delta").put("content", text);
            putLogprobs(choice, tokens, request);
            choice.putNull("finish_reason");
        }

        @Override
        public void last(ObjectNode choice, AnswerText answer, TextRequest request, String id) {
            ObjectNode delta = choice.putObject("delta");
            ToolCalls calls = request.tools() ? ToolCalls.in(answer.text()) : new ToolCalls("", List.of());
            if (!calls.calls().isEmpty()) {
                delta.set("tool_calls", calls.json(id, true));
            } else {
                String rest = answer.rest();
                if (!rest.isEmpty()) {
                    delta.put("content", rest);
                }
            }
            choice.putNull("logprobs");
            choice.put("finish_reason", calls.calls().isEmpty() ? reason(answer) : "tool_calls");
        }

        private void putLogprobs(ObjectNode choice, List<WrittenToken> tokens, TextRequest request) {
            if (!request.logprobs()) {
                choice.putNull("logprobs");
                return;
            }
            var content = choice.putObject("logprobs").putNull("refusal").putArray("content");
            for (WrittenToken token : tokens) {
                ObjectNode one = content.addObject();
                put(one, token.id(), token.logProbability());
                var top = one.putArray("top_logprobs");
                token.alternatives().forEach(other -> put(top.addObject(), other.id(), other.logProbability()));
            }
        }

        private void put(ObjectNode into, int id, double logProbability) {
            String text = tokenizer.decode(new int[] {id}, false);
            into.put("token", text).put("logprob", finite(logProbability));
            var bytes = into.putArray("bytes");
            for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
                bytes.add(Byte.toUnsignedInt(one));
            }
        }
    }

    /// `/v1/completions`.
    record Completion(Tokenizer tokenizer) implements AnswerFormat {
        @Override
        public String kind() {
            return "text_completion";
        }

        @Override
        public String pieceKind() {
            return "text_completion";
        }

        @Override
        public String prefix() {
            return "cmpl-";
        }

        @Override
        public void whole(ObjectNode choice, AnswerText answer, TextRequest request, String id) {
            choice.put("text", answer.text());
            putLogprobs(choice, answer.tokens(), request);
            choice.put("finish_reason", reason(answer));
        }

        @Override
        public boolean opening(ObjectNode choice) {
            return false;
        }

        @Override
        public void piece(ObjectNode choice, String text, List<WrittenToken> tokens, TextRequest request) {
            choice.put("text", text);
            putLogprobs(choice, tokens, request);
            choice.putNull("finish_reason");
        }

        @Override
        public void last(ObjectNode choice, AnswerText answer, TextRequest request, String id) {
            choice.put("text", answer.rest());
            choice.putNull("logprobs");
            choice.put("finish_reason", reason(answer));
        }

        private void putLogprobs(ObjectNode choice, List<WrittenToken> tokens, TextRequest request) {
            if (!request.logprobs()) {
                choice.putNull("logprobs");
                return;
            }
            ObjectNode logprobs = choice.putObject("logprobs");
            var texts = logprobs.putArray("tokens");
            var values = logprobs.putArray("token_logprobs");
            var tops = logprobs.putArray("top_logprobs");
            var offsets = logprobs.putArray("text_offset");
            int offset = 0;
            for (WrittenToken token : tokens) {
                String text = tokenizer.decode(new int[] {token.id()}, false);
                texts.add(text);
                values.add(finite(token.logProbability()));
                offsets.add(offset);
                offset += text.length();
                ObjectNode top = tops.addObject();
                token.alternatives()
                        .forEach(other -> top.put(
                                tokenizer.decode(new int[] {other.id()}, false), finite(other.logProbability())));
            }
        }
    }

    /// JSON has no infinity; OpenAI writes -9999 for what is all but impossible.
    private static double finite(double logProbability) {
        return Math.max(-9999, logProbability);
    }
}
