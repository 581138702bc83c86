package dev.plumbline.core;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// The one source of randomness: a seed from which others are derived by name.
///
/// What is derived depends on the seed and the name alone, never on what else was derived before, so that adding a
/// stage, a rater or a step changes no other's numbers. Work that is resumed derives its seeds again instead of
/// saving a generator's state.
public record Seed(long value) {
    /// The seed of this name under this one: the first eight bytes of SHA-256(value, name).
    public Seed derive(String name) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        byte[] hash = sha256().digest(ByteBuffer.allocate(8 + text.length)
                .putLong(value)
                .put(text)
                .array());
        return new Seed(ByteBuffer.wrap(hash).getLong());
    }

    /// The seed of the `index`-th thing of this name, such as a step or a sample.
    public Seed derive(String name, long index) {
        return derive(name + '#' + index);
    }

    /// A fresh generator (L64X128MixRandom) that starts from this seed.
    public RandomGenerator generator() {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(value);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
