package dev.plumbline.evaluate.run;

import dev.plumbline.core.Completion;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.FinishReason;
import dev.plumbline.core.Message;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.evaluate.log.AppendedFile;
import dev.plumbline.model.CompletionRequest;
import dev.plumbline.model.Sampling;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Answers that were given before: one file that only grows, an index in memory.
///
/// The key is everything that decides an answer: who was asked, the messages, how it was drawn, the seed. One
/// process at a time may hold a cache.
public final class ResponseCache implements AutoCloseable {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final AppendedFile file;
    private final Map<String, AppendedFile.Place> places = new ConcurrentHashMap<>();

    /// Opens or begins a cache.
    ///
    /// @throws PlumblineException BUSY if another process holds it, BAD_DATA if it is no cache
    public ResponseCache(Path path) {
        this.file = AppendedFile.open(path, (line, place) -> {
            JsonNode node = MAPPER.readTree(line);
            String key = node.path("key").asString("");
            if (key.length() != 32) {
                throw new PlumblineException(
                        ErrorCode.BAD_DATA, path + ": is no cache of answers; name another file or delete it");
            }
            places.put(key, place);
        });
    }

    /// The answer to the same request of the same model, if it was given before.
    Optional<Completion> find(String key) {
        AppendedFile.Place place = places.get(key);
        return place == null ? Optional.empty() : Optional.of(completion(MAPPER.readTree(file.read(place))));
    }

    void add(String key, Completion answer) {
        var node = MAPPER.createObjectNode()
                .put("key", key)
                .put("text", answer.text())
                .put("finish", answer.finish().name())
                .put("read", answer.promptTokens())
                .put("written", answer.tokens());
        places.put(key, file.append(MAPPER.writeValueAsBytes(node)));
    }

    private static Completion completion(JsonNode node) {
        return new Completion(
                node.path("text").asString(""),
                FinishReason.valueOf(node.path("finish").asString("STOP")),
                node.path("read").asInt(0),
                node.path("written").asInt(0));
    }

    /// The first 16 bytes of SHA-256 over all that decides an answer, every part with its length before it.
    static String key(String model, CompletionRequest request) {
        MessageDigest digest = sha256();
        add(digest, model);
        for (Message message : request.conversation().messages()) {
            add(digest, message.role().label());
            add(digest, message.content());
        }
        Sampling sampling = request.sampling();
        digest.update(ByteBuffer.allocate(40)
                .putDouble(sampling.temperature())
                .putInt(sampling.topK())
                .putDouble(sampling.topP())
                .putInt(sampling.maxTokens())
                .putLong(request.seed().value())
                .putInt(sampling.stop().size())
                .array());
        sampling.stop().forEach(text -> add(digest, text));
        request.tools().forEach(tool -> {
            add(digest, tool.name());
            add(digest, tool.use());
        });
        return HexFormat.of().formatHex(digest.digest(), 0, 16);
    }

    private static void add(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
        digest.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /// How many answers are kept.
    public int size() {
        return places.size();
    }

    @Override
    public void close() {
        file.close();
    }
}
