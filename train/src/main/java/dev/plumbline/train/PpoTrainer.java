package dev.plumbline.train;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.DecoderConfig;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.Optimizer;
import dev.plumbline.engine.Tensor;
import dev.plumbline.train.loss.AdaptiveKl;
import dev.plumbline.train.loss.AnswerAggregation;
import dev.plumbline.train.loss.KlEstimator;
import dev.plumbline.train.loss.KlLoss;
import dev.plumbline.train.loss.PolicyLoss;
import dev.plumbline.train.loss.TokenAdvantages;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/// Proximal policy optimisation (Schulman et al. 2017, arXiv 1707.06347) of a language model, with the details
/// that are known to matter (Ziegler et al. 2019, arXiv 1909.08593; Huang et al. 2024, arXiv 2403.17031).
///
/// Each token's reward is -beta KL, and the answer's score comes on top at its *last* token; an answer that did
/// not end by itself may cost a fixed sum. Advantages are generalised (GAE) under a value model of its own and
/// whitened over the round; the policy's ratio and the values are clipped. A checkpoint is written after whole
/// rounds only.
public final class PpoTrainer {
    /// The settings of the method.
    ///
    /// @param clip of the ratio; .2
    /// @param value clip and weight of the value loss
    /// @param valueOptimisation how the value model walks; its steps, batch and micro-batch are the policy's
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
                        "PPO: gamma must be in (0, 1], lambda in [0, 1], the penalty 0 or more and the temperature above"
                                + " 0; found " + gamma + ", " + lambda + ", " + unfinishedPenalty + ", "
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

    /// As [#train(Decoder, Decoder, Decoder, List, RewardFunction, Environment, TrainingContext)], where every turn
    /// ends
    /// the answer.
    public TrainingCurves train(
            Decoder policy,
            Decoder reference,
            Decoder value,
            List<int[]> prompts,
            RewardFunction reward,
            TrainingContext context) {
        return train(policy, reference, value, prompts, reward, Environment.NONE, context);
    }

