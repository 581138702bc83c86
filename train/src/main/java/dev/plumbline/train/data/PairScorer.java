package dev.plumbline.train.data;

import dev.plumbline.core.Preference;

/// Says which of two answers is better: a trained reward model, or one of the simple predictors it has to beat.
public interface PairScorer {
    /// What to call it in a report.
    String name();

    /// The log-odds that the chosen answer is the better one, judged without looking at the label: exchanging the
    /// two answers negates the result. 0 if undecided; for a reward model r(chosen) - r(rejected).
    double logit(Preference pair);
}
