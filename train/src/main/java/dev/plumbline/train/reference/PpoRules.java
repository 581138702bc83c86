package dev.plumbline.train.reference;

import dev.plumbline.train.Optimisation;
import dev.plumbline.train.PolicyObjective;
import dev.plumbline.train.ValueObjective;
import dev.plumbline.train.loss.AnswerAggregation;
import dev.plumbline.train.loss.KlEstimator;
import dev.plumbline.train.loss.KlLoss;
import dev.plumbline.train.loss.PolicyLoss;

/// What the settings of a recorded run of PPO come to.
///
/// @param klCoefficient of the penalty within the rewards
/// @param estimator that the penalty is made with
/// @param accumulation micro-batches of an update
record PpoRules(
        Optimisation walk,
        PolicyObjective policy,
        ValueObjective value,
        double gamma,
        double lambda,
        double klCoefficient,
        KlEstimator estimator,
        boolean whitenRewards,
        int accumulation) {
    /// What the settings of a recording come to.
    ///
    /// @throws UnknownFixture if one of them is not known
    static PpoRules of(Recording recording) {
        Settings settings = recording.settings();
        settings.off("label_smoothing_factor");
        int rounds = recording.root().path("rounds").size();
        int accumulation = settings.integer("gradient_accumulation_steps", 1);
        int total = settings.integer("num_total_batches", rounds);
        Optimisation walk = Walk.of(settings, Math.max(1, rounds), Math.max(1, total), 1);
        double clip = settings.number("cliprange", .2);
        PpoRules rules = new PpoRules(
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
                estimator(settings, settings.text("kl_estimator", "k1")),
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

    private static KlEstimator estimator(Settings settings, String name) {
        settings.withoutPart("model_adapter_name", "ref_adapter_name");
        return switch (name) {
            case "k1" -> KlEstimator.K1;
            case "k3" -> KlEstimator.K3;
            default -> throw new UnknownFixture("kl_estimator \"" + name + "\"");
        };
    }
}
