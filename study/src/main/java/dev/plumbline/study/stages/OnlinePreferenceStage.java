package dev.plumbline.study.stages;

import dev.plumbline.engine.Decoder;
import dev.plumbline.study.Option;
import dev.plumbline.study.Stage;
import dev.plumbline.study.StageContext;
import dev.plumbline.study.StageOptions;
import dev.plumbline.study.StageResult;
import dev.plumbline.train.Environment;
import dev.plumbline.train.HeldOutAnswers;
import dev.plumbline.train.OnlinePreferenceTrainer;
import dev.plumbline.train.PairJudge;
import dev.plumbline.train.RewardFunction;
import dev.plumbline.train.TrainingContext;
import dev.plumbline.train.TrainingCurves;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Preference learning on the model's own answers, of which a reward says which is better: online DPO, XPO, Nash-MD.
public final class OnlinePreferenceStage implements Stage<OnlinePreferenceStage.Options> {
    /// What is rewarded, and how that is learned.
    public record Options(
            @Option(doc = "the stage whose model is trained")
            String from,

            @Option(doc = "what it answers", defaultValue = "{}")
            PromptSource prompts,

            @Option(doc = "where rewards come from; exactly one source")
            RewardOptions reward,

            @Option(
                    doc = "the stage whose model is the reference; empty takes the model as it starts",
                    defaultValue = "")
            String reference,

            @Option(doc = "who writes the second answer, and what is learned from the two", defaultValue = "online-dpo")
            OnlinePreferenceTrainer.Method method,

            @Option(doc = "what is minimised on each pair; nash-md ignores it", defaultValue = "sigmoid")
            PairLoss loss,

            @Option(
                    doc = "strength of the pull towards the reference; nash-md: weight of its KL term",
                    range = "> 0",
                    defaultValue = "0.1")
            double beta,

            @Option(doc = "xpo: weight of its exploration", range = ">= 0", defaultValue = "0.00001")
            double alpha,

            @Option(doc = "nash-md: weight of the reference in its opponent", range = "[0, 1]", defaultValue = "0.5")
            double mixture,

            @Option(
                    doc = "judge softly: the chance that an answer is better is sigma of the lead in reward",
                    defaultValue = "false")
            boolean soft,

            @Option(
                    doc = "taken off the reward of an answer that ran into the limit",
                    range = ">= 0",
                    defaultValue = "0.0")
            double unfinishedPenalty,

            @Option(doc = "how it answers; an update is a round of its own", defaultValue = "{}")
            SamplingOptions sampling,

            @Option(doc = "updates", unit = "steps", range = ">= 1", defaultValue = "60")
            int steps,

            @Option(doc = "peak rate of AdamW", range = "> 0", defaultValue = "0.0001")
            double rate,

            @Option(doc = "train low-rank changes alone", defaultValue = "{}")
            LoraOptions lora,

            @Option(doc = "what is held out and measured", defaultValue = "{}")
            EvaluationOptions evaluation,

            @Option(doc = "the rest of the walk", defaultValue = "{}")
            OptimiserOptions optimiser)
            implements StageOptions {
        public Options {
            Checks.positive("beta", beta);
            Checks.within("alpha", alpha, 0, Double.MAX_VALUE);
            Checks.within("mixture", mixture, 0, 1);
            Checks.within("unfinished-penalty", unfinishedPenalty, 0, Double.MAX_VALUE);
            Checks.atLeast("steps", steps, 1);
            Checks.positive("rate", rate);
            if (sampling.epochs() != 1 || sampling.parts() != 1) {
                throw Checks.bad(
                        "sampling.epochs and sampling.parts: an update is a round of its own; leave them at 1");
            }
            if (loss.of(beta, 0).couplesPairs()) {
                throw Checks.bad("loss: " + loss + " sorts across a batch, and online answers are learned pair by pair;"
                        + " take another loss");
            }
        }

        @Override
        public List<String> inputs() {
            return reward.inputs(from, reference);
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
            int longest = options.sampling().maxTokens();
            Prompts prompts =
                    Prompts.of(context, options.prompts(), options.reward(), longest, tuning, options.evaluation());
            int batch = options.optimiser().microBatch(options.sampling().prompts());
            HeldOutAnswers.Asking asking =
                    options.sampling().asking(tuning, batch, options.reward().time(), Environment.NONE);
            RewardFunction reward = new Rewards(options.reward(), tuning, prompts, asking).function();
            Decoder reference = tuning.reference(options.reference());
            TrainingContext training = tuning.context(
                    options.optimiser(),
                    GroupPolicyStage.measured(
                            tuning, reference, prompts, reward, asking, options.evaluation(), options.steps()));
            TrainingCurves curves = new OnlinePreferenceTrainer(
                            options.optimiser()
                                    .optimisation(
                                            options.steps(), options.sampling().prompts(), options.rate()),
                            trainer(options, asking))
                    .train(
                            tuning.policy(),
                            reference,
                            Prompts.ids(prompts.train()),
                            PairJudge.byReward(reward, options.unfinishedPenalty(), options.soft()),
                            training);
            return new TrainedModel(
                            tuning,
                            "Preference learning on its own answers: " + options.method() + ".",
                            options,
                            options.evaluation(),
                            training,
                            curves,
                            GroupPolicyStage.parents(context, options.from(), options.reference(), options.reward()),
                            GroupPolicyStage.data(options.prompts()),
                            Prompts.ids(Stream.concat(prompts.heldOut().stream(), prompts.train().stream())
                                    .toList()))
                    .finish(prompts.notes());
        }
    }

    private static OnlinePreferenceTrainer.Options trainer(Options options, HeldOutAnswers.Asking asking) {
        return new OnlinePreferenceTrainer.Options(
                options.method(),
                options.loss().of(options.beta(), 0),
                options.alpha(),
                options.beta(),
                options.mixture(),
                options.sampling().prompts(),
                asking.temperature(),
                asking.maxTokens(),
                asking.endTokens(),
                asking.rewardLimit());
    }
}
