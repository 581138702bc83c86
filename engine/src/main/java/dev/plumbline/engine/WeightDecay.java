package dev.plumbline.engine;

/// Weight decay as an L2 term of the gradient.
final class WeightDecay {
    private WeightDecay() {}

    /// The flat gradient, plus `decay` times each weight that decays; the gradient itself stays as it is.
    static Tensor inGradient(Parameters parameters, double decay) {
        if (decay == 0) {
            return parameters.gradients();
        }
        Tensor decayed = parameters.gradients().copy();
        for (Parameters.Weight weight : parameters.weights()) {
            if (weight.decays()) {
                Tensor x = parameters.values().narrow(0, weight.offset(), weight.elements());
                decayed.narrow(0, weight.offset(), weight.elements()).addInPlace(x.mul(decay));
            }
        }
        return decayed;
    }
}
