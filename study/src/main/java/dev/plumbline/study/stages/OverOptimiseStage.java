package dev.plumbline.study.stages;

import dev.plumbline.core.Seed;
import dev.plumbline.engine.CheckpointModel;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.Engine;
import dev.plumbline.study.Option;
import dev.plumbline.study.Stage;
import dev.plumbline.study.StageContext;
import dev.plumbline.study.StageOptions;
import dev.plumbline.study.StageResult;
import dev.plumbline.train.GroupPolicyTrainer;
import dev.plumbline.train.HeldOut;
import dev.plumbline.train.PolicyObjective;
import dev.plumbline.train.RewardFunction;
import dev.plumbline.train.TrainingContext;
import dev.plumbline.train.TrainingCurves;
import dev.plumbline.train.loss.AnswerAggregation;
import dev.plumbline.train.loss.KlLoss;
import dev.plumbline.train.loss.PolicyLoss;
import dev.plumbline.train.watch.RewardDistance;
import dev.plumbline.train.watch.Watch;
import dev.plumbline.train.watch.WatchedReward;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Reinforcement learning against a reward model, or an ensemble of them, with the truth looking on: gold and
/// proxy reward against KL on prompts that are not trained on, the fitted form of Gao et al. 2022 (arXiv
/// 2210.10760), what the early-stopping rule would have done, and what the alarms say.
///
/// GRPO with the group's mean as baseline. It learns from the proxy alone. Interrupted, it begins again.
public final class OverOptimiseStage implements Stage<OverOptimiseStage.Options> {
    private static final Duration LIMIT = Duration.ofMinutes(10);

    /// Against what, how far, and how closely it is watched.
    public record Options(
            @Option(doc = "the stage whose model is the policy; it is also the reference")
            String from,

            @Option(doc = "the stage of the kind reward-ensemble")
            String rewards,

            @Option(doc = "what is made of the members", defaultValue = "single")
            ProxyRewards.Using using,

            @Option(doc = "weight of the members' variance", range = ">= 0", defaultValue = "0.5")
            double lambda,

            @Option(doc = "the town", defaultValue = "{}") TownOptions town,

            @Option(doc = "prompts to learn from", range = ">= 1", defaultValue = "1000")
            int prompts,

            @Option(doc = "rounds, each one update", unit = "steps", range = ">= 1", defaultValue = "120")
            int rounds,

            @Option(doc = "prompts of a round", range = ">= 1", defaultValue = "16")
            int roundPrompts,

            @Option(doc = "answers to each", range = ">= 2", defaultValue = "8")
            int group,

            @Option(doc = "coefficient of the KL penalty in the loss", range = "> 0", defaultValue = "0.001")
            double kl,

            @Option(doc = "longest answer", unit = "tokens", range = ">= 1", defaultValue = "32")
            int maxTokens,

            @Option(doc = "prompts to watch with", range = ">= 2", defaultValue = "300")
            int heldOut,

            @Option(doc = "updates between checks", unit = "steps", range = ">= 1", defaultValue = "10")
            int every,

            @Option(doc = "peak rate of AdamW", range = "> 0", defaultValue = "0.0003")
            double rate,

            @Option(doc = "the rest of the walk", defaultValue = "{}")
            OptimiserOptions optimiser)
            implements StageOptions {
        public Options {
            Checks.within("lambda", lambda, 0, Double.MAX_VALUE);
            Checks.atLeast("prompts", prompts, 1);
            Checks.atLeast("rounds", rounds, 1);
            Checks.atLeast("round-prompts", roundPrompts, 1);
            Checks.atLeast("group", group, 2);
            Checks.positive("kl", kl);
            Checks.atLeast("max-tokens", maxTokens, 1);
            Checks.atLeast("held-out", heldOut, 2);
            Checks.atLeast("every", every, 1);
            Checks.positive("rate", rate);
        }

        @Override
        public List<String> inputs() {
            return List.of(from, rewards);
        }
    }

    @Override
    public StageResult run(StageContext context, Options options) throws IOException {
        Path parent = context.model(options.from());
        try (CheckpointModel model = CheckpointModel.open(parent, context.stage());
                Decoder reference = Engine.call(() -> model.decoder().copy())) {
            Seed seed = context.seed();
            HarborRollouts learned = new HarborRollouts(
                    model,
                    HarborRollouts.examples(options.town(), seed.derive("prompts"), options.prompts()),
                    options.maxTokens());
            HarborRollouts watched = new HarborRollouts(
                    model,
                    HarborRollouts.examples(options.town(), seed.derive("held-out"), options.heldOut()),
                    options.maxTokens());
            List<RewardFunction.Sampled> before = learned.sample(reference, 1, seed.derive("scale"));
            try (ProxyRewards proxies = new ProxyRewards(
                    RewardEnsembleStage.members(context.input(options.rewards()), options.rewards()), before)) {
                RewardFunction proxy = proxies.of(options.using(), options.lambda());
                ProxyLooks looks = new ProxyLooks(
                        watched, proxy, model.decoder(), reference, seed.derive("look"), options.every());
                RewardDistance distance = RewardDistance.of(proxies.firstModel(), rows(before), 256);
                Watch watch = Watch.usual();
                WatchedReward reward = new WatchedReward(
                        proxy,
                        options.group(),
                        watch,
                        (answers, rewards) -> Map.of(
                                "reward-distance", distance.meanOf(answers),
                                "answer-kl",
                                        HarborRollouts.mean(
                                                HarborRollouts.divergences(model.decoder(), reference, answers))),
                        context.progress());
                TrainingContext training = new TrainingContext(
                                context.stage(),
                                seed.derive("training"),
                                context.checkpoint(),
                                0,
                                context.progress(),
                                context::cancelled)
                        .measuring(new HeldOut(options.every(), looks::look));
                TrainingCurves curves =
                        trainer(options, model).train(model.decoder(), reference, learned.prompts(), reward, training);
                watch.over(curves);
                Trainings.write(
                        context, model.decoder(), model.format(), parent, Map.of("model", parent), Map.of(), options);
                return looks.result(
                        context.stage(),
                        options.using().label(),
                        seed.derive("bootstrap"),
                        Trainings.curves(curves),
                        watch.warnings().stream().distinct().toList());
            }
        }
    }

    private static GroupPolicyTrainer trainer(Options options, CheckpointModel model) {
        PolicyObjective objective = new PolicyObjective(
                PolicyLoss.Clip.ppo(.2), KlLoss.corrected(options.kl()), new AnswerAggregation.TokenMean(), 1);
        int answers = options.roundPrompts() * options.group();
        return new GroupPolicyTrainer(
                options.optimiser().optimisation(options.rounds(), answers, options.rate()),
                objective,
                new GroupPolicyTrainer.Options(
                        GroupPolicyTrainer.Baseline.GROUP,
                        0,
                        options.group(),
                        options.roundPrompts(),
                        1,
                        1,
                        options.maxTokens(),
                        model.format().endTokens(),
                        LIMIT));
    }

    private static List<int[]> rows(List<RewardFunction.Sampled> answers) {
        List<int[]> rows = new ArrayList<>();
        for (RewardFunction.Sampled one : answers) {
            int[] row = java.util.Arrays.copyOf(one.prompt(), one.prompt().length + one.answer().length);
            System.arraycopy(one.answer(), 0, row, one.prompt().length, one.answer().length);
            rows.add(row);
        }
        return rows;
    }
}
