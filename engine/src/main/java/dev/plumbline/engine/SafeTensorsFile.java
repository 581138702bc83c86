package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.internal.Excerpt;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A safetensors file, mapped into memory: opening reads only the header, whatever the file's size.
///
/// The header is hostile input: at most 100,000,000 bytes, strict UTF-8 and JSON, no duplicate names, every byte
/// of data in exactly one tensor. Do not cut the file off while it is open: the operating system then ends the
/// access with an error. Safe for use by many threads; closing while another thread reads throws
/// IllegalStateException.
///
/// Format: https://huggingface.co/docs/safetensors
public final class SafeTensorsFile implements AutoCloseable {
    /// The longest header that is read, as in the reference implementation.
    public static final long MAX_HEADER_BYTES = 100_000_000;

    private static final ValueLayout.OfLong LENGTH = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Path path;
    private final Arena arena;
    private final Map<String, TensorInfo> tensors;
    private final Map<String, String> metadata;

    private SafeTensorsFile(Path path, Arena arena, MemorySegment file) {
        this.path = path;
        this.arena = arena;
        long header = headerBytes(path, file);
        MemorySegment data = file.asSlice(Long.BYTES + header);
        SafeTensorsHeader parsed = SafeTensorsHeader.parse(path.toString(), text(path, file, header), data.byteSize());
        Map<String, TensorInfo> byName =
                LinkedHashMap.newLinkedHashMap(parsed.entries().size());
        for (SafeTensorsHeader.Entry entry : parsed.entries()) {
            MemorySegment bytes = data.asSlice(entry.begin(), entry.end() - entry.begin());
            byName.put(entry.name(), new TensorInfo(entry.name(), entry.type(), entry.sizes(), bytes));
        }
        this.tensors = Collections.unmodifiableMap(byName);
        this.metadata = parsed.metadata();
    }

    /// Maps the file and checks its header.
    ///
    /// @throws PlumblineException MISSING_FILE if there is no such file or it cannot be read, BAD_CHECKPOINT if it
    ///     is not a valid safetensors file
    public static SafeTensorsFile open(Path path) {
        if (!Files.isRegularFile(path)) {
            throw new PlumblineException(ErrorCode.MISSING_FILE, path + ": no such file; check the model folder");
        }
        Arena arena = Arena.ofShared();
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            MemorySegment file = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            return new SafeTensorsFile(path, arena, file);
        } catch (IOException e) {
            arena.close();
            throw new PlumblineException(
                    ErrorCode.MISSING_FILE, path + ": could not be read (" + e.getMessage() + ")", e);
        } catch (RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    /// The file this was opened from.
    public Path path() {
        return path;
    }

    /// The tensors' names, in the order in which their data lie in the file.
    public List<String> names() {
        return List.copyOf(tensors.keySet());
    }

    /// Whether the file holds a tensor of this name.
    public boolean has(String name) {
        return tensors.containsKey(name);
    }

    /// The tensor of this name.
    ///
    /// @throws PlumblineException BAD_CHECKPOINT if there is none
    public TensorInfo tensor(String name) {
        @Nullable TensorInfo found = tensors.get(name);
        if (found == null) {
            throw new PlumblineException(
                    ErrorCode.BAD_CHECKPOINT,
                    path + ": there is no tensor " + Excerpt.quote(name) + " among its " + tensors.size());
        }
        return found;
    }

    /// The file's `__metadata__`, empty if it has none.
    public Map<String, String> metadata() {
        return metadata;
    }

    /// Unmaps the file; the tensors' bytes cannot be used any more.
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }

    private static long headerBytes(Path path, MemorySegment file) {
        if (file.byteSize() < Long.BYTES) {
            throw bad(path, "it has " + file.byteSize() + " bytes, too few for a safetensors file; download it again");
        }
        long length = file.get(LENGTH, 0);
        if (length < 0 || length > MAX_HEADER_BYTES) {
            throw bad(
                    path,
                    "its header claims " + Long.toUnsignedString(length) + " bytes, the limit is " + MAX_HEADER_BYTES
                            + "; it is not in safetensors format");
        }
        if (length > file.byteSize() - Long.BYTES) {
            throw bad(
                    path,
                    "its header claims " + length + " bytes but the file has " + file.byteSize()
                            + "; it was cut off, download it again");
        }
        return length;
    }

    private static String text(Path path, MemorySegment file, long length) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(file.asSlice(Long.BYTES, length).asByteBuffer())
                    .toString();
        } catch (CharacterCodingException e) {
            throw new PlumblineException(
                    ErrorCode.BAD_CHECKPOINT, path + ": the header is not valid UTF-8; download the file again", e);
        }
    }

    private static PlumblineException bad(Path path, String what) {
        return new PlumblineException(ErrorCode.BAD_CHECKPOINT, path + ": " + what);
    }
}
