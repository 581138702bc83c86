package dev.plumbline.study.stages;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.engine.Decoder;
import dev.plumbline.study.Option;
import dev.plumbline.study.Stage;
import dev.plumbline.study.StageContext;
import dev.plumbline.study.StageOptions;
import dev.plumbline.study.StageResult;
import dev.plumbline.train.BatchOrder;
import dev.plumbline.train.BatchPlan;
import dev.plumbline.train.BestOfSampler;
import dev.plumbline.train.HeldOut;
import dev.plumbline.train.HeldOutAnswers;
import dev.plumbline.train.RewardFunction;
import dev.plumbline.train.SftTrainer;
import dev.plumbline.train.TokenRow;
import dev.plumbline.train.TrainingContext;
import dev.plumbline.train.TrainingCurves;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// Best-of-n distillation, rejection sampling and expert iteration: the model imitates the best of its own answers, for
/// one round or several.
public final class BestOfStage implements Stage<BestOfStage.Options> {
    /// What is rewarded, and how that is learned.
    public record Options(
            @Option(doc = "the stage whose model is trained")
            String from,

            @Option(doc = "what it answers", defaultValue = "{}")
            PromptSource prompts,

            @Option(doc = "where rewards come from; exactly one source")
            RewardOptions reward,

            @Option(doc = "answers to each prompt, of which the best is kept", range = ">= 2", defaultValue = "8")
            int answers,

            @Option(
                    doc = "keep a best answer only if its reward is at least this (rejection sampling)",
                    defaultValue = "-1.0e308")
            double least,

            @Option(
                    doc = "rounds, each from the model that the one before left (expert iteration)",
                    range = ">= 1",
                    defaultValue = "1")
            int rounds,

            @Option(doc = "prompts of one round; 0 takes all", unit = "prompts", range = ">= 0", defaultValue = "0")
            int perRound,

            @Option(doc = "temperature at which answers are drawn", range = "> 0", defaultValue = "1.0")
            double temperature,

            @Option(doc = "longest answer", unit = "tokens", range = ">= 1", defaultValue = "32")
            int maxTokens,

            @Option(doc = "updates of each round", unit = "steps", range = ">= 1", defaultValue = "60")
            int steps,

            @Option(doc = "answers of one update", unit = "answers", range = ">= 1", defaultValue = "32")
            int batch,

            @Option(doc = "peak rate of AdamW", range = "> 0", defaultValue = "0.0001")
            double rate,

            @Option(doc = "train low-rank changes alone", defaultValue = "{}")
            LoraOptions lora,

            @Option(doc = "what is held out and measured, in the last round", defaultValue = "{}")
            EvaluationOptions evaluation,

            @Option(doc = "the rest of the walk", defaultValue = "{}")
            OptimiserOptions optimiser)
            implements StageOptions {
        public Options {
            Checks.atLeast("answers", answers, 2);
            Checks.atLeast("rounds", rounds, 1);
            Checks.atLeast("per-round", perRound, 0);
            Checks.positive("temperature", temperature);
            Checks.atLeast("max-tokens", maxTokens, 1);
            Checks.atLeast("steps", steps, 1);
            Checks.atLeast("batch", batch, 1);
            Checks.positive("rate", rate);
        }

        @Override
        public List<String> inputs() {
            return reward.inputs(from);
        }

        @Override
        public List<Path> files() {
            return Stream.concat(prompts.files().stream(), reward.files().stream())
                    .toList();
        }
    }

    @Override
    public boolean shared() {
        return true;
    }

