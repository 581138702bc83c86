package dev.plumbline.study.stages;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.Checkpoint;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.DecoderConfig;
import dev.plumbline.engine.Engine;
import dev.plumbline.study.Option;
import dev.plumbline.study.Stage;
import dev.plumbline.study.StageContext;
import dev.plumbline.study.StageOptions;
import dev.plumbline.study.StageResult;
import dev.plumbline.train.Environment;
import dev.plumbline.train.HeldOutAnswers;
import dev.plumbline.train.PpoTrainer;
import dev.plumbline.train.RewardFunction;
import dev.plumbline.train.TrainingContext;
import dev.plumbline.train.TrainingCurves;
import dev.plumbline.train.ValueFunction;
import dev.plumbline.train.ValueObjective;
import dev.plumbline.train.loss.AdaptiveKl;
import dev.plumbline.train.loss.KlEstimator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Proximal policy optimisation, with a value model of its own or a value head on the policy.
public final class PpoStage implements Stage<PpoStage.Options> {
    /// From which weights the value model starts.
    public enum ValueStart {
        /// The policy's, under a fresh head.
        POLICY,
        /// The reward model's.
        REWARD_MODEL,
        /// None: a head on the policy itself, whose loss moves the policy as well.
        HEAD
    }

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

            @Option(
                    doc = "how it answers; PPO learns four epochs from a round (--set sampling.epochs)",
                    defaultValue = "{}")
            SamplingOptions sampling,

            @Option(doc = "how far a ratio may go from 1", range = "(0, 1)", defaultValue = "0.2")
            double clip,

            @Option(doc = "how far a value may go from that at sampling", range = "> 0", defaultValue = "0.2")
            double valueClip,

            @Option(doc = "peak rate of the value model", range = "> 0", defaultValue = "0.0001")
            double valueRate,

            @Option(
                    doc = "from which weights the value model starts; head makes values a head on the policy itself",
                    defaultValue = "policy")
            ValueStart valueFrom,

            @Option(
                    doc = "weight of the values' loss beside the policy's, for a head on the policy",
                    range = "> 0",
                    defaultValue = "0.1")
            double valueWeight,

            @Option(doc = "discount", range = "(0, 1]", defaultValue = "1.0")
            double gamma,

            @Option(doc = "decay of generalised advantages", range = "[0, 1]", defaultValue = "0.95")
            double lambda,

            @Option(doc = "weight of the KL penalty in the reward", range = ">= 0", defaultValue = "0.05")
            double kl,

            @Option(
                    doc = "KL of an answer that the weight is steered towards; 0 leaves the weight as it is",
                    unit = "nats",
                    range = ">= 0",
                    defaultValue = "0.0")
            double klTarget,

            @Option(
                    doc = "answers over which the weight adapts",
                    unit = "answers",
                    range = ">= 1",
                    defaultValue = "10000")
            int klHorizon,

            @Option(doc = "what the penalty is estimated with", defaultValue = "k1")
            KlEstimator klEstimator,

            @Option(doc = "bring rewards to unit variance first", defaultValue = "false")
            boolean whitenRewards,

            @Option(
                    doc = "taken off the reward of an answer that ran into the limit",
                    range = ">= 0",
                    defaultValue = "1.0")
            double unfinishedPenalty,

            @Option(doc = "updates", unit = "steps", range = ">= 1", defaultValue = "60")
            int steps,

            @Option(doc = "peak rate of AdamW", range = "> 0", defaultValue = "0.0001")
            double rate,

            @Option(doc = "train low-rank changes alone; the value model trains every weight", defaultValue = "{}")
            LoraOptions lora,

            @Option(doc = "what is held out and measured", defaultValue = "{}")
            EvaluationOptions evaluation,

            @Option(doc = "the rest of the walk", defaultValue = "{}")
            OptimiserOptions optimiser,

