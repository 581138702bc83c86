package dev.plumbline.engine;

import dev.plumbline.engine.family.Part;
import org.jspecify.annotations.Nullable;

/// The norms of a decoder.
final class Norms {
    private final NormConfig config;
    private final LiveWeights weights;

    Norms(NormConfig config, LiveWeights weights) {
        this.config = config;
        this.weights = weights;
    }

    /// Norms the last dimension with this part's weights.
    Tensor of(Part part, int layer, Tensor x) {
        String module = part.module(layer);
        return switch (config.kind()) {
            case RMS -> x.rmsNorm(weights.leaf(module + ".weight"), config.epsilon());
            case RMS_PLUS_ONE -> x.rmsNorm(weights.leaf(module + ".weight").add(1), config.epsilon());
            case LAYER ->
                x.layerNorm(weights.leaf(module + ".weight"), weights.leaf(module + ".bias"), config.epsilon());
            case LAYER_PLAIN -> x.layerNorm(null, null, config.epsilon());
        };
    }

    /// As [#of], shown to a hook under this name of a layer.
    Tensor of(Part part, int layer, Tensor x, Pass pass, String point) {
        if (pass.steps()) {
            return quick(part, layer, x);
        }
        if (!pass.watched(layer, point + ".hook_scale") && !pass.watched(layer, point + ".hook_normalized")) {
            return of(part, layer, x);
        }
        Tensor centred = centred(x);
        Tensor scale = pass.at(layer, point + ".hook_scale", scale(centred));
        Tensor normalized = pass.at(layer, point + ".hook_normalized", centred.div(scale));
        return finished(part, layer, normalized, x.dtype());
    }

    /// The final norm.
    Tensor last(Tensor x, Pass pass) {
        if (pass.steps()) {
            return quick(Part.FINAL_NORM, 0, x);
        }
        if (!pass.watched("ln_final.hook_scale") && !pass.watched("ln_final.hook_normalized")) {
            return of(Part.FINAL_NORM, 0, x);
        }
        Tensor centred = centred(x);
        Tensor scale = pass.at("ln_final.hook_scale", scale(centred));
        return finished(Part.FINAL_NORM, 0, pass.at("ln_final.hook_normalized", centred.div(scale)), x.dtype());
    }

    /// Makes what [#quick] needs; not within a recording.
    void prepare() {
        StepKernels.constant(config.epsilon());
    }

    /// As [#of], in fewer operations where no gradient is wanted.
    private Tensor quick(Part part, int layer, Tensor x) {
        Tensor weight = weight(part.module(layer));
        if (weight == null || config.kind().centred()) {
            return of(part, layer, x);
        }
        return StepKernels.rmsNorm(x.to(DType.FLOAT32), weight, config.epsilon())
                .to(x.dtype());
    }

    private Tensor centred(Tensor x) {
        Tensor wide = x.to(DType.FLOAT32);
        return config.kind().centred() ? wide.sub(wide.meanKeep(-1)) : wide;
    }

    private Tensor scale(Tensor centred) {
        return centred.square().meanKeep(-1).add(config.epsilon()).sqrt();
    }

    private Tensor finished(Part part, int layer, Tensor normalized, DType dtype) {
        Tensor weight = weight(part.module(layer));
        Tensor scaled = weight == null ? normalized : normalized.mul(weight);
        Tensor bias = config.kind() == NormConfig.Kind.LAYER ? weights.leaf(part.module(layer) + ".bias") : null;
        return (bias == null ? scaled : scaled.add(bias)).to(dtype);
    }

    private @Nullable Tensor weight(String module) {
        return switch (config.kind()) {
            case RMS, LAYER -> weights.leaf(module + ".weight");
            case RMS_PLUS_ONE -> weights.leaf(module + ".weight").add(1);
            case LAYER_PLAIN -> null;
        };
    }
}
