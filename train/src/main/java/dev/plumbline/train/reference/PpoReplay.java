package dev.plumbline.train.reference;

import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.DecoderConfig;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.NoGradient;
import dev.plumbline.engine.Optimizer;
import dev.plumbline.engine.Parameters;
import dev.plumbline.engine.TensorScope;
import dev.plumbline.engine.TokenBatch;
import dev.plumbline.train.PolicyObjective;
import dev.plumbline.train.PolicySample;
import dev.plumbline.train.TargetLogits;
import dev.plumbline.train.TokenRow;
import dev.plumbline.train.ValueFunction;
import dev.plumbline.train.ValueObjective;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Recorded runs of PPO on fixed answers: the shaped rewards, advantages and returns of each round, and every
/// update of policy and value model.
final class PpoReplay {
    private final Recording recording;
    private final Findings findings;
    private final Trajectory trajectory;

    PpoReplay(Recording recording, Findings findings) {
        this.recording = recording;
        this.findings = findings;
        this.trajectory = new Trajectory(recording, findings);
    }

    void follow() {
        recording.onlyModels("policy", "reference", "reward", "value");
        PpoRules rules = PpoRules.of(recording);
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

    private void round(Pair pair, PpoRules rules, JsonNode round, int index) {
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
        List<PpoAnswer> answers = new PpoRounds(rules, findings).answers(round, index);
        for (JsonNode update : round.path("updates")) {
            try (TensorScope scope = TensorScope.open()) {
                update(pair, rules, update, answers, index);
            }
        }
    }

    private void update(Pair pair, PpoRules rules, JsonNode update, List<PpoAnswer> answers, int index) {
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
            PpoAnswer answer = answers.get(i);
            samples.add(answer.sample());
            valued.add(answer.valued());
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
        double valueLoss = rules.value()
                        .accumulate(
                                new ValueFunction.Model(pair.value()), layout, valued, places * rules.accumulation())
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
                            .narrow(0, weight.offset() + PpoRounds.PADDING * width, width)
                            .zeroInPlace();
                }
            }
        }
    }
}