            @Option(doc = "what saves memory or time and changes no result", defaultValue = "{}")
            SavingOptions saving)
            implements StageOptions {
        public Options {
            saving.saving(false, false); // refuses what this method would pass over
            Checks.within("clip", clip, Double.MIN_VALUE, Math.nextDown(1.0));
            Checks.positive("value-clip", valueClip);
            Checks.positive("value-rate", valueRate);
            Checks.positive("value-weight", valueWeight);
            Checks.within("gamma", gamma, Double.MIN_VALUE, 1);
            Checks.within("lambda", lambda, 0, 1);
            Checks.within("kl", kl, 0, Double.MAX_VALUE);
            Checks.within("kl-target", klTarget, 0, Double.MAX_VALUE);
            Checks.atLeast("kl-horizon", klHorizon, 1);
            Checks.within("unfinished-penalty", unfinishedPenalty, 0, Double.MAX_VALUE);
            Checks.atLeast("steps", steps, 1);
            Checks.positive("rate", rate);
            if (sampling.parts() > sampling.prompts()) {
                throw Checks.bad("sampling.parts must leave a prompt for each part; a round has " + sampling.prompts());
            }
            if (valueFrom == ValueStart.REWARD_MODEL && reward.model().isEmpty()) {
                throw Checks.bad("value-from: there is no reward model to start from; name one with reward.model, or"
                        + " take policy");
            }
        }

        int batch() {
            return Math.max(1, sampling.prompts() / sampling.parts());
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
            ValueFunction value = value(context, options, tuning);
            TrainingContext training = tuning.context(
                    options.optimiser(),
                    GroupPolicyStage.measured(
                            tuning, reference, prompts, reward, asking, options.evaluation(), options.steps()));
            TrainingCurves curves = new PpoTrainer(
                            options.optimiser()
                                    .optimisation(options.steps(), options.batch(), options.rate())
                                    .withSaving(options.saving().saving(false, false)),
                            trainer(options, tuning))
                    .train(
                            tuning.policy(),
                            reference,
                            value,
                            Prompts.ids(prompts.train()),
                            reward,
                            environment,
                            training);
            return new TrainedModel(
                            tuning,
                            "Proximal policy optimisation against a reward, with "
                                    + (options.valueFrom() == ValueStart.HEAD
                                            ? "a value head on the policy."
                                            : "a value model."),
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

    private static ValueFunction value(StageContext context, Options options, Tuning tuning) {
        return switch (options.valueFrom()) {
            case POLICY ->
                new ValueFunction.Model(tuning.kept(() -> tuning.policy()
                        .withHead(DecoderConfig.Head.REWARD, context.seed().derive("value"))));
            case REWARD_MODEL -> new ValueFunction.Model(rewardModel(context, options, tuning));
            case HEAD -> {
                ValueFunction.Head head = Engine.call(() -> ValueFunction.Head.over(tuning.policy()));
                tuning.closing(head::close);
                yield head;
            }
        };
    }

    private static Decoder rewardModel(StageContext context, Options options, Tuning tuning) {
        Path folder = context.model(options.reward().model());
        Decoder value = tuning.kept(() -> Checkpoint.read(folder));
        if (value.config().context() < tuning.room()) {
            throw new PlumblineException(
                    ErrorCode.BAD_CHECKPOINT,
                    context.stage() + ": the reward model reads "
                            + value.config().context()
                            + " tokens and the model that is trained " + tuning.room()
                            + "; let the value model start from the policy");
        }
        return value;
    }

    private static PpoTrainer.Options trainer(Options options, Tuning tuning) {
        AdaptiveKl kl = options.klTarget() == 0
                ? AdaptiveKl.fixed(options.kl())
                : new AdaptiveKl(options.kl(), options.klTarget(), options.klHorizon());
        return new PpoTrainer.Options(
                options.clip(),
                new ValueObjective(
                        options.valueClip(), options.valueFrom() == ValueStart.HEAD ? options.valueWeight() : 1),
                options.optimiser().optimisation(options.steps(), options.batch(), options.valueRate()),
                options.gamma(),
                options.lambda(),
                kl,
                options.klEstimator(),
                options.whitenRewards(),
                options.unfinishedPenalty(),
                options.sampling().temperature(),
                options.sampling().prompts(),
                options.sampling().epochs(),
                options.sampling().parts(),
                options.sampling().maxTokens(),
                tuning.format().endTokens(),
                options.reward().time());
    }
}
