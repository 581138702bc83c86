package dev.plumbline.study.stages;

import dev.plumbline.study.Option;
import dev.plumbline.train.RewardFunction;
import dev.plumbline.train.reward.RewardEnsemble;
import java.util.List;

/// Further reward models that are asked about every answer, and what is made of all of their rewards (Coste et al.
/// 2023,
/// arXiv 2310.02743).
public record EnsembleOptions(
        @Option(doc = "further stages whose models are reward models; all are normalised then", defaultValue = "[]")
        List<String> models,

        @Option(doc = "what becomes of the rewards of an answer", defaultValue = "mean")
        Combination combination,

        @Option(doc = "variance: how much of the members' variance is taken off", range = ">= 0", defaultValue = "0.5")
        double lambda) {
    /// What becomes of the members' rewards.
    public enum Combination {
        MEAN,
        /// The smallest.
        WORST_CASE,
        /// The mean less a part of the variance.
        VARIANCE
    }

    public EnsembleOptions {
        models = List.copyOf(models);
        Checks.within("reward.ensemble.lambda", lambda, 0, Double.MAX_VALUE);
    }

    boolean on() {
        return !models.isEmpty();
    }

    RewardFunction of(List<RewardFunction> members) {
        return new RewardEnsemble(
                members,
                switch (combination) {
                    case MEAN -> new RewardEnsemble.Combination.Average();
                    case WORST_CASE -> new RewardEnsemble.Combination.WorstCase();
                    case VARIANCE -> new RewardEnsemble.Combination.VariancePenalised(lambda);
                });
    }
}
