package dev.plumbline.train.reference;

import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.DecoderConfig;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.NoGradient;
import dev.plumbline.engine.Optimizer;
import dev.plumbline.engine.Parameters;
import dev.plumbline.engine.TensorScope;
import dev.plumbline.engine.TokenBatch;
import dev.plumbline.train.Optimisation;
import dev.plumbline.train.PolicyObjective;
import dev.plumbline.train.PolicySample;
import dev.plumbline.train.TargetLogits;
import dev.plumbline.train.TokenRow;
import dev.plumbline.train.ValueObjective;
import dev.plumbline.train.loss.AnswerAggregation;
import dev.plumbline.train.loss.KlEstimator;
import dev.plumbline.train.loss.KlLoss;
import dev.plumbline.train.loss.PolicyLoss;
import dev.plumbline.train.loss.TokenAdvantages;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Recorded runs of PPO on fixed answers: the shaped rewards, advantages and returns of each round, and every
/// update of policy and value model.
///
/// The library pads prompts on the side that the tokenizer says and reads the first token of an answer at the
/// place before it, even where that is padding. It adds an answer's score one place *past* its last token where
/// there is room, and takes values, their loss and the whitening of rewards over a mask one token longer than the
/// policy's; answers are read so here.
final class PpoReplay {
    private static final int PADDING = 0;

    private final Recording recording;
    private final Findings findings;
    private final Trajectory trajectory;
    private final Settings settings;

    PpoReplay(Recording recording, Findings findings) {
        this.recording = recording;
        this.findings = findings;
        this.trajectory = new Trajectory(recording, findings);
        this.settings = recording.settings();
    }

    /// What the settings come to.
    private record Rules(
            Optimisation walk,
            PolicyObjective policy,
            ValueObjective value,
            double gamma,
            double lambda,
            double klCoefficient,
            KlEstimator estimator,
            boolean whitenRewards,
            int accumulation) {}

    void follow() {
        recording.onlyModels("policy", "reference", "reward", "value");
        Rules rules = rules();
        Engine.run(() -> {
            try (Decoder policy = recording.decoder("policy");
                    Decoder value = recording.decoder("value")) {
                Trajectory.requireHead(value, DecoderConfig.Head.REWARD, "value model");
                policy.parameters().trainable();
                value.parameters().trainable();
                try (Optimizer policyWalk = rules.walk().optimizer(policy.parameters());
                        Optimizer valueWalk = rules.walk().optimizer(value.parameters())) {
                    Pair pair = new Pair(policy, value, policyWalk, valueWalk);
                    int index = 0;
                    for (JsonNode round : recording.root().path("rounds")) {
                        round(pair, rules, round, index++);
                    }
                }
                trajectory.parameters(policy, "policy.");
                trajectory.parameters(value, "value_model.");
                trajectory.probe(policy);
            }
        });
    }

    private record Pair(Decoder policy, Decoder value, Optimizer policyWalk, Optimizer valueWalk) {
        void clear() {
            policy.parameters().clearGradients();
            value.parameters().clearGradients();
        }

        double norm() {
            return Math.hypot(Optimizer.clip(policy.parameters(), 0), Optimizer.clip(value.parameters(), 0));
        }

        void step(double factor) {
            policyWalk.step(factor);
            valueWalk.step(factor);
        }
    }

    private Rules rules() {
        settings.off("label_smoothing_factor");
        int rounds = recording.root().path("rounds").size();
        int accumulation = settings.integer("gradient_accumulation_steps", 1);
        int total = settings.integer("num_total_batches", rounds);
        Optimisation walk = Walk.of(settings, Math.max(1, rounds), Math.max(1, total), 1);
        double clip = settings.number("cliprange", .2);
        Rules rules = new Rules(
                walk,
                new PolicyObjective(
                        PolicyLoss.Clip.ppo(clip),
                        KlLoss.none(),
                        new AnswerAggregation.TokenMean(),
                        settings.number("temperature", .7) + 1e-7),
                new ValueObjective(settings.number("cliprange_value", .2), settings.number("vf_coef", .1)),
                settings.number("gamma", 1),
                settings.number("lam", .95),
                settings.number("kl_coef", .05),
                estimator(settings.text("kl_estimator", "k1")),
                settings.flag("whiten_rewards"),
                accumulation);
        settings.withoutPart(
                        // the trainer's gradients are never clipped
                        "max_grad_norm",
                        "batch_size",
                        "local_batch_size",
                        "local_mini_batch_size",
                        "local_rollout_forward_batch_size",
                        "micro_batch_size",
                        "mini_batch_size",
                        // recorded scores hold the penalty
                        "missing_eos_penalty",
                        "num_mini_batches",
                        "num_ppo_epochs",
                        "response_length",
                        "stop_token",
                        "stop_token_id",
                        "total_episodes",
                        "world_size")
                .finish();
        return rules;
    }

