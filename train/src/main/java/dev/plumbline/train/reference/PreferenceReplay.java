package dev.plumbline.train.reference;

import dev.plumbline.train.DpoOptions;
import dev.plumbline.train.DpoTrainer;
import dev.plumbline.train.Optimisation;
import dev.plumbline.train.ReferenceFreeTrainer;
import dev.plumbline.train.TokenPair;
import dev.plumbline.train.TokenRow;
import dev.plumbline.train.loss.Divergence;
import dev.plumbline.train.loss.DpoLosses;
import dev.plumbline.train.loss.PreferenceLoss;
import dev.plumbline.train.loss.ReferenceFreeLosses;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Recorded runs of learning from pairs, walked by our own trainers over the same batches. Each method gives the
/// reason why its recording is not to be imitated, or nothing.
final class PreferenceReplay {
    private final Recording recording;
    private final Trajectory trajectory;
    private final Settings settings;
    private final OfflineReplay common;

    PreferenceReplay(Recording recording, Findings findings) {
        this.recording = recording;
        this.trajectory = new Trajectory(recording, findings);
        this.settings = recording.settings();
        this.common = new OfflineReplay(recording, findings);
    }

    String dpo() {
        OfflineReplay.keys(
                recording, "input_ids", "attention_mask", "completion_mask", "ref_chosen_logps", "ref_rejected_logps");
        recording.onlyModels("policy", "adapter", "reference");
        settings.off("label_smoothing_factor");
        List<String> types = settings.texts("loss_type");
        PreferenceLoss loss = dpoLoss(types);
        boolean follows = settings.flag("sync_ref_model");
        DpoOptions options = new DpoOptions(
                settings.number("ld_alpha", 1),
                settings.flag("use_weighting"),
                follows ? settings.integer("ref_model_sync_steps", 512) : 0,
                settings.number("ref_model_mixup_alpha", .6));
        OfflineReplay.Data<TokenPair> data = OfflineReplay.data(recording, PreferenceReplay::pairs);
        Optimisation walk = common.walk(data.microBatch());
        settings.withoutPart(
                        "disable_dropout",
                        "max_length",
                        "pad_to_multiple_of",
                        "padding_free",
                        "precompute_ref_batch_size",
                        "precompute_ref_log_probs",
                        "truncation_mode",
                        "ref_model_sync_steps")
                .finish();
        trajectory.followWithReference(
                (policy, reference) -> new DpoTrainer(walk, loss, options, DpoTrainer.Passes.ONE, data.plan())
                        .train(policy, reference, data.items(), Trajectory.context()));
        boolean mixed = types.stream().anyMatch(type -> type.startsWith("aot") || type.equals("sft"));
        return mixed && recording.accumulation() > 1
                ? "the library sorts or averages within a micro-batch; ours within the whole batch"
                : OfflineReplay.unevenReason(data);
    }

    private PreferenceLoss dpoLoss(List<String> types) {
        double beta = settings.number("beta", .1);
        double smoothing = settings.number("label_smoothing", 0);
        double tau = settings.number("discopop_tau", .05);
        Divergence divergence = divergence(
                settings.text("f_divergence_type", "reverse_kl"), settings.number("f_alpha_divergence_coef", .5));
        List<PreferenceLoss> losses =
                types.stream().map(type -> dpoLoss(type, beta, smoothing, tau)).toList();
        double[] weights = settings.numbers("loss_weights");
        PreferenceLoss loss = losses.size() == 1 && weights.length == 0
                ? losses.getFirst()
                : PreferenceLoss.mix(
                        losses,
                        weights.length == 0
                                ? losses.stream().map(one -> 1.0).toList()
                                : Arrays.stream(weights).boxed().toList());
        return loss.under(divergence);
    }

    /// The library's losses by its names. It passes over label smoothing in silence where a loss has none.
    private static PreferenceLoss dpoLoss(String type, double beta, double smoothing, double tau) {
        return switch (type) {
            case "sigmoid" -> DpoLosses.sigmoid(beta);
            case "hinge" -> DpoLosses.hinge(beta);
            case "ipo" -> DpoLosses.ipo(beta, DpoLosses.Lengths.MEAN);
            case "exo_pair" -> DpoLosses.exo(beta, smoothing);
            case "nca_pair" -> DpoLosses.nca(beta);
            case "robust" -> DpoLosses.robust(beta, smoothing);
            case "bco_pair" -> DpoLosses.bco(beta);
            case "sppo_hard" -> DpoLosses.sppo(beta);
            case "aot" -> DpoLosses.aot(beta, smoothing);
            case "aot_unpaired" -> DpoLosses.aotUnpaired(beta, smoothing);
            case "apo_zero" -> DpoLosses.apoZero(beta);
            case "apo_down" -> DpoLosses.apoDown(beta);
            case "discopop" -> DpoLosses.discopop(beta, tau);
            case "sft" -> DpoLosses.likelihood();
            case "sigmoid_norm" -> DpoLosses.lengthNormalised(beta);
            default -> throw new UnknownFixture("loss_type \"" + type + "\"");
        };
    }

