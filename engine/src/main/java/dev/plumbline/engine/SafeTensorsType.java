package dev.plumbline.engine;

/// How safetensors stores one element of a tensor; all are little-endian.
///
/// Source: the format's reference implementation, https://github.com/huggingface/safetensors, version 0.8.
public enum SafeTensorsType {
    BOOL(8),
    F4(4),
    F6_E2M3(6),
    F6_E3M2(6),
    U8(8),
    I8(8),
    F8_E5M2(8),
    F8_E4M3(8),
    F8_E8M0(8),
    I16(16),
    U16(16),
    F16(16),
    BF16(16),
    I32(32),
    U32(32),
    F32(32),
    C64(64),
    F64(64),
    I64(64),
    U64(64);

    private final int bits;

    SafeTensorsType(int bits) {
        this.bits = bits;
    }

    /// Bits per element, from 4 to 64; elements of less than 8 bits are packed.
    public int bits() {
        return bits;
    }

    /// The bytes that a tensor of this type and shape takes.
    ///
    /// @param shape sizes of the dimensions, none negative; an empty shape is a scalar
    /// @throws ArithmeticException if the count does not fit in 63 bits, even if some other dimension is 0
    /// @throws IllegalArgumentException if a size is negative, or packed elements end within a byte
    public long bytes(long... shape) {
        long elements = elements(shape);
        long all = Math.multiplyExact(elements, bits);
        if (all % Byte.SIZE != 0) {
            throw new IllegalArgumentException(elements + " elements of " + bits + " bits do not fill whole bytes");
        }
        return all / Byte.SIZE;
    }

    /// The product of the sizes, where those that are not 0 must fit in 63 bits by themselves: strides are
    /// computed from them, and would overflow later.
    static long elements(long... shape) {
        long product = 1;
        boolean empty = false;
        for (long size : shape) {
            if (size < 0) {
                throw new IllegalArgumentException("size " + size + " is negative");
            }
            empty |= size == 0;
            product = Math.multiplyExact(product, Math.max(size, 1));
        }
        return empty ? 0 : product;
    }
}