    private KlEstimator estimator(String name) {
        settings.withoutPart("model_adapter_name", "ref_adapter_name");
        return switch (name) {
            case "k1" -> KlEstimator.K1;
            case "k3" -> KlEstimator.K3;
            default -> throw new UnknownFixture("kl_estimator \"" + name + "\"");
        };
    }

    /// What is known of one answer before the updates of its round.
    ///
    /// @param ids prompt and answer; where the prompt was padded on its right, with the padding token before the
    /// answer, at which the library reads the first token's probability and value
    /// @param prompt tokens before the answer
    /// @param padded whether the last of them is padding
    /// @param values of the answer's tokens, and of the place past them where there is one
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Answer(int[] ids, int prompt, boolean padded, double[] old, double[] values, double[] returns) {
        TokenRow row() {
            return TokenRow.answer(Arrays.copyOf(ids, prompt), Arrays.copyOfRange(ids, prompt, ids.length));
        }

        int[] places() {
            int[] places = new int[values.length];
            Arrays.setAll(places, t -> prompt - 1 + t);
            return places;
        }

        boolean[] unseen() {
            boolean[] unseen = new boolean[ids.length];
            unseen[prompt - 1] = padded;
            return unseen;
        }
    }

    private void round(Pair pair, Rules rules, JsonNode round, int index) {
        Json.only(
                round,
                "a round",
                "query_responses",
                "responses",
                "postprocessed_responses",
                "context_length",
                "sequence_lengths",
                "logprobs",
                "ref_logprobs",
                "values",
                "scores",
                "kl",
                "non_score_reward",
                "rewards",
                "rewards_before_whitening",
                "padding_mask",
                "padding_mask_p1",
                "returns",
                "advantages",
                "advantages_whitened",
                "updates",
                "metrics");
        double[][] rewards = rewards(round, rules, index);
        List<Answer> answers = new ArrayList<>();
        double[][] advantages = advantages(round, rules, rewards, answers, index);
        for (JsonNode update : round.path("updates")) {
            try (TensorScope scope = TensorScope.open()) {
                update(pair, rules, update, answers, advantages, index);
            }
        }
    }

    /// Rewards of each token: the KL penalty, and the score at the end.
    private double[][] rewards(JsonNode round, Rules rules, int index) {
        double[][] own = Json.matrix(round.path("logprobs"), "logprobs");
        double[][] reference = Json.matrix(round.path("ref_logprobs"), "ref_logprobs");
        double[][] recorded = Json.matrix(round.path("rewards"), "rewards");
        int[] last = Json.integers(round.path("sequence_lengths"), "sequence_lengths");
        double[] scores = Json.numbers(round.path("scores"), "scores");
        double[][] rewards = new double[own.length][];
        for (int i = 0; i < own.length; i++) {
            rewards[i] = new double[Math.min(last[i] + 2, own[i].length)];
            for (int t = 0; t <= last[i]; t++) {
                rewards[i][t] = -rules.klCoefficient() * rules.estimator().of(own[i][t] - reference[i][t]);
            }
            rewards[i][rewards[i].length - 1] += scores[i];
        }
        if (rules.whitenRewards()) {
            TokenAdvantages.whiten(rewards, false);
        }
        for (int i = 0; i < rewards.length; i++) {
            findings.compare(
                    "rewards",
                    place(index, i),
                    rewards[i],
                    Arrays.copyOf(recorded[i], rewards[i].length),
                    Trajectory.TABLE);
        }
        return rewards;
    }

    private double[][] advantages(JsonNode round, Rules rules, double[][] rewards, List<Answer> answers, int index) {
        int[][] whole = Json.integerMatrix(round.path("query_responses"), "query_responses");
        double[][] own = Json.matrix(round.path("logprobs"), "logprobs");
        double[][] values = Json.matrix(round.path("values"), "values");
        double[][] raw = Json.matrix(round.path("advantages"), "advantages");
        double[][] whitened = Json.matrix(round.path("advantages_whitened"), "advantages_whitened");
        double[][] returns = Json.matrix(round.path("returns"), "returns");
        int[] last = Json.integers(round.path("sequence_lengths"), "sequence_lengths");
        int context = Json.integer(round, "context_length");
        double[][] live = new double[rewards.length][];
        for (int i = 0; i < rewards.length; i++) {
            int places = rewards[i].length;
            int length = last[i] + 1;
            double[] known = Arrays.copyOf(values[i], places);
            TokenAdvantages found = TokenAdvantages.generalised(rewards[i], known, rules.gamma(), rules.lambda());
            findings.compare(
                    "advantages", place(index, i), found.advantages(), Arrays.copyOf(raw[i], places), Trajectory.TABLE);
            findings.compare(
                    "returns", place(index, i), found.returns(), Arrays.copyOf(returns[i], places), Trajectory.TABLE);
            live[i] = Arrays.copyOf(found.advantages(), length);
            int[] ids = unpadded(whole[i], context, length);
            answers.add(new Answer(
                    ids,
                    ids.length - length,
                    whole[i][context - 1] == PADDING,
                    Arrays.copyOf(own[i], length),
                    known,
                    found.returns()));
        }
        TokenAdvantages.whiten(live, true);
        for (int i = 0; i < live.length; i++) {
            findings.compare(
                    "whitened advantages",
                    place(index, i),
                    live[i],
                    Arrays.copyOf(whitened[i], live[i].length),
                    Trajectory.TABLE);
        }
        return live;
    }

