package dev.plumbline.train.reference;

import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.Engine;
import dev.plumbline.train.Optimisation;
import dev.plumbline.train.PolicyObjective;
import dev.plumbline.train.PolicySample;
import dev.plumbline.train.loss.AnswerAggregation;
import dev.plumbline.train.loss.ImportanceLevel;
import dev.plumbline.train.loss.KlEstimator;
import dev.plumbline.train.loss.KlLoss;
import dev.plumbline.train.loss.PolicyLoss;
import java.util.List;

/// Recorded runs of GRPO and its kin on fixed samples: advantages are computed from the samples' rewards, and
/// every update is walked on the recorded batches.
final class GrpoReplay {
    private final Recording recording;
    private final Findings findings;
    private final Trajectory trajectory;
    private final Settings settings;

    GrpoReplay(Recording recording, Findings findings) {
        this.recording = recording;
        this.findings = findings;
        this.trajectory = new Trajectory(recording, findings);
        this.settings = recording.settings();
    }

    /// @param geometric whether the recorded trainer is GMPO's
    String follow(boolean geometric) {
        OfflineReplay.keys(
                recording,
                "prompt_ids",
                "prompt_mask",
                "completion_ids",
                "completion_mask",
                "advantages",
                "num_items_in_batch",
                "old_per_token_logps",
                "ref_per_token_logps");
        recording.onlyModels("policy", "adapter", "reference");
        settings.off("label_smoothing_factor", "use_vllm", "use_adaptive_entropy");
        String type = settings.text("loss_type", "dapo");
        PolicyObjective objective = objective(type, geometric);
        boolean generated = !geometric && List.of("dapo", "cispo", "vespo").contains(type);
        int perGeneration = settings.integer("steps_per_generation", 1);
        new RecordedAdvantages(recording, settings, findings).grpo();
        Optimisation walk = new OfflineReplay(recording, findings).walk(1);
        settings.withoutPart(
                        "disable_dropout",
                        "entropy_coef_delta",
                        "entropy_coef_max",
                        "entropy_coef_min",
                        "entropy_target",
                        "generation_batch_size",
                        "mask_truncated_completions",
                        "max_tool_calling_iterations",
                        "min_p",
                        "num_completions_to_print",
                        "num_generations_eval",
                        "num_iterations",
                        "pad_to_multiple_of",
                        "ref_model_mixup_alpha",
                        "ref_model_sync_steps",
                        "repetition_penalty",
                        "shuffle_dataset",
                        // what the moving reference said is recorded with every batch
                        "sync_ref_model",
                        "top_k",
                        "top_p",
                        // the names that the losses above do not use
                        "vespo_k_neg",
                        "vespo_k_pos",
                        "vespo_lambda_neg",
                        "vespo_lambda_pos",
                        "sapo_temperature_neg",
                        "sapo_temperature_pos",
                        "use_bias_correction_kl",
                        "delta",
                        "importance_sampling_level",
                        "max_completion_length")
                .finish();
        Engine.run(() -> {
            try (Decoder policy = recording.decoder("policy")) {
                Updates.follow(recording, trajectory, walk, policy, (model, step) -> {
                    double tokens = generated ? generatedTokens(step, perGeneration) : learnedTokens(step);
                    return update(model, objective, step, tokens);
                });
                trajectory.end(policy);
            }
        });
        boolean split = recording.accumulation() > 1;
        boolean perMicroBatch =
                (type.equals("bnpo") && !geometric) || objective.topEntropy() < 1 || objective.entropyBonus() != 0;
        return split && perMicroBatch ? "the library averages over a micro-batch; ours over the whole batch" : "";
    }

    private double update(Decoder policy, PolicyObjective objective, Recording.Step step, double tokens) {
        List<List<PolicySample>> micro = step.micro().stream()
                .map(batch -> Samples.of(recording.batches().get(batch)))
                .toList();
        List<PolicySample> all = micro.stream().flatMap(List::stream).toList();
        PolicyObjective.Totals totals =
                objective.totals(policy, all, micro.getFirst().size(), tokens);
        double loss = 0;
        for (List<PolicySample> part : micro) {
            loss += objective.accumulate(policy, part, totals).loss();
        }
        return loss;
    }

    private double learnedTokens(Recording.Step step) {
        return step.micro().stream()
                .flatMap(batch -> Samples.of(recording.batches().get(batch)).stream())
                .mapToInt(sample -> sample.row().targets())
                .sum();
    }

    /// Tokens of the batch of answers that were generated together, shared out over the updates made of it.
    private double generatedTokens(Recording.Step step, int perGeneration) {
        double generated = Json.number(recording.batches().get(step.micro().getFirst()), "num_items_in_batch");
        return generated * step.micro().size() / perGeneration;
    }

