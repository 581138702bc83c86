package dev.plumbline.train;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.Optimizer;
import dev.plumbline.engine.Tensor;
import dev.plumbline.train.loss.AdaptiveKl;
import dev.plumbline.train.loss.TokenAdvantages;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// The answers that PPO is learning from, and what is carried from round to round.
final class PpoRound implements CarriedState {
    /// What a round is made by.
    record Recipe(
            Optimisation optimisation, PpoTrainer.Options options, PolicyObjective objective, Rollouts rollouts) {}

    /// Whom a round brings together.
    record Parties(
            Decoder policy,
            Replicas policies,
            Reference reference,
            ValueFunction value,
            Replicas values,
            List<int[]> prompts,
            RewardFunction reward,
            Environment environment) {}

    /// One answer of the round: where its values are read, and what they were and should have been.
    private record Judged(PolicySample policy, ValueObjective.Sample value) {}

    private final Optimisation optimisation;
    private final PpoTrainer.Options options;
    private final PolicyObjective objective;
    private final Rollouts rollouts;
    private final Decoder policy;
    private final Replicas policies;
    private final Reference reference;
    private final ValueFunction value;
    private final Replicas values;
    private final Optimizer valueWalk;
    private final List<int[]> prompts;
    private final RewardFunction reward;
    private final Environment environment;
    private final TrainingContext context;
    private AdaptiveKl kl;
    private List<Judged> answers = List.of();
    private Map<String, Double> figures = Map.of();

    PpoRound(Recipe recipe, Parties parties, Optimizer valueWalk, TrainingContext context) {
        this.optimisation = recipe.optimisation();
        this.options = recipe.options();
        this.objective = recipe.objective();
        this.rollouts = recipe.rollouts();
        this.policy = parties.policy();
        this.policies = parties.policies();
        this.values = parties.values();
        this.reference = parties.reference();
        this.value = parties.value();
        this.prompts = parties.prompts();
        this.reward = parties.reward();
        this.environment = parties.environment();
        this.valueWalk = valueWalk;
        this.context = context;
        this.kl = options.kl();
    }

    @Override
    public int indivisible() {
        return options.epochs() * options.parts();
    }

    @Override
    public Map<String, Tensor> tensors() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("value.values", value.learned().values());
        valueWalk.state().forEach((name, tensor) -> tensors.put("value." + name, tensor));
        return tensors;
    }

    @Override
    public Map<String, String> text() {
        return Map.of("value.steps", Long.toString(valueWalk.steps()), "kl-coefficient", Double.toString(kl.beta()));
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
        List<double[]> known = ranks.gathered(all, reference.read(model -> rollouts.logProbabilities(model, share)));
        List<int[]> places = sampled.stream().map(PpoRound::places).toList();
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
            List<TokenRow> rows, List<double[]> own, List<int[]> places, List<double[]> values, double[][] rewards) {
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
        value.learned().clearGradients();
        List<Judged> mine = context.ranks().share(batch);
        PolicyObjective.Share sum = policies
                .each(
                        MicroBatches.of(mine, policies.share(optimisation.microBatch())),
                        (replica, micro) -> objective.accumulate(
                                replica, micro.stream().map(Judged::policy).toList(), totals, optimisation.saving()))
                .stream()
                .reduce(PolicyObjective.Share.NONE, PolicyObjective.Share::plus);
        double valueLoss = values
                .each(
                        MicroBatches.of(mine, values.share(optimisation.microBatch())),
                        (replica, micro) -> options.value()
                                .accumulate(
                                        value.on(replica),
                                        micro.stream().map(Judged::value).toList(),
                                        tokens))
                .stream()
                .mapToDouble(Double::doubleValue)
                .sum();
        return new TrainingLoop.BatchResult(
                sum.loss(),
                (long) tokens,
                Map.of("value-loss", valueLoss, "drift", sum.drift(), "entropy", sum.entropy()),
                figures,
                () -> moveValue(step));
    }

    private void moveValue(long step) {
        context.ranks().sum(value.learned().gradients());
        Optimizer.clip(value.learned(), options.valueOptimisation().clip());
        valueWalk.step(options.valueOptimisation().curve().factor(step));
    }

    private Map<String, Double> describe(List<RewardFunction.Sampled> sampled, double[] scores, double moved) {
        Map<String, Double> described = new LinkedHashMap<>();
        described.put("score", Arrays.stream(scores).average().orElseThrow());
        described.put("kl", moved);
        described.put("kl-coefficient", kl.beta());
        described.putAll(Described.answers(sampled));
        described.putAll(reward.figures(sampled));
        return described;
    }

    /// The value of a token that the policy wrote is read at the token before it.
    private static int[] places(RewardFunction.Sampled answer) {
        return IntStream.range(0, answer.answer().length)
                .filter(t -> answer.own()[t])
                .map(t -> answer.prompt().length - 1 + t)
                .toArray();
    }
}
