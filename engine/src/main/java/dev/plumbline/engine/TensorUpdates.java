package dev.plumbline.engine;

import org.bytedeco.pytorch.Scalar;

/// What changes a [Tensor] in place and returns it.
public sealed interface TensorUpdates permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    default Tensor zeroInPlace() {
        Tensor x = self();
        NativeCall.of("zero_", x.raw(), x.raw()::zero_);
        return x;
    }

    default Tensor addInPlace(Tensor other) {
        Tensor x = self();
        NativeCall.of("add_", x.raw(), () -> x.raw().add_(other.raw()));
        return x;
    }

    default Tensor addInPlace(double value) {
        Tensor x = self();
        NativeCall.of("add_", x.raw(), () -> x.raw().add_(new Scalar(value)));
        return x;
    }

    default Tensor mulInPlace(double value) {
        Tensor x = self();
        NativeCall.of("mul_", x.raw(), () -> x.raw().mul_(new Scalar(value)));
        return x;
    }

    /// this + weight * (end - this).
    default Tensor lerpInPlace(Tensor end, double weight) {
        Tensor x = self();
        NativeCall.of("lerp_", x.raw(), () -> x.raw().lerp_(end.raw(), new Scalar(weight)));
        return x;
    }

    /// this + value * a * b.
    default Tensor addcmulInPlace(Tensor a, Tensor b, double value) {
        Tensor x = self();
        NativeCall.of("addcmul_", x.raw(), () -> x.raw().addcmul_(a.raw(), b.raw(), new Scalar(value)));
        return x;
    }

    /// this + value * a / b.
    default Tensor addcdivInPlace(Tensor a, Tensor b, double value) {
        Tensor x = self();
        NativeCall.of("addcdiv_", x.raw(), () -> x.raw().addcdiv_(a.raw(), b.raw(), new Scalar(value)));
        return x;
    }

    /// Overwrites this tensor with another's elements, converted to its type.
    default Tensor copyInPlace(Tensor source) {
        Tensor x = self();
        NativeCall.of("copy_", x.raw(), () -> x.raw().copy_(source.raw()));
        return x;
    }
}
