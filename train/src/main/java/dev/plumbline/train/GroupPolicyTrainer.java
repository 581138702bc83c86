package dev.plumbline.train;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.Engine;
import dev.plumbline.train.loss.Advantages;
import dev.plumbline.train.loss.RolloutCorrection;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// Learning from rewards without a value model: the other answers to the same prompt say what was to be expected.
/// GRPO, Dr. GRPO, DAPO, GSPO, CISPO, SAPO, GMPO, RLOO, REINFORCE++ and ReMax are settings of it: an objective
/// ([PolicyObjective]) and a baseline.
///
/// A round samples answers, has them rewarded, and makes `epochs * parts` updates of them. A checkpoint is written
/// after whole rounds only, since what a round samples depends on the policy at its beginning; a run resumed there
/// ends with the same bits.
public final class GroupPolicyTrainer {
    /// What an answer's reward is held against, and in what unit.
    public enum Baseline {
        /// Mean and deviation of the group (GRPO).
        GROUP,
        /// Mean of the group, deviation of the round.
        BATCH,
        /// Mean of the group alone (Dr. GRPO).
        CENTRED,
        /// Mean of the group's other answers (RLOO).
        LEAVE_ONE_OUT,
        /// Mean of the group, then standardised over the round (REINFORCE++ with a baseline).
        REINFORCE_PLUS_PLUS,
        /// Reward of the greedy answer (ReMax).
        GREEDY,
        /// The group's best answer alone learns, by its lead over the second (pass@k).
        BEST,
        /// Mean of the group weighted by length, the baseline of least variance (OPO).
        LEAST_VARIANCE
    }

    /// What a method is made of beside its objective.
    ///
    /// @param baseline what rewards are held against
    /// @param klInReward beta of the summed log-ratio to the reference that is taken off every reward; 0 for none
    /// @param group answers to each prompt, at least 1; 2 for baselines that compare answers
    /// @param prompts of one round, at least 1
    /// @param epochs how often a round's answers are learned from, at least 1
    /// @param parts updates of one epoch, at least 1
    /// @param maxTokens most tokens of an answer, at least 1
    /// @param endTokens tokens that end one
    /// @param rewardLimit how long the reward function, or an environment for one reply, may take for a round
    /// @param drawings how often prompts are drawn for a round at most. With more than 1, groups whose rewards
    /// are all equal, which teach nothing, are put aside and further prompts drawn until there are enough
    /// others (dynamic sampling, DAPO, Yu et al. 2025, arXiv 2503.14476); when the last drawing still leaves
    /// too few, groups that were put aside fill the round up
    /// @param maskUnfinished whether answers that ran into the limit are kept out of the loss; their rewards
    /// still count in their group (DAPO's overlong filtering)
    /// @param correction of the difference between the sampler's probabilities and the trainer's
    public record Options(
            Baseline baseline,
            double klInReward,
            int group,
            int prompts,
            int epochs,
            int parts,
            int maxTokens,
            Set<Integer> endTokens,
            Duration rewardLimit,
            int drawings,
            boolean maskUnfinished,
            RolloutCorrection correction) {
        private static final double EPSILON = 1e-4;

        /// One drawing, every answer learned from, no correction.
        public Options(
                Baseline baseline,
                double klInReward,
                int group,
                int prompts,
                int epochs,
                int parts,
                int maxTokens,
                Set<Integer> endTokens,
                Duration rewardLimit) {
            this(
                    baseline,
                    klInReward,
                    group,
                    prompts,
                    epochs,
                    parts,
                    maxTokens,
                    endTokens,
                    rewardLimit,
                    1,
                    false,
                    RolloutCorrection.none());
        }

        public Options {
            endTokens = Set.copyOf(endTokens);
            int least = baseline == Baseline.GREEDY ? 1 : 2;
            if (group < least || prompts < 1 || epochs < 1 || parts < 1 || maxTokens < 1 || !(klInReward >= 0)) {
                throw new PlumblineException(
                        ErrorCode.BAD_ARGUMENT,
                        baseline + " needs groups of at least " + least
                                + ", and prompts, epochs, parts and max-tokens of at least 1; found " + group + ", "
                                + prompts + ", " + epochs + ", " + parts + ", " + maxTokens);
            }
            if (drawings < 1 || (drawings > 1 && group < 2)) {
                throw new PlumblineException(
                        ErrorCode.BAD_ARGUMENT,
                        "prompts must be drawn at least once, and drawing again needs groups of at least 2; found "
                                + drawings + " drawings of groups of " + group);
            }
            if (parts > (long) group * prompts) {
                throw new PlumblineException(
                        ErrorCode.BAD_ARGUMENT,
                        parts + " parts of a round of " + (long) group * prompts + " answers; there must be an answer"
                                + " in each");
            }
        }

        /// This recipe with dynamic sampling.
        public Options drawing(int times) {
            return new Options(
                    baseline,
                    klInReward,
                    group,
                    prompts,
                    epochs,
                    parts,
                    maxTokens,
                    endTokens,
                    rewardLimit,
                    times,
                    maskUnfinished,
                    correction);
        }

        /// This recipe with unfinished answers kept out of the loss, and sampled tokens weighed.
        public Options correcting(boolean unfinishedMasked, RolloutCorrection by) {
            return new Options(
                    baseline,
                    klInReward,
                    group,
                    prompts,
                    epochs,
                    parts,
                    maxTokens,
                    endTokens,
                    rewardLimit,
                    drawings,
                    unfinishedMasked,
                    by);
        }

        /// @param greedy rewards of greedy answers, one per group; none where they are not asked for
        /// @param lengths own tokens of each answer
        double[] advantages(double[] rewards, double[] greedy, int[] lengths) {
            return switch (baseline) {
                case GROUP ->
                    Advantages.grouped(
                            rewards, group, Advantages.Scaling.GROUP, Advantages.Deviation.UNBIASED, EPSILON);
                case BATCH ->
                    Advantages.grouped(
                            rewards, group, Advantages.Scaling.BATCH, Advantages.Deviation.UNBIASED, EPSILON);
                case CENTRED ->
                    Advantages.grouped(rewards, group, Advantages.Scaling.NONE, Advantages.Deviation.UNBIASED, EPSILON);
                case LEAVE_ONE_OUT -> Advantages.orZero(Advantages.leaveOneOut(rewards, group));
                case REINFORCE_PLUS_PLUS -> Advantages.reinforceBaseline(rewards, group, 1e-8);
                case GREEDY -> Advantages.remax(rewards, greedy, group);
                case BEST -> Advantages.bestOfGroup(rewards, group);
                case LEAST_VARIANCE -> Advantages.optimalBaseline(rewards, lengths, group);
            };
        }
    }

