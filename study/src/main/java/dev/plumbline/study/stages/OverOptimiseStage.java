package dev.plumbline.study.stages;

import dev.plumbline.core.Estimate;
import dev.plumbline.core.Seed;
import dev.plumbline.core.stats.PairedDifference;
import dev.plumbline.engine.CheckpointModel;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.Engine;
import dev.plumbline.study.Curve;
import dev.plumbline.study.Finding;
import dev.plumbline.study.NamedEstimate;
import dev.plumbline.study.Option;
import dev.plumbline.study.Stage;
import dev.plumbline.study.StageContext;
import dev.plumbline.study.StageOptions;
import dev.plumbline.study.StageResult;
import dev.plumbline.train.GroupPolicyTrainer;
import dev.plumbline.train.HeldOut;
import dev.plumbline.train.HeldOutFigure;
import dev.plumbline.train.PolicyObjective;
import dev.plumbline.train.RewardFunction;
import dev.plumbline.train.TrainingContext;
import dev.plumbline.train.TrainingCurves;
import dev.plumbline.train.loss.AnswerAggregation;
import dev.plumbline.train.loss.KlLoss;
import dev.plumbline.train.loss.PolicyLoss;
import dev.plumbline.train.watch.EarlyStopping;
import dev.plumbline.train.watch.RewardDistance;
import dev.plumbline.train.watch.RewardFit;
import dev.plumbline.train.watch.Warning;
import dev.plumbline.train.watch.Watch;
import dev.plumbline.train.watch.WatchedReward;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/// Reinforcement learning against a reward model, or an ensemble of them, with the truth looking on: gold and proxy
/// reward against KL on prompts that are not trained on, the fitted form of Gao et al. 2022 (arXiv 2210.10760), what
/// the
/// early-stopping rule would have done, and what the alarms say.
///
/// GRPO with the group's mean as baseline. It learns from the proxy alone. Interrupted, it begins again.
public final class OverOptimiseStage implements Stage<OverOptimiseStage.Options> {
    private static final double LEVEL = .95;
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