    @Override
    public StageResult run(StageContext context, Options options) throws IOException {
        try (Tuning tuning = Tuning.of(context, options.from(), options.lora())) {
            Prompts prompts = Prompts.of(
                    context, options.prompts(), options.reward(), options.maxTokens(), tuning, options.evaluation());
            int batch = options.optimiser().microBatch(options.batch());
            HeldOutAnswers.Asking asking = new HeldOutAnswers.Asking(
                    options.temperature(),
                    options.maxTokens(),
                    tuning.format().endTokens(),
                    batch,
                    options.reward().time());
            RewardFunction reward = new Rewards(options.reward(), tuning, prompts, asking).function();
            Decoder reference = tuning.start();
            HeldOut heldOut = GroupPolicyStage.measured(
                    tuning, reference, prompts, reward, asking, options.evaluation(), options.steps());
            List<String> notes = new ArrayList<>(prompts.notes());
            for (int round = 1; round < options.rounds(); round++) {
                train(tuning, prompts, reward, asking, options, round, HeldOut.NONE, notes);
            }
            Round last = train(tuning, prompts, reward, asking, options, options.rounds(), heldOut, notes);
            return new TrainedModel(
                            tuning,
                            "Imitation of the best of " + options.answers() + " own answers, " + options.rounds()
                                    + (options.rounds() == 1 ? " round." : " rounds."),
                            options,
                            options.evaluation(),
                            last.context(),
                            last.curves(),
                            GroupPolicyStage.parents(context, options.from(), "", options.reward()),
                            GroupPolicyStage.data(options.prompts()),
                            Prompts.ids(Stream.concat(prompts.heldOut().stream(), prompts.train().stream())
                                    .toList()))
                    .finish(notes);
        }
    }

    private record Round(TrainingContext context, TrainingCurves curves) {}

    /// One round. A run that was killed samples finished rounds again, alike, and finds their trainings finished.
    private static Round train(
            Tuning tuning,
            Prompts prompts,
            RewardFunction reward,
            HeldOutAnswers.Asking asking,
            Options options,
            int round,
            HeldOut heldOut,
            List<String> notes) {
        Seed seed = tuning.stage().seed().derive("round", round);
        List<int[]> all = Prompts.ids(prompts.train());
        int count = options.perRound() == 0 ? all.size() : Math.min(all.size(), options.perRound());
        List<int[]> asked = Arrays.stream(new BatchOrder(all.size(), count, seed, true).of(0))
                .mapToObj(all::get)
                .toList();
        BestOfSampler sampler = new BestOfSampler(
                options.answers(),
                asking.temperature(),
                asking.maxTokens(),
                asking.endTokens(),
                asking.batch(),
                asking.rewardLimit());
        tuning.stage()
                .progress()
                .note("round " + round + ": " + options.answers() + " answers to each of " + count + " prompts");
        List<BestOfSampler.Kept> kept = dev.plumbline.engine.Engine.call(
                () -> sampler.best(tuning.policy(), asked, reward, options.least(), seed.derive("answers")));
        List<TokenRow> rows = kept.stream().map(BestOfSampler.Kept::row).toList();
        if (rows.isEmpty()) {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA,
                    tuning.stage().stage() + " round " + round + ": no answer reached the reward " + options.least()
                            + "; lower least, sample more answers, or start from a better model");
        }
        double mean =
                kept.stream().mapToDouble(BestOfSampler.Kept::reward).average().orElseThrow();
        notes.add(String.format(
                java.util.Locale.ROOT,
                "Round %d: kept the best answers to %d of %d prompts; their mean reward is %.4f.",
                round,
                rows.size(),
                count,
                mean));
        TrainingContext own = tuning.context(options.optimiser(), heldOut);
        TrainingContext context = new TrainingContext(
                own.name() + ": round " + round,
                seed,
                own.checkpoints().resolve("round-" + round),
                own.checkpointEvery(),
                own.progress(),
                own.cancelled(),
                own.trained(),
                heldOut,
                own.ranks(),
                own.onlooker());
        TrainingCurves curves = new SftTrainer(
                        options.optimiser().optimisation(options.steps(), options.batch(), options.rate()),
                        SftTrainer.Objective.LIKELIHOOD,
                        BatchPlan.SHUFFLED)
                .train(tuning.policy(), rows, context);
        return new Round(context, curves);
    }
}
