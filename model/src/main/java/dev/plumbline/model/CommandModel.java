package dev.plumbline.model;

import dev.plumbline.core.Completion;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.FinishReason;
import dev.plumbline.core.Message;
import dev.plumbline.core.PlumblineException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A model that is a program: it reads one request per line on standard input and writes one answer per line on
/// standard output, both JSON, in any order.
///
/// Request:
/// `{"id":1,"messages":[{"role":"user","content":"…"}],"temperature":0.0,"top_k":0,"top_p":1.0,"max_tokens":64,
/// "stop":[],"seed":7}`. Answer: `{"id":1,"text":"…"}`, with `"finish":"length"` where the limit ended it, and
/// `"prompt_tokens"`, `"tokens"` where known; or `{"id":1,"error":"…"}`. What it writes on standard error goes to ours.
/// It runs for as long as this object is open and is ended when it closes.
public final class CommandModel implements LanguageModel, AutoCloseable {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final int MAX_LINE = 4 << 20;

    private final String name;
    private final Duration timeout;
    private final Process process;
    private final OutputStream in;
    private final AtomicLong ids = new AtomicLong();
    private final Map<Long, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();

    /// Starts the program.
    ///
    /// @param command the program and its arguments; no shell reads them
    /// @param timeout longest wait for one answer
    /// @throws PlumblineException MISSING_FILE if it cannot be started
    public CommandModel(String name, List<String> command, Duration timeout) {
        this.name = name;
        this.timeout = timeout;
        try {
            this.process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new PlumblineException(
                    ErrorCode.MISSING_FILE,
                    command.getFirst() + ": cannot be started (" + e.getMessage() + "); name a program that can",
                    e);
        }
        this.in = process.getOutputStream();
        Thread.ofPlatform().daemon().name("answers of " + name).start(this::readAnswers);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Completion complete(CompletionRequest request) {
        long id = ids.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        try {
            send(id, request);
            return completion(answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS), request);
        } catch (TimeoutException e) {
            throw new ModelFailure(
                    ModelFailure.Kind.TIMED_OUT, name + ": no answer within " + timeout.toMillis() + " ms", null, e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof ModelFailure failure ? failure : gone(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlumblineException(ErrorCode.CANCELLED, "stopped while " + name + " was asked", e);
        } finally {
            waiting.remove(id);
        }
    }

    private void send(long id, CompletionRequest request) {
        ObjectNode line = MAPPER.createObjectNode().put("id", id);
        ArrayNode messages = line.putArray("messages");
        for (Message message : request.conversation().messages()) {
            messages.addObject().put("role", message.role().label()).put("content", message.content());
        }
        Sampling sampling = request.sampling();
        line.put("temperature", sampling.temperature())
                .put("top_k", sampling.topK())
                .put("top_p", sampling.topP())
                .put("max_tokens", sampling.maxTokens())
                .put("seed", request.seed().value());
        ArrayNode stop = line.putArray("stop");
        sampling.stop().forEach(stop::add);
        byte[] bytes = MAPPER.writeValueAsBytes(line);
        synchronized (in) {
            try {
                in.write(bytes);
                in.write('\n');
                in.flush();
            } catch (IOException e) {
                throw gone(e);
            }
        }
    }

    private Completion completion(JsonNode answer, CompletionRequest request) {
        if (answer.has("error")) {
            String why = answer.path("error").asString("").replaceAll("\\p{Cntrl}", " ");
            throw new ModelFailure(
                    ModelFailure.Kind.REJECTED, name + ": " + why.substring(0, Math.min(200, why.length())));
        }
        if (!answer.path("text").isString()) {
            throw new ModelFailure(ModelFailure.Kind.MALFORMED, name + ": an answer has no \"text\"");
        }
        FinishReason finish =
                answer.path("finish").asString("stop").equals("length") ? FinishReason.LENGTH : FinishReason.STOP;
        int tokens = answer.path("tokens").asInt(0);
        int prompt = answer.path("prompt_tokens").asInt(0);
        return new Completion(
                answer.path("text").stringValue(),
                finish,
                Math.max(0, prompt),
                tokens < 0 || tokens > request.sampling().maxTokens() ? 0 : tokens);
    }

    private void readAnswers() {
        try (InputStream out = new BufferedInputStream(process.getInputStream())) {
            for (byte[] line = line(out); line.length > 0; line = line(out)) {
                hand(line);
            }
        } catch (IOException e) {
            // The program is over either way; whoever waits is told below.
        } finally {
            waiting.values().forEach(answer -> answer.completeExceptionally(gone(new IOException("end of output"))));
        }
    }

    private void hand(byte[] line) {
        try {
            JsonNode answer = MAPPER.readTree(line);
            CompletableFuture<JsonNode> who = waiting.get(answer.path("id").asLong(0));
            if (who != null) {
                who.complete(answer);
            }
        } catch (JacksonException e) {
            ModelFailure failure =
                    new ModelFailure(ModelFailure.Kind.MALFORMED, name + ": wrote a line that is no JSON", null, e);
            waiting.values().forEach(answer -> answer.completeExceptionally(failure));
        }
    }

    /// The next line that is not empty; of length 0 at the end.
    private byte[] line(InputStream out) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = out.read(); c >= 0; c = out.read()) {
            if (c == '\n' && line.size() > 0) {
                break;
            }
            if (c != '\n') {
                line.write(c);
            }
            if (line.size() > MAX_LINE) {
                throw new IOException("a line longer than " + MAX_LINE + " bytes");
            }
        }
        return line.toByteArray();
    }

    private ModelFailure gone(Exception cause) {
        return new ModelFailure(
                ModelFailure.Kind.REJECTED, name + ": the program is over (" + cause.getMessage() + ")", null, cause);
    }

    /// Ends the program: its input is closed; one that is still there after a second is killed.
    @Override
    public void close() {
        try {
            in.close();
            if (!process.waitFor(1, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
