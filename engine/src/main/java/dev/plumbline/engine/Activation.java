package dev.plumbline.engine;

import java.util.List;
import java.util.Optional;

/// The non-linearity of a feed-forward layer, with every name that configurations give it.
public enum Activation {
    /// x sigma(x).
    SILU("silu", "swish"),
    /// x Phi(x), with the normal distribution's own Phi (Hendrycks and Gimpel 2016).
    GELU("gelu", "gelu_python"),
    /// The same with Phi(x) written as (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2.
    GELU_TANH("gelu_pytorch_tanh", "gelu_new", "gelu_fast", "gelu_python_tanh", "gelu_accurate"),
    /// x Phi(x), held within [-10, 10].
    GELU_10("gelu_10"),
    /// x sigma(1.702 x).
    QUICK_GELU("quick_gelu"),
    /// max(0, x).
    RELU("relu"),
    /// max(0, x)^2.
    RELU_SQUARED("relu2"),
    /// x held within [0, 6].
    RELU_6("relu6"),
    /// max(0, x) + 0.01 min(0, x).
    LEAKY_RELU("leaky_relu"),
    /// x tanh(log(1 + e^x)) (Misra 2019).
    MISH("mish"),
    TANH("tanh"),
    SIGMOID("sigmoid"),
    /// x.
    LINEAR("linear");

    private static final double QUICK = 1.702;
    private static final double LEAK = .01;

    private final List<String> names;

    Activation(String... names) {
        this.names = List.of(names);
    }

    /// The first of its names in configurations.
    public String key() {
        return names.getFirst();
    }

    /// The activation that configurations call this; none if it is not known here.
    public static Optional<Activation> named(String name) {
        for (Activation activation : values()) {
            if (activation.names.contains(name)) {
                return Optional.of(activation);
            }
        }
        return Optional.empty();
    }

    /// Applied to every element.
    public Tensor of(Tensor x) {
        return switch (this) {
            case SILU -> x.silu();
            case GELU -> x.gelu();
            case GELU_TANH -> x.geluTanh();
            case QUICK_GELU -> x.mul(x.mul(QUICK).sigmoid());
            case GELU_10 -> x.gelu().clamp(-10, 10);
            case RELU -> x.relu();
            case RELU_SQUARED -> x.relu().square();
            case RELU_6 -> x.clamp(0, 6);
            case LEAKY_RELU -> x.relu().sub(x.neg().relu().mul(LEAK));
            case MISH -> x.mul(x.neg().logSigmoid().neg().tanh());
            case TANH -> x.tanh();
            case SIGMOID -> x.sigmoid();
            case LINEAR -> x;
        };
    }
}
