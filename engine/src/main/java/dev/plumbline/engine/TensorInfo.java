package dev.plumbline.engine;

import dev.plumbline.engine.internal.Excerpt;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Objects;

/// One tensor of a safetensors file: what it is, and a view of where its bytes lie in the mapped file.
///
/// The view is read-only, costs no copy, and lives as long as the file is open. Elements are row-major and
/// little-endian. The first byte may lie at any address: read with the `_UNALIGNED` layouts, or copy.
public final class TensorInfo {
    private final String name;
    private final SafeTensorsType type;
    private final long[] shape;
    private final MemorySegment bytes;

    /// @throws IllegalArgumentException if there are not as many bytes as type and shape ask for
    TensorInfo(String name, SafeTensorsType type, long[] shape, MemorySegment bytes) {
        this.name = Objects.requireNonNull(name, "name");
        this.type = Objects.requireNonNull(type, "type");
        this.shape = shape.clone();
        this.bytes = bytes.asReadOnly();
        if (bytes.byteSize() != type.bytes(shape)) {
            throw new IllegalArgumentException(
                    this + " needs " + type.bytes(shape) + " bytes but has " + bytes.byteSize());
        }
    }

    /// The tensor's name; any text, so never use it as a path.
    public String name() {
        return name;
    }

    public SafeTensorsType type() {
        return type;
    }

    /// Sizes of the dimensions, outermost first; empty for a scalar. The array is a copy.
    public long[] shape() {
        return shape.clone();
    }

    /// The number of elements: the product of the shape, 1 for a scalar.
    public long elements() {
        return SafeTensorsType.elements(shape);
    }

    /// The elements' bytes; using them after the file was closed throws IllegalStateException.
    public MemorySegment bytes() {
        return bytes;
    }

    @Override
    public String toString() {
        return "tensor " + Excerpt.quote(name) + " " + type + Arrays.toString(shape);
    }
}
