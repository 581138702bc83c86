package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.internal.AtomicFile;
import dev.plumbline.engine.internal.Excerpt;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes safetensors files: the same tensors give the same bytes, and a file is either complete or not there.
///
/// Tensors lie in the given order, except that wider elements go before narrower ones (the reference does so too),
/// so that each tensor begins at a multiple of its element's size; the header is filled up with spaces to a
/// multiple of 8 bytes.
public final class SafeTensorsWriter {
    private static final long STEP = 1 << 26;
    private static final JsonMapper JSON = new JsonMapper();

    /// A tensor to be written.
    ///
    /// @param name unique in the file
    /// @param shape sizes of the dimensions, none negative; empty for a scalar
    /// @param bytes gives the elements, row-major and little-endian, when their turn comes: called once, so that
    ///     only one tensor need be in host memory at a time; the segment need not live beyond the next call
    public record Tensor(String name, SafeTensorsType type, List<Long> shape, Supplier<MemorySegment> bytes) {
        public Tensor {
            shape = List.copyOf(shape);
            if (!StandardCharsets.UTF_8.newEncoder().canEncode(name) || name.equals("__metadata__")) {
                throw new PlumblineException(
                        ErrorCode.BAD_ARGUMENT,
                        "a tensor cannot be named " + Excerpt.quote(name) + "; use another name");
            }
            try {
                type.bytes(sizes(shape));
            } catch (ArithmeticException | IllegalArgumentException e) {
                throw new PlumblineException(
                        ErrorCode.BAD_ARGUMENT,
                        "tensor " + Excerpt.quote(name) + ": " + type + shape + " is not a shape (" + e.getMessage()
                                + ")",
                        e);
            }
        }

        /// A tensor whose elements are already in host memory.
        public static Tensor of(String name, SafeTensorsType type, long[] shape, MemorySegment bytes) {
            return new Tensor(name, type, boxed(shape), () -> bytes);
        }

        /// A tensor whose elements are fetched when their turn comes.
        public static Tensor of(String name, SafeTensorsType type, long[] shape, Supplier<MemorySegment> bytes) {
            return new Tensor(name, type, boxed(shape), bytes);
        }

        long size() {
            return type.bytes(sizes(shape));
        }

        private static List<Long> boxed(long[] shape) {
            return java.util.Arrays.stream(shape).boxed().toList();
        }

        private static long[] sizes(List<Long> shape) {
            return shape.stream().mapToLong(Long::longValue).toArray();
        }
    }

    private SafeTensorsWriter() {}

    /// Writes the tensors and the metadata to the file, replacing what was there.
    ///
    /// @param metadata free text by name, such as `format` = `pt`, which transformers asks for
    /// @throws PlumblineException STORAGE if the file cannot be written (the old one is then as before),
    ///     BAD_ARGUMENT if a name occurs twice or a tensor has not the bytes its shape asks for
    public static void write(Path file, List<Tensor> tensors, Map<String, String> metadata) {
        List<Tensor> ordered = new ArrayList<>(tensors);
        ordered.sort(
                Comparator.comparingInt((Tensor tensor) -> tensor.type().bits()).reversed());
        ByteBuffer head = head(file, ordered, metadata);
        AtomicFile.write(file, channel -> {
            drain(channel, head);
            for (Tensor tensor : ordered) {
                write(file, channel, tensor);
            }
        });
    }

    private static ByteBuffer head(Path file, List<Tensor> tensors, Map<String, String> metadata) {
        byte[] json = header(file, tensors, metadata).getBytes(StandardCharsets.UTF_8);
        int padded = Math.ceilDiv(json.length, Long.BYTES) * Long.BYTES;
        if (padded > SafeTensorsFile.MAX_HEADER_BYTES) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    file + ": the header would have " + padded + " bytes, the limit is "
                            + SafeTensorsFile.MAX_HEADER_BYTES + "; write fewer tensors to one file");
        }
        ByteBuffer head = ByteBuffer.allocate(Long.BYTES + padded).order(ByteOrder.LITTLE_ENDIAN);
        head.putLong(padded).put(json);
        while (head.hasRemaining()) {
            head.put((byte) ' ');
        }
        return head.flip();
    }

    private static String header(Path file, List<Tensor> tensors, Map<String, String> metadata) {
        ObjectNode root = JSON.createObjectNode();
        if (!metadata.isEmpty()) {
            ObjectNode texts = root.putObject("__metadata__");
            new TreeMap<>(metadata).forEach(texts::put);
        }
        Set<String> seen = new HashSet<>();
        long begin = 0;
        for (Tensor tensor : tensors) {
            if (!seen.add(tensor.name())) {
                throw new PlumblineException(
                        ErrorCode.BAD_ARGUMENT, file + ": tensor " + Excerpt.quote(tensor.name()) + " is given twice");
            }
            ObjectNode entry = root.putObject(tensor.name());
            entry.put("dtype", tensor.type().name());
            ArrayNode shape = entry.putArray("shape");
            tensor.shape().forEach(shape::add);
            long end = Math.addExact(begin, tensor.size());
            entry.putArray("data_offsets").add(begin).add(end);
            begin = end;
        }
        return JSON.writeValueAsString(root);
    }

    private static void write(Path file, FileChannel channel, Tensor tensor) throws IOException {
        MemorySegment bytes = tensor.bytes().get();
        if (bytes.byteSize() != tensor.size()) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    file + ": tensor " + Excerpt.quote(tensor.name()) + " needs " + tensor.size() + " bytes, was given "
                            + bytes.byteSize());
        }
        for (long at = 0; at < bytes.byteSize(); at += STEP) {
            drain(channel, buffer(bytes.asSlice(at, Math.min(STEP, bytes.byteSize() - at))));
        }
    }

    /// A view of the bytes, or a copy if they lie in a Java array, which may have no such view.
    private static ByteBuffer buffer(MemorySegment bytes) {
        return bytes.isNative() ? bytes.asByteBuffer() : ByteBuffer.wrap(bytes.toArray(ValueLayout.JAVA_BYTE));
    }

    private static void drain(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
