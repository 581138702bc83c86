package dev.plumbline.train.data;

import dev.plumbline.core.Preference;

/// Knows nothing and is undecided about every pair: accuracy 1/2.
public record ChanceBaseline() implements PairScorer {
    @Override
    public String name() {
        return "chance";
    }

    @Override
    public double logit(Preference pair) {
        return 0;
    }
}