    private PolicyObjective objective(String type, boolean geometric) {
        double low = settings.number("epsilon", .2);
        double high = settings.number("epsilon_high", low);
        ImportanceLevel level =
                settings.text("importance_sampling_level", "token").equals("token")
                        ? ImportanceLevel.TOKEN
                        : ImportanceLevel.SEQUENCE;
        PolicyLoss loss = geometric ? new PolicyLoss.Gmpo(low, high) : loss(type, low, high, level);
        double beta = settings.number("beta", 0);
        boolean corrected =
                !geometric && (!settings.has("use_bias_correction_kl") || settings.flag("use_bias_correction_kl"));
        KlLoss kl = new KlLoss(
                beta,
                KlEstimator.K3,
                corrected ? KlLoss.Gradient.RATIO : KlLoss.Gradient.PLAIN,
                Double.POSITIVE_INFINITY);
        return new PolicyObjective(
                loss,
                kl,
                aggregation(type),
                settings.number("temperature", 1),
                settings.number("off_policy_mask_threshold", Double.POSITIVE_INFINITY),
                settings.number("top_entropy_quantile", 1),
                settings.number("entropy_coef", 0));
    }

    private PolicyLoss loss(String type, double low, double high, ImportanceLevel level) {
        return switch (type) {
            case "grpo", "bnpo", "dr_grpo", "dapo", "luspo" ->
                new PolicyLoss.Clip(
                        low, high, settings.number("delta", Double.POSITIVE_INFINITY), Double.POSITIVE_INFINITY, level);
            case "cispo" -> new PolicyLoss.Cispo(high, level);
            case "sapo" ->
                new PolicyLoss.Sapo(
                        settings.number("sapo_temperature_pos", 1),
                        settings.number("sapo_temperature_neg", 1.05),
                        level);
            case "vespo" ->
                new PolicyLoss.Vespo(
                        new PolicyLoss.Vespo.Gamma(
                                settings.number("vespo_k_pos", 2), settings.number("vespo_lambda_pos", 3)),
                        new PolicyLoss.Vespo.Gamma(
                                settings.number("vespo_k_neg", 3), settings.number("vespo_lambda_neg", 2)));
            default -> throw new UnknownFixture("loss_type \"" + type + "\"");
        };
    }

    private AnswerAggregation aggregation(String type) {
        return switch (type) {
            case "bnpo", "dapo", "cispo", "vespo" -> new AnswerAggregation.TokenMean();
            case "dr_grpo" -> new AnswerAggregation.ConstantLength(settings.integer("max_completion_length", 1));
            case "luspo" -> new AnswerAggregation.AnswerSums();
            default -> new AnswerAggregation.AnswerMeans();
        };
    }

    /// RLOO: ratios of whole answers, the KL penalty within the reward.
    String rloo() {
        OfflineReplay.keys(
                recording,
                "prompt_ids",
                "prompt_mask",
                "completion_ids",
                "completion_mask",
                "advantages",
                "old_logps",
                "num_items_in_batch");
        recording.onlyModels("policy", "adapter", "reference");
        settings.off("label_smoothing_factor", "use_vllm");
        double low = settings.number("epsilon", .2);
        PolicyObjective objective = new PolicyObjective(
                new PolicyLoss.AnswerClip(low, settings.number("epsilon_high", low)),
                KlLoss.none(),
                new AnswerAggregation.AnswerSums(),
                settings.number("temperature", 1));
        new RecordedAdvantages(recording, settings, findings).rloo();
        Optimisation walk = new OfflineReplay(recording, findings).walk(1);
        settings.withoutPart(
                        "disable_dropout",
                        "generation_batch_size",
                        "mask_truncated_completions",
                        "max_completion_length",
                        "min_p",
                        "num_completions_to_print",
                        "num_generations_eval",
                        "num_iterations",
                        "pad_to_multiple_of",
                        "ref_model_mixup_alpha",
                        "ref_model_sync_steps",
                        "repetition_penalty",
                        "shuffle_dataset",
                        "steps_per_generation",
                        "sync_ref_model",
                        "top_k",
                        "top_p")
                .finish();
        Engine.run(() -> {
            try (Decoder policy = recording.decoder("policy")) {
                Updates.follow(recording, trajectory, walk, policy, (model, step) -> {
                    double loss = 0;
                    PolicyObjective.Totals totals = new PolicyObjective.Totals(answers(step), 1, 0, 1);
                    for (int batch : step.micro()) {
                        List<PolicySample> samples =
                                Samples.ofWholeAnswers(recording.batches().get(batch));
                        loss += objective.accumulate(model, samples, totals).loss();
                    }
                    return loss;
                });
                trajectory.end(policy);
            }
        });
        return "";
    }

    private long answers(Recording.Step step) {
        return step.micro().stream()
                .mapToLong(batch ->
                        recording.batches().get(batch).path("completion_ids").size())
                .sum();
    }
}
