package dev.plumbline.train.reference;

import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.NoGradient;
import dev.plumbline.train.TargetLogits;
import dev.plumbline.train.TokenRow;
import dev.plumbline.train.loss.Advantages;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/// Rewards of recorded samples turned into advantages, and held against the trainer's own, before it shuffles
/// them.
final class RecordedAdvantages {
    private static final double EPSILON = 1e-4;

    private final Recording recording;
    private final Settings settings;
    private final Findings findings;
    private final int group;
    private final double[] weights;

    RecordedAdvantages(Recording recording, Settings settings, Findings findings) {
        this.recording = recording;
        this.settings = settings;
        this.findings = findings;
        this.group = settings.integer("num_generations", 1);
        this.weights = settings.numbers("reward_weights");
    }

    void grpo() {
        String scale =
                settings.has("scale_rewards") ? settings.texts("scale_rewards").getFirst() : "group";
        String aggregation = settings.text("multi_objective_aggregation", "sum_then_normalize");
        compare((rewards, round) -> grpo(rewards, weights(rewards), group, scale, aggregation));
    }

    /// GRPO's advantages by the library's names of settings.
    static double[] grpo(double[][] byFunction, double[] weights, int group, String scale, String aggregation) {
        if (aggregation.equals("normalize_then_sum")) {
            return Advantages.normalisedThenSummed(byFunction, weights, group, EPSILON);
        }
        if (!aggregation.equals("sum_then_normalize")) {
            throw new UnknownFixture("multi_objective_aggregation \"" + aggregation + "\"");
        }
        Advantages.Scaling scaling = switch (scale) {
            case "group", "true", "True" -> Advantages.Scaling.GROUP;
            case "batch" -> Advantages.Scaling.BATCH;
            case "none", "false", "False" -> Advantages.Scaling.NONE;
            default -> throw new UnknownFixture("scale_rewards \"" + scale + "\"");
        };
        return Advantages.grouped(
                Advantages.summed(byFunction, weights), group, scaling, Advantages.Deviation.UNBIASED, EPSILON);
    }

    void rloo() {
        double beta = settings.number("beta", 0);
        boolean normalised = settings.flag("normalize_advantages");
        double temperature = settings.number("temperature", 1);
        double[] range = settings.numbers("reward_clip_range");
        compare((byFunction, round) -> {
            double[] rewards = Advantages.summed(byFunction, weights(byFunction));
            if (range.length == 2) {
                rewards = Arrays.stream(rewards)
                        .map(r -> Math.clamp(r, range[0], range[1]))
                        .toArray();
            }
            double[] penalties = beta == 0 ? new double[rewards.length] : moved(round, temperature);
            double[] penalised = rewards;
            Arrays.setAll(penalties, i -> penalised[i] - beta * penalties[i]);
            return rloo(penalties, group, normalised);
        });
    }

    /// log pi - log ref of each whole answer, as the policy was when it sampled.
    private double[] moved(JsonNode round, double temperature) {
        double[] old = Json.numbers(round.path("old_logps"), "old_logps");
        List<TokenRow> rows = new ArrayList<>();
        for (int i = 0; i < old.length; i++) {
            JsonNode sample = round.path("samples").path(i);
            int[] ids = Json.integers(sample.path("completion_ids"), "completion_ids");
            int[] mask = Json.integers(round.path("completion_mask").path(i), "completion_mask");
            int[] written =
                    IntStream.range(0, ids.length).filter(t -> mask[t] == 1).toArray();
            rows.add(TokenRow.answer(Json.integers(sample.path("prompt_ids"), "prompt_ids"), Rows.at(ids, written)));
        }
        double[] moved = old.clone();
        Engine.run(() -> {
            try (Decoder reference = recording.decoder("reference");
                    NoGradient off = NoGradient.open()) {
                TargetLogits at = TargetLogits.of(reference, rows, temperature);
                double[] values = at.logProbabilities().toDoubles();
                for (int t = 0; t < values.length; t++) {
                    moved[at.row()[t]] -= values[t];
                }
            }
        });
        return moved;
    }

    static double[] rloo(double[] rewards, int group, boolean normalised) {
        double[] advantages = Advantages.leaveOneOut(rewards, group);
        return normalised ? Advantages.standardised(advantages, EPSILON) : Advantages.orZero(advantages);
    }

    @FunctionalInterface
    private interface Rule {
        double[] advantages(double[][] rewardsByFunction, JsonNode round);
    }

    private void compare(Rule rule) {
        int index = 0;
        for (JsonNode round : recording.root().path("rollouts")) {
            Json.only(
                    round,
                    "a rollout",
                    "samples",
                    "completion_mask",
                    "advantages",
                    "old_per_token_logps",
                    "ref_per_token_logps",
                    "old_logps");
            findings.compare(
                    "advantages",
                    "round " + index++ + " ",
                    rule.advantages(rewards(round.path("samples")), round),
                    Json.numbers(round.path("advantages"), "advantages"),
                    Trajectory.TABLE);
        }
    }

    /// One row of rewards per reward function.
    private static double[][] rewards(JsonNode samples) {
        int n = samples.size();
        JsonNode first = samples.path(0).path("reward");
        int functions = first.isArray() ? first.size() : 1;
        return IntStream.range(0, functions)
                .mapToObj(f -> IntStream.range(0, n)
                        .mapToDouble(i -> {
                            JsonNode reward = samples.path(i).path("reward");
                            JsonNode one = reward.isArray() ? reward.path(f) : reward;
                            return one.isNull() ? Double.NaN : one.doubleValue();
                        })
                        .toArray())
                .toArray(double[][]::new);
    }

    private double[] weights(double[][] byFunction) {
        if (weights.length > 0) {
            return weights;
        }
        double[] ones = new double[byFunction.length];
        Arrays.fill(ones, 1);
        return ones;
    }
}
