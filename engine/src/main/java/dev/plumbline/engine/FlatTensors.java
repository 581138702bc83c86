package dev.plumbline.engine;

import dev.plumbline.engine.internal.MemoryPages;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/// Tensors and plain memory, one seen as the other without a copy.
final class FlatTensors {
    private FlatTensors() {}

    /// Room for many float-32 elements, on large pages where the system has them; to be written before it is read.
    static Tensor room(long elements) {
        Tensor flat = Tensor.unset(DType.FLOAT32, elements);
        if (!flat.raw().is_cuda()) {
            MemoryPages.large(bytes(flat));
        }
        return flat;
    }

    /// A copy of these values, as [#room].
    static Tensor of(float[] values) {
        Tensor flat = room(values.length);
        if (flat.raw().is_cuda()) {
            return Tensor.of(values, values.length);
        }
        MemorySegment.copy(values, 0, bytes(flat), ValueLayout.JAVA_FLOAT, 0, values.length);
        return flat;
    }

    /// A tensor over these bytes, which must outlive it and are not to be written through it.
    static Tensor over(MemorySegment bytes, DType dtype, long[] shape) {
        requireLittleEndian();
        return new Tensor(NativeCall.of("from_blob", () -> {
            try (TensorOptions options = new TensorOptions(dtype.torch)) {
                return torch.from_blob(new Address(bytes.address()), shape, options);
            }
        }));
    }

    /// What a safetensors file says of one weight of a model. Weights that are stored in another order are copied
    /// into the innermost scope when their turn comes.
    static SafeTensorsWriter.Tensor weight(Parameters parameters, Parameters.Weight weight) {
        boolean asItIs = parameters.layout().storage(weight.name()) instanceof Storage.Plain;
        return new SafeTensorsWriter.Tensor(
                weight.name(),
                SafeTensorsType.F32,
                Arrays.stream(parameters.storedShape(weight)).boxed().toList(),
                () -> asItIs ? bytes(parameters.reading(weight)) : bytes(parameters.stored(weight)));
    }

    /// What a safetensors file says of a whole float-32 tensor.
    static SafeTensorsWriter.Tensor whole(String name, Tensor tensor) {
        List<Long> shape = Arrays.stream(tensor.shape()).boxed().toList();
        return new SafeTensorsWriter.Tensor(name, SafeTensorsType.F32, shape, () -> bytes(tensor));
    }

    /// The bytes of a contiguous float-32 tensor.
    private static MemorySegment bytes(Tensor tensor) {
        requireLittleEndian();
        org.bytedeco.pytorch.Tensor here = tensor.raw().is_cuda() ? tensor.raw().cpu() : tensor.raw();
        return MemorySegment.ofAddress(here.data_ptr().address()).reinterpret(tensor.elements() * Float.BYTES);
    }

    private static void requireLittleEndian() {
        if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
            throw new IllegalStateException("safetensors are little-endian, and this machine is not");
        }
    }

    /// A pointer to memory that somebody else owns.
    private static final class Address extends Pointer {
        private Address(long address) {
            this.address = address;
        }
    }
}
