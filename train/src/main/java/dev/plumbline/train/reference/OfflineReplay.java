package dev.plumbline.train.reference;

import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.DecoderConfig;
import dev.plumbline.engine.Engine;
import dev.plumbline.train.BatchPlan;
import dev.plumbline.train.DistillationTrainer;
import dev.plumbline.train.Optimisation;
import dev.plumbline.train.ProcessRewardTrainer;
import dev.plumbline.train.RewardModelTrainer;
import dev.plumbline.train.SftTrainer;
import dev.plumbline.train.StepRow;
import dev.plumbline.train.TokenPair;
import dev.plumbline.train.TokenRow;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/// Recorded runs of supervised fine-tuning, reward models, process reward models and distillation, walked by our
/// own trainers over the same batches. Each method gives the reason why its recording is not to be imitated, or
/// nothing.
final class OfflineReplay {
    private final Recording recording;
    private final Trajectory trajectory;
    private final Settings settings;

    OfflineReplay(Recording recording, Findings findings) {
        this.recording = recording;
        this.trajectory = new Trajectory(recording, findings);
        this.settings = recording.settings();
    }

    /// Items of a method, and the batches that the recorded run made of them.
    ///
    /// @param microBatch items of the largest micro-batch
    record Data<T>(List<T> items, BatchPlan plan, int microBatch, boolean uneven) {}

    /// @param items what a batch holds
    static <T> Data<T> data(Recording recording, Function<JsonNode, List<T>> items) {
        List<T> all = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        int largest = 1;
        boolean uneven = false;
        for (Recording.Step step : recording.steps()) {
            int before = all.size();
            int first = -1;
            for (int batch : step.micro()) {
                List<T> some = items.apply(recording.batches().get(batch));
                first = first < 0 ? some.size() : first;
                uneven |= some.size() != first;
                largest = Math.max(largest, some.size());
                all.addAll(some);
            }
            sizes.add(all.size() - before);
        }
        return new Data<>(all, BatchPlan.sizes(sizes), largest, uneven);
    }

    Optimisation walk(int microBatch) {
        int total = settings.integer("max_steps", -1);
        int steps = recording.steps().size();
        return Walk.of(settings, steps, total > 0 ? total : steps, microBatch);
    }

    /// Why the mean of micro-batch means is not ours, where micro-batches of one update differ in size; empty if
    /// they do not.
    static String unevenReason(Data<?> data) {
        return data.uneven()
                ? "the library averages micro-batches of different sizes; ours divides by what the whole batch holds"
                : "";
    }

    void sft() {
        keys(
                "input_ids",
                "attention_mask",
                "labels",
                "position_ids",
                "seq_idx",
                "cu_seq_lens_q",
                "cu_seq_lens_k",
                "max_length_q",
                "max_length_k");
        recording.onlyModels("policy", "adapter");
        String loss = settings.text("loss_type", "nll");
        double smoothing = settings.number("label_smoothing_factor", 0);
        SftTrainer.Objective objective = switch (loss) {
            case "nll" -> new SftTrainer.Objective(false, smoothing);
            // label smoothing has no effect beside it
            case "dft" -> new SftTrainer.Objective(true, 0);
            default -> throw new UnknownFixture("loss_type \"" + loss + "\"");
        };
        Data<TokenRow> data = data(recording, batch -> Rows.labelled(batch, ""));
        Optimisation walk = walk(data.microBatch());
        settings.withoutPart(
                        "assistant_only_loss",
                        "completion_only_loss",
                        "dataset_text_field",
                        "eos_token",
                        "eval_packing",
                        "max_length",
                        "packing",
                        "packing_strategy",
                        "pad_to_multiple_of",
                        "padding_free",
                        "shuffle_dataset",
                        "truncation_mode")
                .finish();
        trajectory.follow(policy ->
                new SftTrainer(walk, objective, data.plan()).train(policy, data.items(), Trajectory.context()));
    }

