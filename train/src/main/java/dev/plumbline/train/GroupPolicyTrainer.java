package dev.plumbline.train;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.Engine;
import dev.plumbline.train.loss.Advantages;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        BEST
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
    /// @param rewardLimit how long the reward function may take for a round
    public record Options(
            Baseline baseline,
            double klInReward,
            int group,
            int prompts,
            int epochs,
            int parts,
            int maxTokens,
            Set<Integer> endTokens,
            Duration rewardLimit) {
        private static final double EPSILON = 1e-4;

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
            if (parts > (long) group * prompts) {
                throw new PlumblineException(
                        ErrorCode.BAD_ARGUMENT,
                        parts + " parts of a round of " + (long) group * prompts + " answers; there must be an answer"
                                + " in each");
            }
        }

        double[] advantages(double[] rewards, double[] greedy) {
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
        this.optimisation = optimisation;
        this.objective = objective;
        this.options = options;
        this.rollouts = new Rollouts(
                objective.temperature(), options.maxTokens(), options.endTokens(), optimisation.microBatch());
    }

    /// Changes the policy's weights in place. Curves: `loss`, `reward` (mean over the round's answers),
    /// `flat-groups` (share whose rewards are all equal, which teach nothing), `length` (mean tokens of an
    /// answer), `finished` (share that ended by themselves), `kl` (mean k3 to the reference per token), `drift`
    /// (to the policy that sampled), `entropy`, `grad-norm`, `rate`.
    ///
    /// @param reference what the KL terms are taken to; may be a copy of the policy
    /// @param prompts token ids, at least one prompt, each shorter than the context
    /// @throws PlumblineException BAD_DATA if the reward function fails, see [RewardFunction#checked]
    public TrainingCurves train(
            Decoder policy, Decoder reference, List<int[]> prompts, RewardFunction reward, TrainingContext context) {
        Round round = new Round(policy, reference, prompts, reward, context);
        BatchOrder order = new BatchOrder(prompts.size(), options.prompts(), context.seed(), true);
        TrainingLoop loop =
                new TrainingLoop(context, optimisation, policy.parameters(), objective + ", " + options, round);
        return Engine.call(() -> loop.run(order, (step, items) -> {
            long number = step / round.indivisible();
            if (step % round.indivisible() == 0) {
                round.sample(number, order.of(number));
            }
            return round.update(number, (int) (step % round.indivisible()));
        }));
    }

    /// The answers that are being learned from.
    private final class Round implements CarriedState {
        private final Decoder policy;
        private final Decoder reference;
        private final List<int[]> prompts;
        private final RewardFunction reward;
        private final TrainingContext context;
        private List<PolicySample> samples = List.of();
        private Map<String, Double> figures = Map.of();

        Round(Decoder policy, Decoder reference, List<int[]> prompts, RewardFunction reward, TrainingContext context) {
            this.policy = policy;
            this.reference = reference;
            this.prompts = prompts;
            this.reward = reward;
            this.context = context;
        }

        @Override
        public int indivisible() {
            return options.epochs() * options.parts();
        }

        private Seed seed(long round) {
            return context.seed().derive("round", round);
        }

        void sample(long number, int[] items) {
            List<int[]> asked = Arrays.stream(items).mapToObj(prompts::get).toList();
            List<RewardFunction.Sampled> answers = rollouts.sample(policy, asked, options.group(), seed(number));
            double[] rewards = reward.checked(answers, options.rewardLimit());
            double[] greedy = options.baseline() == Baseline.GREEDY
                    ? reward.checked(rollouts.greedy(policy, asked), options.rewardLimit())
                    : new double[0];
            List<TokenRow> rows = Rollouts.rows(answers);
            List<double[]> old = rollouts.logProbabilities(policy, rows);
            boolean compared = objective.kl().beta() > 0 || options.klInReward() > 0;
            List<double[]> known = compared ? rollouts.logProbabilities(reference, rows) : List.of();
            double[] penalised = rewards.clone();
            for (int i = 0; compared && i < penalised.length; i++) {
                penalised[i] -= options.klInReward() * (sum(old.get(i)) - sum(known.get(i)));
            }
            double[] advantages = options.advantages(penalised, greedy);
            List<PolicySample> fresh = new ArrayList<>();
            for (int i = 0; i < rows.size(); i++) {
                fresh.add(new PolicySample(
                        rows.get(i), advantages[i], old.get(i), compared ? known.get(i) : new double[0]));
            }
            samples = fresh;
            figures = describe(answers, rewards);
        }

        TrainingLoop.BatchResult update(long number, int step) {
            int epoch = step / options.parts();
            int[] chosen = Rollouts.part(
                    samples.size(),
                    options.parts(),
                    step % options.parts(),
                    seed(number).derive("epoch", epoch));
            List<PolicySample> batch =
                    Arrays.stream(chosen).mapToObj(samples::get).toList();
            // a token mean is taken over the round's tokens, so that an answer weighs the same in every part
            double tokens = (double) tokens(samples) / options.parts();
            PolicyObjective.Totals totals = objective.totals(policy, batch, optimisation.microBatch(), tokens);
            PolicyObjective.Share sum = PolicyObjective.Share.NONE;
            for (int at = 0; at < batch.size(); at += optimisation.microBatch()) {
                int end = Math.min(batch.size(), at + optimisation.microBatch());
                sum = sum.plus(objective.accumulate(policy, batch.subList(at, end), totals));
            }
            Map<String, Double> all = new LinkedHashMap<>(figures);
            all.put("kl", sum.kl());
            all.put("drift", sum.drift());
            all.put("entropy", sum.entropy());
            return new TrainingLoop.BatchResult(sum.loss(), tokens(batch), all);
        }

        private Map<String, Double> describe(List<RewardFunction.Sampled> answers, double[] rewards) {
            Map<String, Double> described = new LinkedHashMap<>();
            described.put(
                    "reward",
                    Arrays.stream(rewards)
                            .filter(r -> !Double.isNaN(r))
                            .average()
                            .orElse(0));
            int flat = 0;
            for (int from = 0; from < rewards.length; from += options.group()) {
                flat += Arrays.stream(rewards, from, from + options.group())
                                        .distinct()
                                        .count()
                                == 1
                        ? 1
                        : 0;
            }
            described.put("flat-groups", (double) flat * options.group() / rewards.length);
            described.put(
                    "length",
                    answers.stream()
                            .mapToInt(one -> one.answer().length)
                            .average()
                            .orElseThrow());
            described.put(
                    "finished",
                    answers.stream()
                            .mapToInt(one -> one.finished() ? 1 : 0)
                            .average()
                            .orElseThrow());
            return described;
        }
    }

    private static long tokens(List<PolicySample> samples) {
        return samples.stream().mapToLong(sample -> sample.row().targets()).sum();
    }

    private static double sum(double[] values) {
        return Arrays.stream(values).sum();
    }
}