    /// Changes policy and value model in place. Observations between turns have no reward, value or advantage: both are
    /// carried over them. Curves: `loss` and `value-loss`, `score` (mean of the reward
    /// function), `kl` (mean over answers of the summed log-ratio to the reference at sampling), `kl-coefficient`,
    /// `drift`, `entropy`, `length`, `finished`, `grad-norm`, `rate`.
    ///
    /// @param reference a copy of the policy, or a policy with an adapter itself
    /// @param value a decoder with a reward head over the policy's vocabulary
    /// @param prompts token ids, at least one prompt, each shorter than the context
    /// @throws PlumblineException BAD_DATA if the reward function fails or has nothing to say of an answer
    public TrainingCurves train(
            Decoder policy,
            Decoder reference,
            Decoder value,
            List<int[]> prompts,
            RewardFunction reward,
            Environment environment,
            TrainingContext context) {
        if (value.config().head() != DecoderConfig.Head.REWARD) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    context.name() + ": the value model needs a reward head, and this one has "
                            + value.config().head());
        }
        return Engine.call(() -> {
            Learned.of(value).trainable();
            try (Optimizer valueWalk = options.valueOptimisation().optimizer(Learned.of(value))) {
                Round round = new Round(
                        policy,
                        new Reference(policy, reference),
                        value,
                        valueWalk,
                        prompts,
                        reward,
                        environment,
                        context);
                BatchOrder order = new BatchOrder(prompts.size(), options.prompts(), context.seed(), true);
                return new TrainingLoop(context, optimisation, Learned.of(policy), options.toString(), round)
                        .run(order, (step, items) -> round.step(step, order));
            }
        });
    }

    /// One answer of the round: where its values are read, and what they were and should have been.
    private record Judged(PolicySample policy, ValueObjective.Sample value) {}

    /// The answers that are being learned from, and what is carried from round to round.
    private final class Round implements CarriedState {
        private final Decoder policy;
        private final Reference reference;
        private final Decoder value;
        private final Optimizer valueWalk;
        private final List<int[]> prompts;
        private final RewardFunction reward;
        private final Environment environment;
        private final TrainingContext context;
        private AdaptiveKl kl = options.kl();
        private List<Judged> answers = List.of();
        private Map<String, Double> figures = Map.of();

        Round(
                Decoder policy,
                Reference reference,
                Decoder value,
                Optimizer valueWalk,
                List<int[]> prompts,
                RewardFunction reward,
                Environment environment,
                TrainingContext context) {
            this.policy = policy;
            this.reference = reference;
            this.value = value;
            this.valueWalk = valueWalk;
            this.prompts = prompts;
            this.reward = reward;
            this.environment = environment;
            this.context = context;
        }

        @Override
        public int indivisible() {
            return options.epochs() * options.parts();
        }

        @Override
        public Map<String, Tensor> tensors() {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            tensors.put("value.values", Learned.of(value).values());
            valueWalk.state().forEach((name, tensor) -> tensors.put("value." + name, tensor));
            return tensors;
        }

        @Override
        public Map<String, String> text() {
            return Map.of(
                    "value.steps", Long.toString(valueWalk.steps()), "kl-coefficient", Double.toString(kl.beta()));
        }

        @Override
        public void resume(Map<String, String> text) {
            valueWalk.resumeAt(Long.parseLong(text.getOrDefault("value.steps", "0")));
            double beta = Double.parseDouble(text.getOrDefault("kl-coefficient", Double.toString(kl.beta())));
            kl = new AdaptiveKl(beta, kl.target(), kl.horizon());
        }

        TrainingLoop.BatchResult step(long step, BatchOrder order) {
            long number = step / indivisible();
            int within = (int) (step % indivisible());
            if (within == 0) {
                sample(
                        number,
                        Arrays.stream(order.of(number)).mapToObj(prompts::get).toList());
            }
            return update(step, number, within);
        }

        private Seed seed(long round) {
            return context.seed().derive("round", round);
        }

        private void sample(long number, List<int[]> asked) {
            Ranks ranks = context.ranks();
            int all = asked.size();
            List<RewardFunction.Sampled> mine =
                    rollouts.sample(policy, ranks.share(asked), 1, ranks.places(all), environment, seed(number));
            double[] scores = ranks.gatheredNumbers(
                    all, mine.isEmpty() ? new double[0] : reward.checked(mine, options.rewardLimit()));
            List<RewardFunction.Sampled> sampled = SharedRound.answers(ranks, asked, 1, mine);
            List<TokenRow> rows = Rollouts.rows(sampled);
            List<TokenRow> share = ranks.share(rows);
            List<double[]> own = ranks.gathered(all, rollouts.logProbabilities(policy, share));
            List<double[]> known =
                    ranks.gathered(all, reference.read(model -> rollouts.logProbabilities(model, share)));
            List<int[]> places = sampled.stream().map(PpoTrainer::places).toList();
            List<double[]> values = ranks.gathered(
                    all,
                    ValueObjective.values(
                            value, TargetLogProbabilities.ids(share), ranks.share(places), optimisation.microBatch()));
            double[][] rewards = new double[rows.size()][];
            double moved = 0;
            for (int i = 0; i < rewards.length; i++) {
                rewards[i] = rewards(sampled.get(i), scores[i], own.get(i), known.get(i), i);
                moved += (Arrays.stream(own.get(i)).sum()
                                - Arrays.stream(known.get(i)).sum())
                        / rewards.length;
            }
            if (options.whitenRewards()) {
                TokenAdvantages.whiten(rewards, false);
            }
            judge(rows, own, places, values, rewards);
            figures = describe(sampled, scores, moved);
            kl = kl.after(moved, rewards.length);
        }

        private double[] rewards(RewardFunction.Sampled answer, double score, double[] own, double[] known, int index) {
            if (Double.isNaN(score)) {
                throw new PlumblineException(
                        ErrorCode.BAD_DATA,
                        context.name() + ": the reward function has nothing to say of answer " + (index + 1)
                                + "; PPO has no group that could stand in for it");
            }
            double[] rewards = new double[own.length];
            for (int t = 0; t < rewards.length; t++) {
                rewards[t] = -kl.beta() * options.estimator().of(own[t] - known[t]);
            }
            rewards[rewards.length - 1] += score - (answer.finished() ? 0 : options.unfinishedPenalty());
            return rewards;
        }

        private void judge(
                List<TokenRow> rows,
                List<double[]> own,
                List<int[]> places,
                List<double[]> values,
                double[][] rewards) {
            double[][] advantages = new double[rewards.length][];
            double[][] returns = new double[rewards.length][];
            for (int i = 0; i < rewards.length; i++) {
                TokenAdvantages found =
                        TokenAdvantages.generalised(rewards[i], values.get(i), options.gamma(), options.lambda());
                advantages[i] = found.advantages().clone();
                returns[i] = found.returns();
            }
            TokenAdvantages.whiten(advantages, true);
            List<Judged> judged = new ArrayList<>();
            for (int i = 0; i < rewards.length; i++) {
                judged.add(new Judged(
                        new PolicySample(rows.get(i), 0, advantages[i], own.get(i), new double[0], new double[0]),
                        new ValueObjective.Sample(rows.get(i).ids(), places.get(i), values.get(i), returns[i])));
            }
            answers = judged;
        }

        private TrainingLoop.BatchResult update(long step, long number, int within) {
            int[] chosen = Rollouts.part(
                    answers.size(),
                    options.parts(),
                    within % options.parts(),
                    seed(number).derive("epoch", within / options.parts()));
            List<Judged> batch = Arrays.stream(chosen).mapToObj(answers::get).toList();
            double tokens =
                    batch.stream().mapToInt(one -> one.policy().row().targets()).sum();
            PolicyObjective.Totals totals =
                    new PolicyObjective.Totals(batch.size(), tokens, Double.NEGATIVE_INFINITY, tokens);
            PolicyObjective.Share sum = PolicyObjective.Share.NONE;
            double valueLoss = 0;
            Learned.of(value).clearGradients();
            List<Judged> mine = context.ranks().share(batch);
            for (int at = 0; at < mine.size(); at += optimisation.microBatch()) {
                List<Judged> micro = mine.subList(at, Math.min(mine.size(), at + optimisation.microBatch()));
                sum = sum.plus(objective.accumulate(
                        policy, micro.stream().map(Judged::policy).toList(), totals, optimisation.saving()));
                valueLoss += options.value()
                        .accumulate(value, micro.stream().map(Judged::value).toList(), tokens);
            }
            return new TrainingLoop.BatchResult(
                    sum.loss(),
                    (long) tokens,
                    Map.of("value-loss", valueLoss, "drift", sum.drift(), "entropy", sum.entropy()),
                    figures,
                    () -> moveValue(step));
        }

        private void moveValue(long step) {
            context.ranks().sum(Learned.of(value).gradients());
            Optimizer.clip(Learned.of(value), options.valueOptimisation().clip());
            valueWalk.step(options.valueOptimisation().curve().factor(step));
        }

        private Map<String, Double> describe(List<RewardFunction.Sampled> sampled, double[] scores, double moved) {
            Map<String, Double> described = new LinkedHashMap<>();
            described.put("score", Arrays.stream(scores).average().orElseThrow());
            described.put("kl", moved);
            described.put("kl-coefficient", kl.beta());
            described.putAll(Described.answers(sampled));
            return described;
        }
    }

    /// The value of a token that the policy wrote is read at the token before it.
    private static int[] places(RewardFunction.Sampled answer) {
        return IntStream.range(0, answer.answer().length)
                .filter(t -> answer.own()[t])
                .map(t -> answer.prompt().length - 1 + t)
                .toArray();
    }
}
