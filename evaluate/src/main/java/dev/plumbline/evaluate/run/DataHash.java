package dev.plumbline.evaluate.run;

import dev.plumbline.core.Message;
import dev.plumbline.evaluate.Sample;
import dev.plumbline.evaluate.Task;
import dev.plumbline.model.Sampling;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// A hash of what a task asks: ids, clusters, prompts, what is known, how answers are drawn.
final class DataHash {
    private DataHash() {}

    /// The first 16 bytes of SHA-256, every part with its length before it.
    static String of(Task<?> task) {
        MessageDigest digest = sha256();
        Sampling sampling = task.sampling();
        add(digest, sampling.toString());
        for (Sample<?> sample : task.samples()) {
            add(digest, sample.id());
            add(digest, sample.cluster());
            add(digest, sample.truth().toString());
            for (Message message : sample.prompt().messages()) {
                add(digest, message.role().label());
                add(digest, message.content());
            }
        }
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
}
