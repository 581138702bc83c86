package dev.plumbline.engine.internal;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.LibUtils;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;

/// The Rust tokenizers library, behind the one class that may touch its Java binding.
///
/// The binding, left alone, cuts texts at 512 tokens, pads them, reports its use to a server, and fetches another
/// native library where it finds a CUDA device. None of that happens here. A freed handle would crash the process,
/// so closing waits for running calls, and later calls fail.
public final class NativeTokenizer implements AutoCloseable {
    static {
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("RUST_FLAVOR", "cpu");
    }

    private final String place;
    private final HuggingFaceTokenizer library;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private boolean closed;

    /// @param place the file, for error messages
    /// @param json the text of a `tokenizer.json`
    /// @throws PlumblineException BAD_CHECKPOINT if the library refuses it, NATIVE if the library cannot be loaded
    public NativeTokenizer(String place, String json) {
        this.place = place;
        loadLibrary();
        Map<String, String> off = Map.of("truncation", "false", "padding", "false");
        try (ByteArrayInputStream in = new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8))) {
            this.library = HuggingFaceTokenizer.newInstance(in, off);
        } catch (IOException | RuntimeException e) {
            throw new PlumblineException(
                    ErrorCode.BAD_CHECKPOINT,
                    place + ": not a usable tokenizer (" + e.getMessage() + "); get the file again",
                    e);
        }
    }

    private static void loadLibrary() {
        try {
            LibUtils.checkStatus();
        } catch (RuntimeException | LinkageError e) {
            throw new PlumblineException(
                    ErrorCode.NATIVE,
                    "the tokenizers library could not be loaded (" + e.getMessage()
                            + "); it exists for Linux x64 and arm64, macOS arm64 and Windows x64, and is unpacked to a"
                            + " cache folder that must be writable (DJL_CACHE_DIR)",
                    e);
        }
    }

    /// The text as the library encodes it; lone surrogates, which it cannot take, become U+FFFD.
    public Encoding encode(String text, boolean addSpecial) {
        String given = wellFormed(text);
        return call(library -> library.encode(given, addSpecial, false));
    }

    /// Two texts as one sequence.
    public Encoding encode(String text, String pair, boolean addSpecial) {
        String first = wellFormed(text);
        String second = wellFormed(pair);
        return call(library -> library.encode(first, second, addSpecial, false));
    }

    /// The text of the ids; those that the vocabulary lacks say nothing.
    public String decode(long[] ids, boolean skipSpecial) {
        return call(library -> library.decode(ids, skipSpecial));
    }

    private <T> T call(Function<HuggingFaceTokenizer, T> work) {
        lock.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException(place + ": this tokenizer is closed");
            }
            return work.apply(library);
        } catch (RuntimeException e) {
            throw closed
                    ? e
                    : new PlumblineException(
                            ErrorCode.BAD_CHECKPOINT,
                            place + ": this tokenizer fails on a text (" + e.getMessage() + "); get the file again",
                            e);
        } finally {
            lock.readLock().unlock();
        }
    }

    private static String wellFormed(String text) {
        StringBuilder out = new StringBuilder(text);
        for (int i = 0; i < text.length(); i++) {
            int c = text.codePointAt(i);
            if (Character.isSupplementaryCodePoint(c)) {
                i++;
            } else if (Character.isSurrogate((char) c)) {
                out.setCharAt(i, '\uFFFD');
            }
        }
        return out.toString();
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                library.close();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }
}
