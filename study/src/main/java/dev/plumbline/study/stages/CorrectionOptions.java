package dev.plumbline.study.stages;

import dev.plumbline.study.Option;
import dev.plumbline.train.loss.RolloutCorrection;

/// What becomes of tokens to which the sampler gave another probability than the trainer does, as low-precision
/// arithmetic
/// makes it do: rho is the trainer's over the sampler's.
public record CorrectionOptions(
        @Option(
                doc = "none; truncate rho at high; mask-token weighs by rho and leaves tokens beyond low and high out;"
                        + " mask-answer leaves answers out whose geometric mean is beyond",
                defaultValue = "none")
        RolloutCorrection.Kind kind,

        @Option(doc = "smallest rho that counts, for the masks", range = ">= 0", defaultValue = "0.5")
        double low,

        @Option(doc = "largest rho", range = "> 0", defaultValue = "2.0")
        double high) {
    public CorrectionOptions {
        Checks.within("correction.low", low, 0, Double.MAX_VALUE);
        Checks.positive("correction.high", high);
        if (low > high) {
            throw Checks.bad("correction.low must not be above correction.high; found " + low + " and " + high);
        }
    }

    RolloutCorrection correction() {
        return kind == RolloutCorrection.Kind.NONE ? RolloutCorrection.none() : new RolloutCorrection(kind, low, high);
    }
}
