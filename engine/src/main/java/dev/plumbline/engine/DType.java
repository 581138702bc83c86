package dev.plumbline.engine;

import org.bytedeco.pytorch.global.torch.ScalarType;

/// The element types that tensors of ours have.
public enum DType {
    FLOAT64(ScalarType.Double, 8),
    FLOAT32(ScalarType.Float, 4),
    BFLOAT16(ScalarType.BFloat16, 2),
    FLOAT16(ScalarType.Half, 2),
    INT64(ScalarType.Long, 8),
    INT32(ScalarType.Int, 4),
    BOOL(ScalarType.Bool, 1);

    final ScalarType torch;
    private final int bytes;

    DType(ScalarType torch, int bytes) {
        this.torch = torch;
        this.bytes = bytes;
    }

    /// Bytes of one element.
    public int bytes() {
        return bytes;
    }

    static DType of(ScalarType type) {
        for (DType dtype : values()) {
            if (dtype.torch.value == type.value) {
                return dtype;
            }
        }
        throw new IllegalStateException("no tensor of ours has the element type " + type);
    }
}
