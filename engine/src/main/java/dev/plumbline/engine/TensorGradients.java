package dev.plumbline.engine;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// The recorded computation of a [Tensor], backwards.
public sealed interface TensorGradients permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    /// The same elements, cut from the recorded computation.
    default Tensor detach() {
        Tensor x = self();
        return x.op("detach", x.raw()::detach);
    }

    /// Marks a leaf as something whose gradient is wanted.
    default Tensor requireGradient() {
        Tensor x = self();
        NativeCall.of("requires_grad", x.raw(), () -> x.raw().set_requires_grad(true));
        return x;
    }

    /// Whether a backward pass would reach something that wants a gradient through this tensor.
    default boolean recordsGradient() {
        Tensor x = self();
        return NativeCall.of("requires_grad", x.raw(), x.raw()::requires_grad);
    }

    /// The gradient that backward passes have summed up here so far; fails before the first.
    default Tensor gradient() {
        Tensor x = self();
        return x.op("grad", x.raw()::grad);
    }

    /// The gradients of this one-element tensor with respect to tensors that it was computed from, in their order;
    /// nothing is summed up in them.
    default List<Tensor> gradients(List<Tensor> inputs) {
        Tensor x = self();
        return NativeCall.of("grad", x.raw(), () -> {
            try (TensorVector outputs = Tensor.vector(List.of(x));
                    TensorVector wanted = Tensor.vector(inputs)) {
                TensorVector found = torch.grad(outputs, wanted);
                List<Tensor> gradients = new ArrayList<>();
                for (long i = 0; i < found.size(); i++) {
                    gradients.add(new Tensor(new org.bytedeco.pytorch.Tensor(found.get(i))));
                }
                return gradients;
            }
        });
    }

    /// Runs the recorded computation backwards from this one-element tensor.
    default void backward() {
        Tensor x = self();
        NativeCall.of("backward", x.raw(), () -> {
            x.raw().backward();
            return x;
        });
    }
}
