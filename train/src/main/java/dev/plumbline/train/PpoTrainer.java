package dev.plumbline.train;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.Optimizer;
import dev.plumbline.train.loss.AdaptiveKl;
import dev.plumbline.train.loss.AnswerAggregation;
import dev.plumbline.train.loss.KlEstimator;
import dev.plumbline.train.loss.KlLoss;
import dev.plumbline.train.loss.PolicyLoss;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// Proximal policy optimisation (Schulman et al. 2017, arXiv 1707.06347) of a language model, with the details
/// that are known to matter (Ziegler et al. 2019, arXiv 1909.08593; Huang et al. 2024, arXiv 2403.17031).
///
/// Each token's reward is -beta KL, and the answer's score comes on top at its *last* token; an answer that did
/// not end by itself may cost a fixed sum. Advantages are generalised (GAE) under a [ValueFunction] and
/// whitened over the round; the policy's ratio and the values are clipped. A checkpoint is written after whole
/// rounds only.
public final class PpoTrainer {
    /// The settings of the method.
    ///
    /// @param clip of the ratio; .2
    /// @param value clip and weight of the value loss
    /// @param valueOptimisation how the value function walks; its steps, batch and micro-batch are the policy's
    /// @param gamma discount; 1 for language
    /// @param lambda of GAE; .95
    /// @param kl coefficient of the KL penalty, fixed or adaptive
    /// @param estimator of the KL penalty: K1, or K3
    /// @param whitenRewards whether rewards are brought to unit variance first
    /// @param unfinishedPenalty taken off the score of an answer that ran into the limit, 0 or more
    /// @param temperature that answers are sampled at
    /// @param prompts of one round
    /// @param epochs how often a round's answers are learned from; 4
    /// @param parts updates of one epoch
    /// @param maxTokens most tokens of an answer
    /// @param endTokens tokens that end one
    /// @param rewardLimit how long the reward function may take for a round
    public record Options(
            double clip,
            ValueObjective value,
            Optimisation valueOptimisation,
            double gamma,
            double lambda,
            AdaptiveKl kl,
            KlEstimator estimator,
            boolean whitenRewards,
            double unfinishedPenalty,
            double temperature,
            int prompts,
            int epochs,
            int parts,
            int maxTokens,
            Set<Integer> endTokens,
            Duration rewardLimit) {
        public Options {
            endTokens = Set.copyOf(endTokens);
            boolean discounts = gamma > 0 && gamma <= 1 && lambda >= 0 && lambda <= 1;
            if (!discounts || !(unfinishedPenalty >= 0) || !(temperature > 0)) {
                throw new PlumblineException(
                        ErrorCode.BAD_ARGUMENT,
                        "PPO: gamma must be in (0, 1], lambda in [0, 1], the penalty 0 or more and the temperature"
                                + " above 0; found " + gamma + ", " + lambda + ", " + unfinishedPenalty + ", "
                                + temperature);
            }
            if (prompts < 1 || epochs < 1 || parts < 1 || parts > prompts || maxTokens < 1) {
                throw new PlumblineException(
                        ErrorCode.BAD_ARGUMENT,
                        "PPO: prompts, epochs, parts and max-tokens must be at least 1, with a prompt in each part;"
                                + " found " + prompts + ", " + epochs + ", " + parts + ", " + maxTokens);
            }
        }
    }

    private final Optimisation optimisation;
    private final Options options;
    private final PolicyObjective objective;
    private final Rollouts rollouts;

    /// @param optimisation of the policy; its `batch` is ignored: a round and its parts say what an update learns
    /// from
    public PpoTrainer(Optimisation optimisation, Options options) {
        this.optimisation = optimisation;
        this.options = options;
        this.objective = new PolicyObjective(
                PolicyLoss.Clip.ppo(options.clip()),
                KlLoss.none(),
                new AnswerAggregation.TokenMean(),
                options.temperature());
        this.rollouts = new Rollouts(
                options.temperature(),
                options.maxTokens(),
                options.endTokens(),
                optimisation.microBatch(),
                options.rewardLimit());
    }

    /// As [#train(Decoder, Decoder, ValueFunction, List, RewardFunction, Environment, TrainingContext)], where every
    /// turn ends the answer.
    public TrainingCurves train(
            Decoder policy,
            Decoder reference,
            ValueFunction value,
            List<int[]> prompts,
            RewardFunction reward,
            TrainingContext context) {
        return train(policy, reference, value, prompts, reward, Environment.NONE, context);
    }

    /// Changes policy and value model in place. Observations between turns have no reward, value or advantage: both are
    /// carried over them. Curves: `loss` and `value-loss`, `score` (mean of the reward
    /// function), `kl` (mean over answers of the summed log-ratio to the reference at sampling), `kl-coefficient`,
    /// `drift`, `entropy`, `length`, `finished`, `repetition`, `grad-norm`, `rate`.
    ///
    /// @param reference a copy of the policy, or a policy with an adapter itself
    /// @param value who judges; a head over the policy moves the policy by the weight of the value loss
    /// @param prompts token ids, at least one prompt, each shorter than the context
    /// @throws PlumblineException BAD_DATA if the reward function fails or has nothing to say of an answer
    public TrainingCurves train(
            Decoder policy,
            Decoder reference,
            ValueFunction value,
            List<int[]> prompts,
            RewardFunction reward,
            Environment environment,
            TrainingContext context) {
        return Engine.call(() -> {
            value.learned().trainable();
            try (Optimizer valueWalk = options.valueOptimisation().optimizer(value.learned());
                    Replicas policies = Replicas.training(policy);
                    Replicas values = values(value)) {
                PpoRound round = new PpoRound(
                        new PpoRound.Recipe(optimisation, options, objective, rollouts),
                        new PpoRound.Parties(
                                policy,
                                policies,
                                new Reference(policy, reference, context.name()),
                                value,
                                values,
                                prompts,
                                reward,
                                environment),
                        valueWalk,
                        context);
                BatchOrder order = new BatchOrder(prompts.size(), options.prompts(), context.seed(), true);
                return new TrainingLoop(context, optimisation, Learned.of(policy), options.toString(), round)
                        .run(order, (step, items) -> round.step(step, order));
            }
        });
    }

    /// The model that values are read with, once for every core; a head over the policy learns on one.
    private static Replicas values(ValueFunction value) {
        return value instanceof ValueFunction.Model model
                ? Replicas.training(model.decoder())
                : Replicas.alone(value.model());
    }
}
