package dev.plumbline.train.reference;

import dev.plumbline.train.Optimisation;
import dev.plumbline.train.TokenFeedback;
import dev.plumbline.train.TokenRow;
import dev.plumbline.train.UnpairedTrainer;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Recorded runs of learning from single answers, good or bad, walked by our own trainer over the same batches. Each
/// method gives the reason why its recording is not to be imitated, or nothing.
final class UnpairedReplay {
    private final Recording recording;
    private final Trajectory trajectory;
    private final Settings settings;
    private final OfflineReplay common;

    UnpairedReplay(Recording recording, Findings findings) {
        this.recording = recording;
        this.trajectory = new Trajectory(recording, findings);
        this.settings = recording.settings();
        this.common = new OfflineReplay(recording, findings);
    }

    String kto() {
        OfflineReplay.keys(
                recording,
                "input_ids",
                "attention_mask",
                "completion_mask",
                "KL_input_ids",
                "KL_attention_mask",
                "KL_completion_mask",
                "label",
                "ref_logps",
                "ref_KL_logps");
        recording.onlyModels("policy", "adapter", "reference");
        settings.off("label_smoothing_factor", "sync_ref_model");
        String type = settings.text("loss_type", "kto");
        UnpairedTrainer.Method method = switch (type) {
            case "kto" -> UnpairedTrainer.Method.KTO;
            case "apo_zero_unpaired" -> UnpairedTrainer.Method.APO_ZERO;
            default -> throw new UnknownFixture("loss_type \"" + type + "\"");
        };
        UnpairedTrainer.Options options = new UnpairedTrainer.Options(
                method,
                settings.number("beta", .1),
                settings.number("desirable_weight", 1),
                settings.number("undesirable_weight", 1));
        OfflineReplay.Data<TokenFeedback> data = OfflineReplay.data(recording, UnpairedReplay::ktoFeedback);
        settings.withoutPart(
                "disable_dropout",
                "max_length",
                "pad_to_multiple_of",
                "precompute_ref_batch_size",
                "precompute_ref_log_probs",
                "ref_model_mixup_alpha",
                "ref_model_sync_steps");
        unpaired(options, data);
        return method == UnpairedTrainer.Method.KTO && recording.accumulation() > 1
                ? "the library estimates its KL term on each micro-batch; ours on the whole batch"
                : OfflineReplay.unevenReason(data);
    }

    String bco() {
        OfflineReplay.keys(
                recording,
                "prompt",
                "completion",
                "label",
                "prompt_input_ids",
                "prompt_attention_mask",
                "answer_input_ids",
                "answer_attention_mask",
                "completion_input_ids",
                "completion_attention_mask",
                "completion_labels");
        recording.onlyModels("policy", "adapter", "reference");
        settings.off("label_smoothing_factor");
        UnpairedTrainer.Options options =
                new UnpairedTrainer.Options(UnpairedTrainer.Method.BCO, settings.number("beta", .1), 1, 1);
        OfflineReplay.Data<TokenFeedback> data = OfflineReplay.data(recording, UnpairedReplay::bcoFeedback);
        settings.withoutPart(
                "disable_dropout",
                "generate_during_eval",
                "is_encoder_decoder",
                "max_completion_length",
                "max_length",
                "precompute_ref_log_probs",
                // density ratios are off without an embedding function, which a recording cannot hold
                "max_density_ratio",
                "min_density_ratio",
                "prompt_sample_size");
        unpaired(options, data);
        return recording.accumulation() > 1
                ? "the library moves its running mean with every micro-batch; ours with the whole batch"
                : "";
    }

    private void unpaired(UnpairedTrainer.Options options, OfflineReplay.Data<TokenFeedback> data) {
        Optimisation walk = common.walk(data.microBatch());
        settings.finish();
        trajectory.followWithReference((policy, reference) -> new UnpairedTrainer(walk, options, data.plan())
                .train(policy, reference, data.items(), Trajectory.context()));
    }

    private static List<TokenFeedback> ktoFeedback(JsonNode batch) {
        List<TokenRow> answers = Rows.masked(batch, "");
        List<TokenRow> mismatched = batch.hasNonNull("KL_input_ids") ? Rows.masked(batch, "KL_") : answers;
        return feedback(answers, mismatched, Json.integers(batch.path("label"), "label"));
    }

    private static List<TokenFeedback> bcoFeedback(JsonNode batch) {
        List<TokenRow> answers = Rows.labelled(batch, "completion_");
        return feedback(answers, answers, Json.integers(batch.path("label"), "label"));
    }

    private static List<TokenFeedback> feedback(List<TokenRow> answers, List<TokenRow> mismatched, int[] labels) {
        List<TokenFeedback> feedback = new ArrayList<>();
        for (int i = 0; i < labels.length; i++) {
            feedback.add(new TokenFeedback(answers.get(i), labels[i] == 1, mismatched.get(i)));
        }
        return feedback;
    }
}
