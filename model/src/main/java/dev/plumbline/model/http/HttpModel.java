package dev.plumbline.model.http;

import dev.plumbline.core.Completion;
import dev.plumbline.core.Conversation;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.FinishReason;
import dev.plumbline.core.Message;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.model.CompletionRequest;
import dev.plumbline.model.LanguageModel;
import dev.plumbline.model.ModelFailure;
import dev.plumbline.model.RanksAnswers;
import dev.plumbline.model.Sampling;
import dev.plumbline.model.ToolOffer;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A model behind a URL. One request, one answer: no retry, no limit on requests at once; whoever asks decides those.
///
/// Made to be called from many virtual threads at once. What an endpoint says about tokens is kept only where it can be
/// true; a count that cannot is 0, unknown.
public final class HttpModel implements LanguageModel, RanksAnswers, AutoCloseable {
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(64).build())
                    .build())
            .build();

    private final Endpoint endpoint;
    private final Wire wire;
    private final Map<String, String> headers;
    private final Transport transport;

    /// The model at an endpoint; nothing is sent yet.
    ///
    /// @throws PlumblineException BAD_ARGUMENT if a key would travel unencrypted to another machine
    public HttpModel(Endpoint endpoint, ApiKey key) {
        this.endpoint = endpoint;
        this.wire = endpoint.protocol().wire();
        this.headers = wire.headers(key);
        this.transport = new Transport(endpoint, key);
    }

    @Override
    public String name() {
        return endpoint.model() + " at " + endpoint.host();
    }

    @Override
    public boolean takesTools() {
        return endpoint.takesTools();
    }

    public Endpoint endpoint() {
        return endpoint;
    }

    /// Blocks until the whole answer is there; best called on a virtual thread.
    ///
    /// @throws ModelFailure if there is no usable answer
    @Override
    public Completion complete(CompletionRequest request) {
        requireToolsTaken(request);
        byte[] body = json(out -> wire.write(out, endpoint, request, false));
        byte[] answer = posted(request, body);
        Wire.Reply reply = read(answer, wire::read);
        return checked(request, reply);
    }

    private byte[] posted(CompletionRequest request, byte[] body) {
        try {
            return transport.post(wire.path(endpoint, false), headers, body);
        } catch (ModelFailure e) {
            if (request.tools().isEmpty() || e.kind().passing()) {
                throw e;
            }
            throw new ModelFailure(
                    e.kind(), e.getMessage() + " (tools were offered; if it takes none, have them explained as text)");
        }
    }

    private void requireToolsTaken(CompletionRequest request) {
        if (!request.tools().isEmpty() && !takesTools()) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    name() + " is not offered tools in its protocol's own way; explain them in the conversation");
        }
    }

    /// As [#complete], with each piece of text as it comes. Tokens are not counted.
    ///
    /// @throws ModelFailure if the answer breaks off, after the pieces that came
    /// @throws PlumblineException BAD_ARGUMENT if the request has tools, whose calls are not read from a stream
    public Completion stream(CompletionRequest request, Consumer<String> piece) {
        if (!request.tools().isEmpty()) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, name() + ": calls of tools are not read from a stream; ask for it whole");
        }
        byte[] body = json(out -> wire.write(out, endpoint, request, true));
        StringBuilder text = new StringBuilder();
        FinishReason[] finish = new FinishReason[1];
        boolean[] over = new boolean[1];
        transport.stream(wire.path(endpoint, true), headers, body, line -> {
            String data = data(line);
            if (data.equals("[DONE]")) {
                over[0] = true;
                return false;
            }
            if (!data.isEmpty()) {
                Wire.Delta delta = read(data.getBytes(java.nio.charset.StandardCharsets.UTF_8), wire::delta);
                if (!delta.text().isEmpty()) {
                    text.append(delta.text());
                    piece.accept(delta.text());
                }
                delta.finish().ifPresent(reason -> finish[0] = reason);
            }
            return true;
        });
        if (finish[0] == null && !over[0]) {
            throw malformed("the stream ends before the answer does");
        }
        return new Completion(text.toString(), Optional.ofNullable(finish[0]).orElse(FinishReason.STOP), 0, 0);
    }

    /// Ranks short answers by log-probability: the completions protocol scores each whole answer after the
    /// prompt (`echo`); the chat protocols look at the first token alone, among the 20 likeliest, so the
    /// answers should be single letters.
    ///
    /// @throws PlumblineException BAD_ARGUMENT if the protocol tells no log-probabilities
    @Override
    public double[] rank(Conversation prompt, List<String> answers) {
        return switch (endpoint.protocol()) {
            case COMPLETIONS ->
                answers.stream()
                        .mapToDouble(answer -> scored(OpenAiCompletions.prompt(prompt), answer))
                        .toArray();
            case OPENAI, VLLM -> firstTokens(prompt, answers);
            case ANTHROPIC, GEMINI, OLLAMA ->
                throw new PlumblineException(
                        ErrorCode.BAD_ARGUMENT,
                        name() + ": the " + endpoint.protocol().label()
                                + " protocol tells no log-probabilities; score the answer's text");
        };
    }

    private double scored(String prompt, String answer) {
        byte[] body = json(out -> {
            out.writeStartObject();
            out.writeStringProperty("model", endpoint.model());
            out.writeStringProperty("prompt", prompt + answer);
            out.writeNumberProperty("max_tokens", 0);
            out.writeBooleanProperty("echo", true);
            out.writeNumberProperty("logprobs", 1);
            out.writeEndObject();
        });
        byte[] answered = transport.post(wire.path(endpoint, false), headers, body);
        return read(answered, node -> LogProbabilities.after(node, prompt.length()));
    }

    private double[] firstTokens(Conversation prompt, List<String> answers) {
        CompletionRequest request = new CompletionRequest(prompt, Sampling.greedy(1), new Seed(0));
        byte[] body = json(out -> {
            out.writeStartObject();
            new OpenAiChat(false).writeFields(out, endpoint, request);
            out.writeBooleanProperty("logprobs", true);
            out.writeNumberProperty("top_logprobs", 20);
            out.writeEndObject();
        });
        byte[] answered = transport.post(wire.path(endpoint, false), headers, body);
        Map<String, Double> likely = read(answered, LogProbabilities::first);
        return IntStream.range(0, answers.size())
                .mapToDouble(i -> likely.getOrDefault(answers.get(i).strip(), Double.NEGATIVE_INFINITY))
                .toArray();
    }

    @Override
    public void close() {
        transport.close();
    }

    /// An endpoint may lie about tokens: no answer has more than were allowed, no prompt more than it has
    /// characters and a few marks per message.
    private static Completion checked(CompletionRequest request, Wire.Reply reply) {
        long marks = 64;
        for (Message message : request.conversation().messages()) {
            marks += message.content().length() + 16L;
        }
        for (ToolOffer tool : request.tools()) {
            marks += tool.name().length() + tool.use().length() + 200L;
        }
        int prompt = plausible(reply.promptTokens(), 4 * marks);
        int tokens = plausible(reply.tokens(), request.sampling().maxTokens());
        return new Completion(reply.text(), reply.finish(), prompt, tokens);
    }

    private static int plausible(long count, long most) {
        return count < 0 || count > most ? 0 : (int) count;
    }

    private <T> T read(byte[] bytes, java.util.function.Function<JsonNode, T> reader) {
        JsonNode tree;
        try {
            tree = MAPPER.readTree(bytes);
        } catch (JacksonException e) {
            throw malformed("the answer is not whole JSON");
        }
        try {
            return reader.apply(tree);
        } catch (ModelFailure e) {
            throw new ModelFailure(e.kind(), endpoint.host() + ": " + e.getMessage());
        }
    }

    private ModelFailure malformed(String what) {
        return new ModelFailure(ModelFailure.Kind.MALFORMED, endpoint.host() + ": " + what);
    }

    /// What a line of a stream carries: an event's data, a JSON line, or nothing.
    private static String data(String line) {
        if (line.startsWith("data:")) {
            return line.substring(5).strip();
        }
        return line.startsWith("{") ? line : "";
    }

    /// A JSON object with one text.
    static String object(String property, String text) {
        return new String(
                json(out -> {
                    out.writeStartObject();
                    out.writeStringProperty(property, text);
                    out.writeEndObject();
                }),
                java.nio.charset.StandardCharsets.UTF_8);
    }

    private static byte[] json(Consumer<JsonGenerator> body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator out = MAPPER.createGenerator(bytes)) {
            body.accept(out);
        }
        return bytes.toByteArray();
    }
}