    private final Optimisation optimisation;
    private final PolicyObjective objective;
    private final Options options;
    private final Rollouts rollouts;

    /// @param optimisation its `batch` is ignored: a round and its parts say how many answers an update learns
    /// from
    public GroupPolicyTrainer(Optimisation optimisation, PolicyObjective objective, Options options) {
        boolean corrects = options.correction().kind() != RolloutCorrection.Kind.NONE;
        if (corrects && (objective.temperature() != 1 || objective.loss().wholeAnswers())) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "a rollout correction weighs single tokens by what the sampler says of them at temperature 1; found"
                            + " temperature " + objective.temperature() + " and the loss " + objective.loss());
        }
        this.optimisation = optimisation;
        this.objective = objective;
        this.options = options;
        this.rollouts = new Rollouts(
                objective.temperature(),
                options.maxTokens(),
                options.endTokens(),
                optimisation.microBatch(),
                options.rewardLimit());
    }

    /// As [#train(Decoder, Decoder, List, RewardFunction, Environment, TrainingContext)], where every turn ends the
    /// answer.
    public TrainingCurves train(
            Decoder policy, Decoder reference, List<int[]> prompts, RewardFunction reward, TrainingContext context) {
        return train(policy, reference, prompts, reward, Environment.NONE, context);
    }

    /// Changes the policy's weights in place; those of its adapter alone if one is switched on. Curves: `loss`,
    /// `reward` (mean over the round's answers), `flat-groups` (share of those drawn whose rewards are all
    /// equal, which teach nothing: their advantages are 0, and only a KL term or an entropy bonus moves the
    /// policy on them), `length` (mean tokens of an answer), `finished` (share that ended by themselves),
    /// `repetition`
    /// (mean share of an answer's three-token sequences that it had already written),
    /// `drawings`, `kl` (mean k3 to the reference per token), `drift` (to the policy that sampled), `entropy`,
    /// `grad-norm`, `rate`; with a rollout correction `corrected`, the mean weight of a token.
    ///
    /// @param reference what the KL terms are taken to; a copy of the policy, or a policy with an adapter itself
    /// @param prompts token ids, at least one prompt, each shorter than the context
    /// @param environment what replies to the policy's turns
    /// @throws PlumblineException BAD_DATA if the reward function or the environment fails, see
    /// [RewardFunction#checked]
    public TrainingCurves train(
            Decoder policy,
            Decoder reference,
            List<int[]> prompts,
            RewardFunction reward,
            Environment environment,
            TrainingContext context) {
        BatchOrder order = new BatchOrder(prompts.size(), options.prompts(), context.seed(), true);
        GroupRound round = new GroupRound(
                optimisation,
                objective,
                options,
                rollouts,
                new GroupRound.Parties(
                        policy, new Reference(policy, reference, context.name()), prompts, reward, environment),
                order,
                context);
        TrainingLoop loop =
                new TrainingLoop(context, optimisation, Learned.of(policy), objective + ", " + options, round);
        return Engine.call(() -> {
            try (Replicas policies = Replicas.training(policy)) {
                return loop.run(order, (step, items) -> {
                    long number = step / round.indivisible();
                    if (step % round.indivisible() == 0) {
                        round.sample(number);
                    }
                    return round.update(policies, number, (int) (step % round.indivisible()));
                });
            }
        });
    }
}
