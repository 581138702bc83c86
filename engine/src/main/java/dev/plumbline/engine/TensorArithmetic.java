package dev.plumbline.engine;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.global.torch;

/// What a [Tensor] computes element by element, and its conversion to another element type. Broadcasting follows
/// PyTorch's rules.
public sealed interface TensorArithmetic permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    default Tensor add(Tensor other) {
        Tensor x = self();
        return x.op("add", other, () -> x.raw().add(other.raw())).as("torch.add", x, other);
    }

    default Tensor add(double value) {
        Tensor x = self();
        return x.op("add", () -> x.raw().add(new Scalar(value))).as("torch.add", x, value);
    }

    default Tensor sub(Tensor other) {
        Tensor x = self();
        return x.op("sub", other, () -> x.raw().sub(other.raw())).as("torch.sub", x, other);
    }

    default Tensor mul(Tensor other) {
        Tensor x = self();
        return x.op("mul", other, () -> x.raw().mul(other.raw())).as("torch.mul", x, other);
    }

    default Tensor mul(double value) {
        Tensor x = self();
        return x.op("mul", () -> x.raw().mul(new Scalar(value))).as("torch.mul", x, value);
    }

    /// this + a * b.
    default Tensor addProduct(Tensor a, Tensor b) {
        Tensor x = self();
        return x.op("addcmul", a, () -> torch.addcmul(x.raw(), a.raw(), b.raw()))
                .as("torch.addcmul", x, a, b);
    }

    default Tensor div(Tensor other) {
        Tensor x = self();
        return x.op("div", other, () -> x.raw().div(other.raw())).as("torch.div", x, other);
    }

    default Tensor neg() {
        Tensor x = self();
        return x.op("neg", x.raw()::neg).as("torch.neg", x);
    }

    default Tensor exp() {
        Tensor x = self();
        return x.op("exp", x.raw()::exp).as("torch.exp", x);
    }

    default Tensor log() {
        Tensor x = self();
        return x.op("log", x.raw()::log).as("torch.log", x);
    }

    /// exp(x) - 1, exact near 0.
    default Tensor expm1() {
        Tensor x = self();
        return x.op("expm1", x.raw()::expm1);
    }

    /// log(1 + x), exact near 0.
    default Tensor log1p() {
        Tensor x = self();
        return x.op("log1p", x.raw()::log1p);
    }

    /// max(x, 0).
    default Tensor relu() {
        Tensor x = self();
        return x.op("relu", x.raw()::relu).as("torch.relu", x);
    }

    /// Each element held within [minimum, maximum]; an infinite bound holds nothing. The gradient is 0 outside.
    default Tensor clamp(double minimum, double maximum) {
        Tensor x = self();
        return x.op("clamp", () -> {
            try (Scalar low = new Scalar(minimum);
                    Scalar high = new Scalar(maximum)) {
                return x.raw().clamp_min(low).clamp_max(high);
            }
        });
    }

    /// The smaller of two elements.
    default Tensor minimum(Tensor other) {
        Tensor x = self();
        return x.op("minimum", other, () -> x.raw().minimum(other.raw()));
    }

    /// The larger of two elements.
    default Tensor maximum(Tensor other) {
        Tensor x = self();
        return x.op("maximum", other, () -> x.raw().maximum(other.raw()));
    }

    /// log(exp(x) + exp(y)), stable.
    default Tensor logAddExp(Tensor other) {
        Tensor x = self();
        return x.op("logaddexp", other, () -> x.raw().logaddexp(other.raw()));
    }

    /// Where this is above the value, as BOOL.
    default Tensor above(double value) {
        Tensor x = self();
        return x.op("gt", () -> x.raw().gt(new Scalar(value)));
    }

    /// This tensor where `condition` (BOOL) holds, `otherwise` elsewhere.
    default Tensor where(Tensor condition, Tensor otherwise) {
        Tensor x = self();
        return x.op("where", otherwise, () -> x.raw().where(condition.raw(), otherwise.raw()));
    }

    default Tensor square() {
        Tensor x = self();
        return x.op("square", x.raw()::square).as("torch.square", x);
    }

    default Tensor sqrt() {
        Tensor x = self();
        return x.op("sqrt", x.raw()::sqrt).as("torch.sqrt", x);
    }

    default Tensor rsqrt() {
        Tensor x = self();
        return x.op("rsqrt", x.raw()::rsqrt).as("torch.rsqrt", x);
    }

    default Tensor sigmoid() {
        Tensor x = self();
        return x.op("sigmoid", x.raw()::sigmoid).as("torch.sigmoid", x);
    }

    /// log sigma(x), stable at both ends.
    default Tensor logSigmoid() {
        Tensor x = self();
        return x.op("log_sigmoid", () -> torch.log_sigmoid(x.raw()));
    }

    /// x sigma(x).
    default Tensor silu() {
        Tensor x = self();
        return x.op("silu", () -> torch.silu(x.raw())).as("torch.silu", x);
    }

    /// x Phi(x).
    default Tensor gelu() {
        Tensor x = self();
        return x.op("gelu", () -> torch.gelu(x.raw())).as("torch.gelu", x);
    }

    /// x Phi(x) with Phi(x) written as (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2.
    default Tensor geluTanh() {
        Tensor x = self();
        return x.op("gelu", () -> torch.gelu(x.raw(), "tanh"))
                .as("torch.gelu", x, new Recording.Keyword("approximate", "tanh"));
    }

    default Tensor tanh() {
        Tensor x = self();
        return x.op("tanh", () -> x.raw().tanh()).as("torch.tanh", x);
    }

    /// This tensor in another element type; the same tensor if it has it already.
    default Tensor to(DType dtype) {
        Tensor x = self();
        return x.raw().scalar_type().value == dtype.torch.value
                ? x
                : x.op("to", () -> x.raw().to(dtype.torch)).as("torch.to", x, dtype);
    }
}
