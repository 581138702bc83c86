package dev.plumbline.train;

import dev.plumbline.core.Seed;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.Engine;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// What a policy's own answers to held-out prompts are worth, and how far it is from its reference.
public final class HeldOutAnswers {
    private HeldOutAnswers() {}

    /// How answers to held-out prompts are sampled.
    ///
    /// @param temperature 0 for the likeliest answer
    /// @param maxTokens most tokens of an answer, observations included
    /// @param environment that answers each turn
    public record Asking(
            double temperature,
            int maxTokens,
            Set<Integer> endTokens,
            int batch,
            Duration rewardLimit,
            Environment environment) {
        public Asking {
            endTokens = Set.copyOf(endTokens);
        }

        /// Answers of one turn.
        public Asking(double temperature, int maxTokens, Set<Integer> endTokens, int batch, Duration rewardLimit) {
            this(temperature, maxTokens, endTokens, batch, rewardLimit, Environment.NONE);
        }
    }

    /// `group` answers to each prompt, one prompt after the other. They depend on weights, prompts, environment and
    /// seed alone.
    public static List<RewardFunction.Sampled> sampled(
            Decoder policy, List<int[]> prompts, int group, Asking asking, Seed seed) {
        return Engine.call(() -> rollouts(asking).sample(policy, prompts, group, asking.environment(), seed));
    }

    /// Of prompts: the reward of one answer to each, how many nats it moved away from the reference, how long
    /// it is, and whether it ended by itself. The same seed asks the same way each time.
    public static List<HeldOutFigure> answers(
            Decoder policy, Decoder reference, List<int[]> prompts, RewardFunction reward, Asking asking, Seed seed) {
        Rollouts rollouts = rollouts(asking);
        List<RewardFunction.Sampled> sampled = asked(rollouts, policy, prompts, asking, seed);
        double[] rewards = reward.checked(sampled, asking.rewardLimit());
        double[] lengths =
                sampled.stream().mapToDouble(one -> one.answer().length).toArray();
        double[] finished =
                sampled.stream().mapToDouble(one -> one.finished() ? 1 : 0).toArray();
        return List.of(
                HeldOutFigure.perItem(
                        "reward", "Mean reward of an answer to a held-out prompt.", false, false, rewards),
                moved(rollouts, policy, reference, sampled),
                HeldOutFigure.perItem("length", "Mean tokens of an answer.", true, false, lengths),
                HeldOutFigure.perItem("finished", "Share of answers that ended by themselves.", false, true, finished));
    }

    /// How far a policy is from its reference: the mean over answers that it samples of log pi - log ref, in
    /// nats, which estimates KL(pi || ref) of whole answers.
    public static HeldOutFigure kl(Decoder policy, Decoder reference, List<int[]> prompts, Asking asking, Seed seed) {
        return Engine.call(() -> {
            Rollouts rollouts = rollouts(asking);
            return moved(rollouts, policy, reference, asked(rollouts, policy, prompts, asking, seed));
        });
    }

    private static Rollouts rollouts(Asking asking) {
        double temperature = asking.temperature() > 0 ? asking.temperature() : 1;
        return new Rollouts(temperature, asking.maxTokens(), asking.endTokens(), asking.batch(), asking.rewardLimit());
    }

    private static List<RewardFunction.Sampled> asked(
            Rollouts rollouts, Decoder policy, List<int[]> prompts, Asking asking, Seed seed) {
        return asking.temperature() > 0
                ? rollouts.sample(policy, prompts, 1, asking.environment(), seed)
                : rollouts.greedy(policy, prompts, asking.environment());
    }

    private static HeldOutFigure moved(
            Rollouts rollouts, Decoder policy, Decoder reference, List<RewardFunction.Sampled> sampled) {
        List<TokenRow> rows = Rollouts.rows(sampled);
        List<double[]> own = rollouts.logProbabilities(policy, rows);
        List<double[]> known = rollouts.logProbabilities(reference, rows);
        double[] moved = new double[rows.size()];
        Arrays.setAll(
                moved,
                i -> Arrays.stream(own.get(i)).sum()
                        - Arrays.stream(known.get(i)).sum());
        return HeldOutFigure.perItem(
                "kl",
                "Mean over sampled answers of log pi - log ref of the whole answer, in nats: how far the policy went.",
                true,
                false,
                moved);
    }
}
