package dev.plumbline.study.stages;

import dev.plumbline.engine.Checkpoint;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.Engine;
import dev.plumbline.train.ModelReward;
import dev.plumbline.train.RewardFunction;
import dev.plumbline.train.reward.NormalisedReward;
import dev.plumbline.train.reward.RewardEnsemble;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The members of a reward ensemble, each brought to mean 0 and deviation 1 on answers of the policy as it begins, and
/// what can be made of them.
final class ProxyRewards implements AutoCloseable {
    private static final int BATCH = 256;

    /// What is made of the members.
    public enum Using {
        /// The first member alone.
        SINGLE,
        /// The members' mean.
        MEAN,
        /// The smallest of them.
        WORST_CASE,
        /// Their mean less their variance.
        VARIANCE;

        String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private final List<Decoder> models = new ArrayList<>();
    private final List<RewardFunction> members = new ArrayList<>();

    /// @param answers of the policy as it begins
    ProxyRewards(List<Path> folders, List<RewardFunction.Sampled> answers) {
        for (Path folder : folders) {
            Decoder model = Engine.call(() -> Checkpoint.read(folder));
            models.add(model);
            members.add(NormalisedReward.on(
                    answers, new RememberedReward(new ModelReward(model, BATCH)), Double.MAX_VALUE));
        }
    }

    List<RewardFunction> members() {
        return List.copyOf(members);
    }

    Decoder firstModel() {
        return models.getFirst();
    }

    /// @param lambda weight of the variance
    RewardFunction of(Using using, double lambda) {
        return switch (using) {
            case SINGLE -> members.getFirst();
            case MEAN -> new RewardEnsemble(members, new RewardEnsemble.Combination.Average());
            case WORST_CASE -> new RewardEnsemble(members, new RewardEnsemble.Combination.WorstCase());
            case VARIANCE -> new RewardEnsemble(members, new RewardEnsemble.Combination.VariancePenalised(lambda));
        };
    }

    @Override
    public void close() {
        models.forEach(model -> Engine.run(model::close));
    }
}
