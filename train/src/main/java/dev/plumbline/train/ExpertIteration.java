package dev.plumbline.train;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.engine.Decoder;
import java.util.ArrayList;
import java.util.List;

/// Samples, keeps what was good, imitates it, and begins again.
///
/// One round that keeps the best answer to each prompt is best-of-n distillation (Touvron et al. 2023, arXiv
/// 2307.09288, call it rejection sampling); a threshold that only a verifier's yes passes, and several rounds,
/// are expert iteration (Anthony et al. 2017, arXiv 1705.08439). Each round has a checkpoint folder of its own,
/// `round-1` and so on; a run that is resumed samples finished rounds again, to the same answers, and does not
/// train them again.
///
/// @param sampler what is sampled and how much of it
/// @param least smallest reward that is imitated; infinite and negative to keep the best of each prompt in any case
/// @param rounds how often, at least 1
/// @param optimisation the walk of each round
public record ExpertIteration(BestOfSampler sampler, double least, int rounds, Optimisation optimisation) {
    public ExpertIteration {
        if (rounds < 1 || Double.isNaN(least)) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "expert iteration needs at least 1 round and a threshold that is a number; found " + rounds
                            + " and " + least);
        }
    }

    /// What a round came to.
    ///
    /// @param kept answers that were imitated
    /// @param reward their mean reward
    public record Round(int kept, double reward, TrainingCurves curves) {}

    /// Changes the policy's weights in place.
    ///
    /// @param prompts token ids, at least one prompt
    /// @throws PlumblineException BAD_DATA if no answer of a round reaches the threshold
    public List<Round> train(Decoder policy, List<int[]> prompts, RewardFunction reward, TrainingContext context) {
        List<Round> done = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            Seed seed = context.seed().derive("round", round);
            List<BestOfSampler.Kept> kept = sampler.best(policy, prompts, reward, least, seed);
            if (kept.isEmpty()) {
                throw new PlumblineException(
                        ErrorCode.BAD_DATA,
                        context.name() + " round " + round + ": of " + prompts.size() + " prompts with "
                                + sampler.answers() + " answers each none has a reward of " + least
                                + " or more; sample more, or lower the threshold");
            }
            TrainingContext own = new TrainingContext(
                    context.name() + " round " + round,
                    seed,
                    context.checkpoints().resolve("round-" + round),
                    context.checkpointEvery(),
                    context.progress(),
                    context.cancelled(),
                    context.trained(),
                    context.heldOut(),
                    context.ranks(),
                    context.onlooker());
            TrainingCurves curves = new SftTrainer(optimisation)
                    .train(policy, kept.stream().map(BestOfSampler.Kept::row).toList(), own);
            done.add(new Round(
                    kept.size(),
                    kept.stream()
                            .mapToDouble(BestOfSampler.Kept::reward)
                            .average()
                            .orElseThrow(),
                    curves));
        }
        return done;
    }
}