    private static Divergence divergence(String name, double alpha) {
        return switch (name) {
            case "reverse_kl" -> Divergence.REVERSE_KL;
            case "forward_kl" -> Divergence.FORWARD_KL;
            case "js_divergence" -> Divergence.JENSEN_SHANNON;
            case "alpha_divergence" -> Divergence.alpha(alpha);
            default -> throw new UnknownFixture("f_divergence_type \"" + name + "\"");
        };
    }

    private static List<TokenPair> pairs(JsonNode batch) {
        List<TokenRow> rows = Rows.masked(batch, "");
        int half = rows.size() / 2;
        List<TokenPair> pairs = new ArrayList<>();
        for (int i = 0; i < half; i++) {
            pairs.add(new TokenPair(rows.get(i), rows.get(half + i), 0));
        }
        return pairs;
    }

    String orpo() {
        PreferenceLoss loss = ReferenceFreeLosses.oddsRatio(settings.number("beta", .1));
        settings.withoutPart("padding_value");
        boolean split = referenceFree(loss, 1, ReferenceFreeTrainer.Likelihood.PROMPTS_AND_ANSWERS);
        return split ? "the library's likelihood is the mean of a micro-batch; ours of the whole batch" : "";
    }

    String cpo() {
        double beta = settings.number("beta", .1);
        double alpha = settings.number("alpha", 0);
        double smoothing = settings.number("label_smoothing", 0);
        double gamma = settings.number("simpo_gamma", .5);
        double weight = settings.number("cpo_alpha", 1);
        String type = settings.text("loss_type", "sigmoid");
        PreferenceLoss loss = switch (type) {
            case "sigmoid" -> ReferenceFreeLosses.contrastive(beta, smoothing, alpha);
            case "hinge" -> ReferenceFreeLosses.hinge(beta, alpha);
            case "ipo" -> ReferenceFreeLosses.ipo(beta, alpha);
            case "simpo" -> ReferenceFreeLosses.simpo(beta, gamma, smoothing, alpha);
            default -> throw new UnknownFixture("loss_type \"" + type + "\"");
        };
        boolean split = referenceFree(loss, weight, ReferenceFreeTrainer.Likelihood.ANSWERS);
        return split && weight > 0
                ? "the library's likelihood is the mean of a micro-batch; ours of the whole batch"
                : "";
    }

    /// Whether updates were made of several micro-batches.
    private boolean referenceFree(PreferenceLoss loss, double weight, ReferenceFreeTrainer.Likelihood likelihood) {
        OfflineReplay.keys(
                recording,
                "prompt",
                "chosen",
                "rejected",
                "chosen_input_ids",
                "chosen_attention_mask",
                "chosen_labels",
                "rejected_input_ids",
                "rejected_attention_mask",
                "rejected_labels",
                "prompt_input_ids",
                "prompt_attention_mask");
        recording.onlyModels("policy", "adapter");
        settings.off("label_smoothing_factor");
        OfflineReplay.Data<TokenPair> data = OfflineReplay.data(recording, PreferenceReplay::labelledPairs);
        Optimisation walk = common.walk(data.microBatch());
        settings.withoutPart(
                        "disable_dropout",
                        "generate_during_eval",
                        "is_encoder_decoder",
                        "max_completion_length",
                        "max_length",
                        "padding_value")
                .finish();
        trajectory.follow(policy -> new ReferenceFreeTrainer(walk, loss, weight, likelihood, data.plan())
                .train(policy, data.items(), Trajectory.context()));
        return recording.accumulation() > 1;
    }

    private static List<TokenPair> labelledPairs(JsonNode batch) {
        List<TokenRow> chosen = Rows.labelled(batch, "chosen_");
        List<TokenRow> rejected = Rows.labelled(batch, "rejected_");
        List<TokenPair> pairs = new ArrayList<>();
        for (int i = 0; i < chosen.size(); i++) {
            pairs.add(new TokenPair(chosen.get(i), rejected.get(i), 0));
        }
        return pairs;
    }
}