    String rewardModel() {
        keys("input_ids", "attention_mask", "margin");
        recording.onlyModels("policy", "adapter");
        double centring = settings.number("center_rewards_coefficient", 0);
        settings.off("label_smoothing_factor");
        Data<TokenPair> data = data(recording, OfflineReplay::rewardPairs);
        Optimisation walk = walk(data.microBatch());
        settings.withoutPart("disable_dropout", "eos_token", "max_length", "pad_to_multiple_of")
                .finish();
        trajectory.follow(policy -> {
            Trajectory.requireHead(policy, DecoderConfig.Head.REWARD, "reward model");
            return new RewardModelTrainer(walk, centring, 0, data.plan())
                    .train(policy, data.items(), Trajectory.context());
        });
        return paddedWithTheEnd()
                ? "padded with the end token, so that the library reads every score one token too early"
                : unevenReason(data);
    }

    private static List<TokenPair> rewardPairs(JsonNode batch) {
        List<TokenRow> rows = Rows.masked(batch, "");
        int half = rows.size() / 2;
        double[] margins = batch.hasNonNull("margin") ? Json.numbers(batch.path("margin"), "margin") : new double[half];
        List<TokenPair> pairs = new ArrayList<>();
        for (int i = 0; i < half; i++) {
            pairs.add(new TokenPair(rows.get(i), rows.get(half + i), margins[i]));
        }
        return pairs;
    }

    /// Whether padding holds the token that ends an answer: the model's own end token.
    private boolean paddedWithTheEnd() {
        JsonNode config = Json.read(recording.model("policy").resolve("config.json"));
        int end = config.path("eos_token_id").asInt(-1);
        for (JsonNode batch : recording.batches()) {
            int[][] ids = Json.integerMatrix(batch.path("input_ids"), "input_ids");
            for (int r = 0; r < ids.length; r++) {
                int[] mask = Rows.mask(batch, "attention_mask", r);
                for (int t = 0; t < mask.length; t++) {
                    if (mask[t] == 0 && ids[r][t] == end) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    String processReward() {
        keys("input_ids", "attention_mask", "labels");
        recording.onlyModels("policy", "adapter");
        settings.off("label_smoothing_factor");
        Data<StepRow> data = data(recording, Rows::steps);
        Optimisation walk = walk(data.microBatch());
        settings.withoutPart(
                        "disable_dropout",
                        "max_completion_length",
                        "max_length",
                        "step_separator",
                        "train_on_last_step_only")
                .finish();
        trajectory.follow(policy -> {
            Trajectory.requireHead(policy, DecoderConfig.Head.STEP, "process reward model");
            return new ProcessRewardTrainer(walk, data.plan()).train(policy, data.items(), Trajectory.context());
        });
        return recording.accumulation() > 1 ? "the library adds up the means of micro-batches" : "";
    }

    void distillation() {
        keys("input_ids", "attention_mask", "labels", "prompts", "prompt_attention_mask", "byte_offsets");
        recording.onlyModels("policy", "adapter", "teacher");
        settings.off("label_smoothing_factor", "lmbda", "seq_kd");
        double beta = settings.number("beta", .5);
        Data<TokenRow> data = data(recording, batch -> Rows.labelled(batch, ""));
        Optimisation walk = walk(data.microBatch());
        settings.withoutPart(
                        "assistant_only_loss",
                        "completion_only_loss",
                        "dataset_text_field",
                        "disable_dropout",
                        "eos_token",
                        "eval_packing",
                        "loss_type",
                        "max_length",
                        "max_new_tokens",
                        "packing",
                        "packing_strategy",
                        "pad_to_multiple_of",
                        "padding_free",
                        "shuffle_dataset",
                        "teacher_model_name_or_path",
                        "temperature",
                        "truncation_mode")
                .finish();
        Engine.run(() -> {
            try (Decoder teacher = recording.decoder("teacher")) {
                trajectory.follow(policy -> new DistillationTrainer(walk, beta, 1, data.plan())
                        .train(policy, teacher, data.items(), Trajectory.context()));
            }
        });
    }

    private void keys(String... known) {
        keys(recording, known);
    }

    /// Refuses batches that hold more than these tensors.
    static void keys(Recording recording, String... known) {
        recording.batches().forEach(batch -> Json.only(batch, "a batch", known));
    }
}
