package dev.plumbline.study.stages;

import dev.plumbline.study.Option;
import dev.plumbline.study.Stage;
import dev.plumbline.study.StageContext;
import dev.plumbline.study.StageOptions;
import dev.plumbline.study.StageResult;
import dev.plumbline.train.BatchPlan;
import dev.plumbline.train.HeldOutPairs;
import dev.plumbline.train.ReferenceFreeTrainer;
import dev.plumbline.train.TrainingContext;
import dev.plumbline.train.TrainingCurves;
import dev.plumbline.train.loss.DpoLosses;
import dev.plumbline.train.loss.PreferenceLoss;
import dev.plumbline.train.loss.ReferenceFreeLosses;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Learning from comparisons without a reference: ORPO, CPO, SimPO, AlphaPO.
public final class ReferenceFreeStage implements Stage<ReferenceFreeStage.Options> {
    /// The loss on pairs.
    public enum Loss {
        /// Odds ratio (ORPO).
        ORPO,
        /// Contrastive (CPO).
        CPO,
        CPO_HINGE,
        /// Per token.
        CPO_IPO,
        /// Per token with a margin; AlphaPO with alpha.
        SIMPO
    }

    /// What is preferred, and how it is learned.
    public record Options(
            @Option(doc = "the stage whose model is trained")
            String from,

            @Option(doc = "the feedback stage; empty if data is given", defaultValue = "")
            String feedback,

            @Option(doc = "whose comparisons of that stage", defaultValue = "")
            String group,

            @Option(doc = "a file of preferences, in place of a feedback stage", defaultValue = "")
            String data,

            @Option(doc = "what is minimised on each pair", defaultValue = "orpo")
            Loss loss,

            @Option(
                    doc = "strength of the loss; for orpo its weight beside the likelihood",
                    range = "> 0",
                    defaultValue = "0.1")
            double beta,

            @Option(doc = "simpo: by how much the chosen answer is to lead", range = ">= 0", defaultValue = "0.0")
            double gamma,

            @Option(
                    doc = "exponent of AlphaPO's reward; 0 leaves log-probabilities as they are; orpo has none",
                    defaultValue = "0.0")
            double alpha,

            @Option(
                    doc = "share of the labels taken to be wrong; for cpo and simpo",
                    range = "[0, 0.5]",
                    defaultValue = "0.0")
            double labelSmoothing,

            @Option(doc = "weight of the chosen answers' likelihood", range = ">= 0", defaultValue = "1.0")
            double likelihood,

            @Option(
                    doc = "whose tokens that is a mean over; the prompts' too in orpo as published",
                    defaultValue = "answers")
            ReferenceFreeTrainer.Likelihood likelihoodOf,

            @Option(doc = "updates", unit = "steps", range = ">= 1", defaultValue = "60")
            int steps,

            @Option(doc = "pairs of one update", unit = "pairs", range = ">= 1", defaultValue = "32")
            int batch,

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
            saving.saving(false, false); // refuses what this method would pass over
            Checks.positive("beta", beta);
            Checks.within("gamma", gamma, 0, Double.MAX_VALUE);
            Checks.within("alpha", alpha, -Double.MAX_VALUE, Double.MAX_VALUE);
            Checks.within("label-smoothing", labelSmoothing, 0, .5);
            Checks.within("likelihood", likelihood, 0, Double.MAX_VALUE);
            if (gamma != 0 && loss != Loss.SIMPO) {
                throw Checks.bad("gamma: " + word(loss) + " knows no margin; leave it at 0");
            }
            if (alpha != 0 && loss == Loss.ORPO) {
                throw Checks.bad("alpha: orpo knows no exponent; leave it at 0");
            }
            if (loss != Loss.CPO && loss != Loss.SIMPO) {
                DpoLosses.refuseSmoothing(word(loss), labelSmoothing);
            }
            Checks.atLeast("steps", steps, 1);
            Checks.atLeast("batch", batch, 1);
            Checks.positive("rate", rate);
            PreferenceSource.check(feedback, group, data);
        }

        private static String word(Loss loss) {
            return loss.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }

        PreferenceLoss pairs() {
            return switch (loss) {
                case ORPO -> ReferenceFreeLosses.oddsRatio(beta);
                case CPO -> ReferenceFreeLosses.contrastive(beta, labelSmoothing, alpha);
                case CPO_HINGE -> ReferenceFreeLosses.hinge(beta, alpha);
                case CPO_IPO -> ReferenceFreeLosses.ipo(beta, alpha);
                case SIMPO -> ReferenceFreeLosses.simpo(beta, gamma, labelSmoothing, alpha);
            };
        }

        @Override
        public List<String> inputs() {
            return Trainings.inputs(from, feedback);
        }

        @Override
        public List<Path> files() {
            return data.isEmpty() ? List.of() : List.of(Path.of(data));
        }
    }

    @Override
    public boolean shared() {
        return true;
    }

    @Override
    public StageResult run(StageContext context, Options options) throws IOException {
        try (Tuning tuning = Tuning.of(context, options.from(), options.lora())) {
            Comparisons data = Comparisons.of(
                    context, options.feedback(), options.group(), options.data(), tuning, options.evaluation());
            PreferenceLoss loss = options.pairs();
            int batch = options.optimiser().microBatch(options.batch());
            TrainingContext training = tuning.context(
                    options.optimiser(),
                    options.evaluation()
                            .measured(
                                    options.steps(),
                                    () -> HeldOutPairs.likelihoods(
                                            tuning.policy(), data.heldOut().pairs(), loss, batch)));
            TrainingCurves curves = new ReferenceFreeTrainer(
                            options.optimiser()
                                    .optimisation(options.steps(), options.batch(), options.rate())
                                    .withSaving(options.saving().saving(false, false)),
                            loss,
                            options.likelihood(),
                            options.likelihoodOf(),
                            BatchPlan.SHUFFLED)
                    .train(tuning.policy(), data.train().pairs(), training);
            return new TrainedModel(
                            tuning,
                            "Learning from comparisons without a reference: " + loss + ", likelihood times "
                                    + options.likelihood() + ".",
                            options,
                            options.evaluation(),
                            training,
                            curves,
                            Trainings.parents(context, options.from(), ""),
                            Map.of("preferences", data.file()),
                            data.prompts())
                    .finish(data.notes());
        }
    }
}