    /// Prompts are padded with token 0 on either side; an answer ends where its length says. Of padding before the
    /// answer one token stays, for something is read there.
    private static int[] unpadded(int[] row, int context, int length) {
        List<Integer> kept = new ArrayList<>();
        for (int t = 0; t < context + length; t++) {
            if (row[t] != PADDING || t >= context - 1) {
                kept.add(row[t]);
            }
        }
        return kept.stream().mapToInt(Integer::intValue).toArray();
    }

    private void update(
            Pair pair, Rules rules, JsonNode update, List<Answer> answers, double[][] advantages, int index) {
        Json.only(
                update,
                "an update",
                "micro_batch_inds",
                "new_logprobs",
                "vpred",
                "vf_loss",
                "vf_clipfrac",
                "pg_loss",
                "ratio",
                "loss",
                "grad_norm",
                "stepped",
                "lr");
        List<PolicySample> samples = new ArrayList<>();
        List<ValueObjective.Sample> valued = new ArrayList<>();
        List<boolean[]> unseen = new ArrayList<>();
        double tokens = 0;
        double places = 0;
        for (int i : Json.integers(update.path("micro_batch_inds"), "micro_batch_inds")) {
            Answer answer = answers.get(i);
            samples.add(new PolicySample(answer.row(), 0, advantages[i], answer.old(), new double[0], new double[0]));
            valued.add(new ValueObjective.Sample(answer.ids(), answer.places(), answer.values(), answer.returns()));
            unseen.add(answer.unseen());
            tokens += answer.old().length;
            places += answer.values().length;
        }
        TokenBatch layout = TokenBatch.packed(
                samples.stream().map(sample -> sample.row().ids()).toList(), unseen);
        PolicyObjective.Totals totals = new PolicyObjective.Totals(
                samples.size(), tokens * rules.accumulation(), Double.NEGATIVE_INFINITY, tokens);
        List<TokenRow> rows = samples.stream().map(PolicySample::row).toList();
        TargetLogits at =
                TargetLogits.of(pair.policy(), rows, layout, rules.policy().temperature());
        double policyLoss = rules.policy().accumulate(at, samples, totals).loss() * rules.accumulation();
        double valueLoss = rules.value().accumulate(pair.value(), layout, valued, places * rules.accumulation())
                * rules.accumulation();
        forgetPadding(pair.policy());
        forgetPadding(pair.value());
        int step = index == 0
                        && update.equals(recording
                                .root()
                                .path("rounds")
                                .path(0)
                                .path("updates")
                                .path(0))
                ? 0
                : 1;
        String place = "round " + (index + 1);
        trajectory.loss(step, place, policyLoss + rules.value().weight() * valueLoss, Json.number(update, "loss"));
        trajectory.loss(1, place + " policy", policyLoss, Json.number(update, "pg_loss"));
        trajectory.loss(1, place + " value", valueLoss, Json.number(update, "vf_loss"));
        trajectory.norm(place, pair.norm(), Json.number(update, "grad_norm"));
        if (update.path("stepped").asBoolean(false)) {
            double factor = rules.walk().curve().factor(index);
            findings.compare("learning rate", place, rules.walk().rate() * factor, Json.number(update, "lr"), 0, 1e-6);
            pair.step(factor);
            pair.clear();
        }
    }

    /// The library's embedding takes no gradient at the padding token.
    private static void forgetPadding(Decoder model) {
        try (NoGradient off = NoGradient.open()) {
            for (Parameters.Weight weight : model.parameters().weights()) {
                if (weight.name().equals("model.embed_tokens.weight")) {
                    long width = model.config().width();
                    model.parameters()
                            .gradients()
                            .narrow(0, weight.offset() + PADDING * width, width)
                            .zeroInPlace();
                }
            }
        }
    }

    private static String place(int round, int answer) {
        return "round " + (round + 1) + " answer " + (answer + 1) + " token ";
    }
}
