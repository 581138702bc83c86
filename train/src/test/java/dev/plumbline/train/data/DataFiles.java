package dev.plumbline.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/// Writes the small files that the tests of this package read, and checks how they are refused.
final class DataFiles {
    private DataFiles() {}

    static Path lines(Path folder, String... lines) {
        return bytes(folder, "prefs.jsonl", (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    static Path bytes(Path folder, String name, byte[] content) {
        try {
            return Files.write(folder.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] gzip(String text) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    static byte[] withoutLast(byte[] content, int bytes) {
        return Arrays.copyOf(content, content.length - bytes);
    }

    /// An explicit record whose fields need no escaping.
    static String explicit(String prompt, String chosen, String rejected) {
        return "{\"prompt\": \"%s\", \"chosen\": \"%s\", \"rejected\": \"%s\"}".formatted(prompt, chosen, rejected);
    }

    static void refuses(ThrowingCallable reading, ErrorCode code, String message) {
        assertThatExceptionOfType(PlumblineException.class)
                .isThrownBy(reading)
                .satisfies(e -> assertThat(e.code()).isEqualTo(code))
                .withMessage(message);
    }
}