    /// One look at the policy: what each held-out prompt's answer was worth, and how far the policy is.
    private record Look(long step, double[] gold, double[] proxy, double[] kl) {
        double meanKl() {
            return HarborRollouts.mean(kl);
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
                List<Look> looks = new ArrayList<>();
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
                        .measuring(new HeldOut(
                                options.every(),
                                () -> look(watched, model.decoder(), reference, proxy, seed, looks, options.every())));
                TrainingCurves curves =
                        trainer(options, model).train(model.decoder(), reference, learned.prompts(), reward, training);
                watch.over(curves);
                Trainings.write(
                        context, model.decoder(), model.format(), parent, Map.of("model", parent), Map.of(), options);
                return result(context, options, looks, curves, watch.warnings());
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

    /// Always the same prompts under the same draws, so that looks can be compared prompt by prompt.
    private static List<HeldOutFigure> look(
            HarborRollouts watched,
            Decoder policy,
            Decoder reference,
            RewardFunction proxy,
            Seed seed,
            List<Look> looks,
            int every) {
        List<RewardFunction.Sampled> answers = watched.sample(policy, 1, seed.derive("look"));
        Look look = new Look(
                (long) looks.size() * every,
                watched.gold(answers, 1),
                proxy.checked(answers, LIMIT),
                HarborRollouts.divergences(policy, reference, answers));
        looks.add(look);
        return List.of(
                HeldOutFigure.perItem("gold", "Gold utility, in [0, 1].", false, false, look.gold()),
                HeldOutFigure.perItem("proxy", "The reward that is learned from.", false, false, look.proxy()),
                HeldOutFigure.perItem("kl", "KL to the reference, nats per answer.", true, false, look.kl()));
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

    private static StageResult result(
            StageContext context, Options options, List<Look> looks, TrainingCurves curves, List<Warning> warnings) {
        Look start = looks.getFirst();
        Look end = looks.getLast();
        Look best = start;
        EarlyStopping stopping = new EarlyStopping(2, .9);
        Look stopped = end;
        boolean running = true;
        for (Look look : looks) {
            best = HarborRollouts.mean(look.gold()) > HarborRollouts.mean(best.gold()) ? look : best;
            if (running && stopping.check(look.step(), look.gold())) {
                running = false;
                long kept = stopping.bestStep();
                stopped = looks.stream()
                        .filter(one -> one.step() == kept)
                        .findFirst()
                        .orElse(look);
            }
        }
        String who = context.stage();
        List<NamedEstimate> estimates = new ArrayList<>();
        estimates.add(
                named("gold gain at the end", who, difference(end, start), "Gold utility less that at the start."));
        estimates.add(named(
                "gold gain at the best check",
                who,
                difference(best, start),
                "The same at the best check, in hindsight."));
        estimates.add(named(
                "gold gain where early stopping keeps the model",
                who,
                difference(stopped, start),
                "The same for the model that the rule would have kept."));
        estimates.add(named(
                "proxy gain at the end",
                who,
                PairedDifference.of(end.proxy(), start.proxy()).interval(LEVEL),
                "Reward that was learned from, in deviations of the reference's answers."));
        estimates.add(named(
                "KL at the end",
                who,
                dev.plumbline.core.stats.Mean.of(end.kl()).interval(LEVEL),
                "KL to the reference, nats per answer."));
        List<String> notes = new ArrayList<>();
        fit(who, looks, context.seed().derive("bootstrap"), estimates, notes);
        notes.add(
                running
                        ? "The early-stopping rule would not have stopped the training."
                        : "The early-stopping rule would have kept the model of step " + stopped.step()
                                + ", at a KL of " + String.format(Locale.ROOT, "%.2f", stopped.meanKl()) + " nats.");
        if (warnings.isEmpty()) {
            notes.add("No alarm was raised.");
        }
        warnings.forEach(warning -> notes.add("Alarm at " + warning));
        List<Curve> shown = new ArrayList<>(Trainings.curves(curves));
        Finding finding = finding(options, best, end, start);
        return new StageResult(estimates, List.of(), List.of(finding), shown, List.of(), notes);
    }

    private static Finding finding(Options options, Look best, Look end, Look start) {
        PairedDifference fall = PairedDifference.of(end.gold(), (best == end ? start : best).gold());
        Estimate interval = fall.interval(LEVEL);
        String text = String.format(
                Locale.ROOT,
                "Against %s the gold utility is best at step %d (KL %.2f) and changes by %+.3f [%+.3f, %+.3f] from %s to"
                        + " the end (KL %.2f), while the proxy rises by %.2f deviations over the whole run.",
                options.using().label(),
                best.step(),
                best.meanKl(),
                interval.value(),
                interval.low(),
                interval.high(),
                best == end ? "the start" : "there",
                end.meanKl(),
                HarborRollouts.mean(end.proxy()) - HarborRollouts.mean(start.proxy()));
        return new Finding(
                "over-optimisation",
                text,
                interval,
                fall.standardError() == 0 ? 1 : fall.test().p(),
                best != end && interval.high() < 0);
    }

    private static void fit(
            String who, List<Look> looks, Seed seed, List<NamedEstimate> estimates, List<String> notes) {
        double[] d = looks.stream()
                .mapToDouble(look -> Math.sqrt(Math.max(0, look.meanKl())))
                .toArray();
        double[] start = looks.getFirst().gold();
        double[][] rewards = new double[start.length][d.length];
        for (int p = 0; p < start.length; p++) {
            for (int i = 0; i < d.length; i++) {
                rewards[p][i] = looks.get(i).gold()[p] - start[p];
            }
        }
        if (java.util.Arrays.stream(d).filter(x -> x > 0).distinct().count() < 2) {
            notes.add("Too few checks at a KL above 0 for the fitted form.");
            return;
        }
        RewardFit fit = RewardFit.of(RewardFit.Form.REINFORCEMENT, d, rewards, seed);
        Map<String, Estimate> figures = new LinkedHashMap<>();
        figures.put("alpha of d (alpha - beta log d)", fit.alpha());
        figures.put("beta of d (alpha - beta log d)", fit.beta());
        fit.peak().forEach(peak -> figures.put("d at which the fit peaks", peak));
        figures.forEach((name, estimate) -> estimates.add(named(
                name,
                who,
                estimate,
                "Of the form of Gao et al. 2022 fitted to the gold gain over d = sqrt(KL); percentile bootstrap over"
                        + " prompts.")));
        notes.add(String.format(Locale.ROOT, "Root mean square of what the fit leaves: %.4f.", fit.residual()));
    }

    private static Estimate difference(Look later, Look earlier) {
        return PairedDifference.of(later.gold(), earlier.gold()).interval(LEVEL);
    }

    private static NamedEstimate named(String name, String who, Estimate estimate, String about) {
        return new NamedEstimate(name, who, estimate, OptionalDouble.empty(), about);
    }
}
