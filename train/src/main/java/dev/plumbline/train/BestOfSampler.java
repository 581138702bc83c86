package dev.plumbline.train;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.Engine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Samples several answers to each prompt and keeps some by their reward: the data of rejection sampling (Touvron
/// et al. 2023, arXiv 2307.09288), best-of-n distillation, expert iteration (Anthony et al. 2017) and online
/// preference learning. What it gives is trained on with [SftTrainer] or [DpoTrainer].
///
/// @param answers to each prompt, at least 2
/// @param temperature that they are sampled at, above 0
/// @param maxTokens most tokens of an answer
/// @param endTokens tokens that end one
/// @param batch answers computed at once
/// @param rewardLimit how long the reward function may take for all answers
public record BestOfSampler(
        int answers, double temperature, int maxTokens, Set<Integer> endTokens, int batch, Duration rewardLimit) {
    public BestOfSampler {
        endTokens = Set.copyOf(endTokens);
        if (answers < 2 || !(temperature > 0) || maxTokens < 1 || batch < 1) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "best-of-n needs at least 2 answers, a temperature above 0, max-tokens and batch of at least 1;"
                            + " found " + answers + ", " + temperature + ", " + maxTokens + ", " + batch);
        }
    }

    /// An answer that was kept.
    ///
    /// @param prompt index of its prompt
    public record Kept(int prompt, TokenRow row, double reward) {}

    /// The best answer to each prompt; prompts for which no answer has a reward are left out, and so are those
    /// whose best reward is below `least`.
    ///
    /// @param least infinite and negative to keep the best in any case; 1 keeps what a verifier accepted
    public List<Kept> best(Decoder policy, List<int[]> prompts, RewardFunction reward, double least, Seed seed) {
        Ranked ranked = ranked(policy, prompts, reward, seed);
        List<Kept> kept = new ArrayList<>();
        for (int p = 0; p < prompts.size(); p++) {
            int best = ranked.extreme(p, answers, 1);
            if (best >= 0 && ranked.rewards[best] >= least) {
                kept.add(new Kept(p, ranked.rows.get(best), ranked.rewards[best]));
            }
        }
        return kept;
    }

    /// The best and the worst answer to each prompt as a pair (online DPO, Guo et al. 2024, arXiv 2402.04792);
    /// prompts whose rewards are all equal teach nothing and are left out.
    public List<TokenPair> pairs(Decoder policy, List<int[]> prompts, RewardFunction reward, Seed seed) {
        Ranked ranked = ranked(policy, prompts, reward, seed);
        List<TokenPair> pairs = new ArrayList<>();
        for (int p = 0; p < prompts.size(); p++) {
            int best = ranked.extreme(p, answers, 1);
            int worst = ranked.extreme(p, answers, -1);
            if (best >= 0 && ranked.rewards[best] > ranked.rewards[worst]) {
                pairs.add(new TokenPair(
                        ranked.rows.get(best), ranked.rows.get(worst), ranked.rewards[best] - ranked.rewards[worst]));
            }
        }
        return pairs;
    }

    private Ranked ranked(Decoder policy, List<int[]> prompts, RewardFunction reward, Seed seed) {
        Rollouts rollouts = new Rollouts(temperature, maxTokens, endTokens, batch, rewardLimit);
        List<RewardFunction.Sampled> sampled = Engine.call(() -> rollouts.sample(
                policy,
                prompts,
                answers,
                java.util.stream.IntStream.range(0, prompts.size()).toArray(),
                Environment.NONE,
                seed));
        return new Ranked(Rollouts.rows(sampled), reward.checked(sampled, rewardLimit));
    }

    private static final class Ranked {
        private final List<TokenRow> rows;
        private final double[] rewards;

        private Ranked(List<TokenRow> rows, double[] rewards) {
            this.rows = rows;
            this.rewards = rewards;
        }

        /// The first answer of the group with the largest (sign 1) or smallest (sign -1) reward; -1 if none has
        /// one.
        private int extreme(int prompt, int group, int sign) {
            int extreme = -1;
            for (int i = prompt * group; i < (prompt + 1) * group; i++) {
                if (!Double.isNaN(rewards[i]) && (extreme < 0 || sign * rewards[i] > sign * rewards[extreme])) {
                    extreme = i;
                }
            }
            return extreme;
        }
    }
}
