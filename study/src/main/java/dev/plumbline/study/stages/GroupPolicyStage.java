package dev.plumbline.study.stages;

import dev.plumbline.engine.Decoder;
import dev.plumbline.study.Option;
import dev.plumbline.study.Stage;
import dev.plumbline.study.StageContext;
import dev.plumbline.study.StageOptions;
import dev.plumbline.study.StageResult;
import dev.plumbline.train.Environment;
import dev.plumbline.train.GroupPolicyTrainer;
import dev.plumbline.train.HeldOut;
import dev.plumbline.train.HeldOutAnswers;
import dev.plumbline.train.PolicyObjective;
import dev.plumbline.train.RewardFunction;
import dev.plumbline.train.TrainingContext;
import dev.plumbline.train.TrainingCurves;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Learning from rewards of a model's own answers without a value model: GRPO and its kin, RLOO, REINFORCE++, ReMax.
public final class GroupPolicyStage implements Stage<GroupPolicyStage.Options> {
    /// What is rewarded, and how that is learned.
    public record Options(
            @Option(doc = "the stage whose model is trained")
            String from,

            @Option(doc = "what it answers", defaultValue = "{}")
            PromptSource prompts,

            @Option(doc = "where rewards come from; exactly one source")
            RewardOptions reward,

            @Option(doc = "what replies to its turns", defaultValue = "{}")
            EnvironmentOptions environment,

            @Option(
                    doc = "the stage whose model is the reference; empty takes the model as it starts",
                    defaultValue = "")
            String reference,

            @Option(doc = "how it answers", defaultValue = "{}")
            SamplingOptions sampling,

            @Option(doc = "answers to each prompt", range = ">= 1", defaultValue = "8")
            int group,

            @Option(doc = "what an answer's reward is held against", defaultValue = "group")
            GroupPolicyTrainer.Baseline baseline,

            @Option(
                    doc = "weight of the log-ratio to the reference that is taken off an answer's reward",
                    range = ">= 0",
                    defaultValue = "0.0")
            double klInReward,

            @Option(
                    doc = "how often prompts are drawn for a round at most; with more than 1, groups whose rewards are"
                            + " all equal are put aside and others drawn (dynamic sampling)",
                    range = ">= 1",
                    defaultValue = "1")
            int drawings,

            @Option(
                    doc = "keep answers that ran into the limit out of the loss; their rewards still count in their"
                            + " group",
                    defaultValue = "false")
            boolean maskUnfinished,

            @Option(doc = "weights against a sampler that differs from the trainer", defaultValue = "{}")
            CorrectionOptions correction,

            @Option(doc = "what is minimised", defaultValue = "{}")
            PolicyLossOptions loss,

            @Option(doc = "updates", unit = "steps", range = ">= 1", defaultValue = "60")
            int steps,

            @Option(doc = "peak rate of AdamW", range = "> 0", defaultValue = "0.0001")
            double rate,

            @Option(doc = "train low-rank changes alone", defaultValue = "{}")
            LoraOptions lora,

            @Option(doc = "what is held out and measured", defaultValue = "{}")
            EvaluationOptions evaluation,

            @Option(doc = "the rest of the walk", defaultValue = "{}")
            OptimiserOptions optimiser,

            @Option(doc = "what saves memory or time and changes no result", defaultValue = "{}")
            SavingOptions saving)
            implements StageOptions {
        public Options {
            saving.saving(false, true); // refuses what this method would pass over
            boolean alone = baseline == GroupPolicyTrainer.Baseline.GREEDY;
            Checks.atLeast("group", group, alone ? 1 : 2);
            Checks.atLeast("drawings", drawings, 1);
            if (drawings > 1 && group < 2) {
                throw Checks.bad("drawings: only groups of 2 or more can have equal rewards; leave it at 1");
            }
            Checks.within("kl-in-reward", klInReward, 0, Double.MAX_VALUE);
            Checks.atLeast("steps", steps, 1);
            Checks.positive("rate", rate);
            if (sampling.parts() > (long) group * sampling.prompts()) {
                throw Checks.bad("sampling.parts must leave an answer for each part; a round has "
                        + (long) group * sampling.prompts());
            }
        }

        /// Answers of one update.
        int batch() {
            return Math.max(1, group * sampling.prompts() / sampling.parts());
        }

        @Override
        public List<String> inputs() {
            return reward.inputs(from, reference);
        }

        @Override
        public List<Path> files() {
            return Stream.of(prompts.files(), reward.files(), environment.files())
                    .flatMap(List::stream)
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
                    context,
                    options.prompts(),
                    options.reward(),
                    options.sampling().maxTokens(),
                    tuning,
                    options.evaluation());
            int batch = options.optimiser().microBatch(options.batch());
            Environment environment = options.environment().of(prompts, tuning);
            HeldOutAnswers.Asking asking =
                    options.sampling().asking(tuning, batch, options.reward().time(), environment);
            RewardFunction reward = new Rewards(options.reward(), tuning, prompts, asking).watched();
            Decoder reference = tuning.reference(options.reference());
            PolicyObjective objective = options.loss()
                    .objective(
                            options.sampling().temperature(), options.sampling().maxTokens());
            TrainingContext training = tuning.context(
                    options.optimiser(),
                    measured(tuning, reference, prompts, reward, asking, options.evaluation(), options.steps()));
            TrainingCurves curves = new GroupPolicyTrainer(
                            options.optimiser()
                                    .optimisation(options.steps(), options.batch(), options.rate())
                                    .withSaving(options.saving().saving(false, true)),
                            objective,
                            trainer(options, tuning))
                    .train(tuning.policy(), reference, Prompts.ids(prompts.train()), reward, environment, training);
            return new TrainedModel(
                            tuning,
                            "Learning from rewards of its own answers: " + objective.loss() + ", baseline "
                                    + options.baseline() + ", groups of " + options.group() + ".",
                            options,
                            options.evaluation(),
                            training,
                            curves,
                            parents(context, options.from(), options.reference(), options.reward()),
                            data(options.prompts()),
                            Prompts.ids(List.of(prompts.heldOut(), prompts.train()).stream()
                                    .flatMap(List::stream)
                                    .toList()))
                    .finish(prompts.notes());
        }
    }

    private static GroupPolicyTrainer.Options trainer(Options options, Tuning tuning) {
        return new GroupPolicyTrainer.Options(
                options.baseline(),
                options.klInReward(),
                options.group(),
                options.sampling().prompts(),
                options.sampling().epochs(),
                options.sampling().parts(),
                options.sampling().maxTokens(),
                tuning.format().endTokens(),
                options.reward().time(),
                options.drawings(),
                options.maskUnfinished(),
                options.correction().correction());
    }

    /// The reward of one answer to each held-out prompt, asked the same way each time.
    static HeldOut measured(
            Tuning tuning,
            Decoder reference,
            Prompts prompts,
            RewardFunction reward,
            HeldOutAnswers.Asking asking,
            EvaluationOptions evaluation,
            int steps) {
        return evaluation.measured(
                steps,
                () -> HeldOutAnswers.answers(
                        tuning.policy(),
                        reference,
                        Prompts.ids(prompts.heldOut()),
                        reward,
                        asking,
                        tuning.stage().seed().derive("held-out")));
    }

    static Map<String, Path> parents(StageContext context, String from, String reference, RewardOptions reward) {
        Map<String, Path> parents = new java.util.TreeMap<>(Trainings.parents(context, from, reference));
        List<String> models = reward.models();
        for (int i = 0; i < models.size(); i++) {
            parents.put("reward-model" + (i == 0 ? "" : "-" + (i + 1)), context.model(models.get(i)));
        }
        return parents;
    }

    static Map<String, Path> data(PromptSource prompts) {
        return prompts.data().isEmpty() ? Map.of() : Map.of("prompts", Path.of(prompts.data()));
    }
}
