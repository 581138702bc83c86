package dev.plumbline.train.reference;

import dev.plumbline.train.Optimisation;
import dev.plumbline.train.RateCurve;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// The optimiser settings of a recorded run as our own: names and defaults are those of transformers.
final class Walk {
    private Walk() {}

    /// @param steps updates recorded
    /// @param total updates that the schedule spans
    /// @param microBatch items computed at once
    static Optimisation of(Settings settings, int steps, int total, int microBatch) {
        settings.withoutPart("seed", "max_steps", "per_device_train_batch_size", "gradient_accumulation_steps");
        double rate = settings.number("learning_rate", 5e-5);
        return new Optimisation(
                method(settings.text("optim", "adamw_torch")),
                steps,
                microBatch,
                microBatch,
                rate,
                .02,
                settings.number("adam_beta1", .9),
                settings.number("adam_beta2", .999),
                settings.number("adam_epsilon", 1e-8),
                settings.number("weight_decay", 0),
                settings.number("max_grad_norm", 0),
                curve(
                        settings.text("lr_scheduler_type", "linear"),
                        settings.options("lr_scheduler_kwargs"),
                        RateCurve.warmupSteps(settings.number("warmup_steps", 0), total),
                        total,
                        rate));
    }

    private static Optimisation.Method method(String name) {
        return switch (name) {
            case "adamw_torch", "adamw_torch_fused" -> Optimisation.Method.ADAMW;
            case "sgd" -> Optimisation.Method.SGD;
            case "rmsprop" -> Optimisation.Method.RMSPROP;
            case "adafactor" -> Optimisation.Method.ADAFACTOR;
            default -> throw new UnknownFixture("optimiser \"" + name + "\"");
        };
    }

    /// transformers' schedule of this name.
    ///
    /// @param options further settings under transformers' names
    /// @param rate peak rate, against which absolute floors are taken
    static RateCurve curve(String name, JsonNode options, int warmup, int total, double rate) {
        return switch (name) {
            case "constant" -> {
                known(options);
                yield new RateCurve.WarmupStableDecay(
                        0, Integer.MAX_VALUE, 0, RateCurve.Bend.LINEAR, RateCurve.Bend.LINEAR, 0, .5);
            }
            case "constant_with_warmup" -> {
                known(options);
                yield new RateCurve.WarmupStableDecay(
                        warmup, Integer.MAX_VALUE, 0, RateCurve.Bend.LINEAR, RateCurve.Bend.LINEAR, 0, .5);
            }
            case "linear" -> {
                known(options);
                yield new RateCurve.Polynomial(warmup, total, 0, 1);
            }
            case "cosine" -> {
                known(options, "num_cycles");
                yield new RateCurve.Cosine(warmup, total, number(options, "num_cycles", .5), 0);
            }
            case "cosine_with_restarts" -> {
                known(options, "num_cycles");
                yield new RateCurve.Restarts(warmup, total, (int) number(options, "num_cycles", 1));
            }
            case "polynomial" -> {
                known(options, "lr_end", "power");
                yield new RateCurve.Polynomial(
                        warmup, total, number(options, "lr_end", 1e-7) / rate, number(options, "power", 1));
            }
            case "inverse_sqrt" -> {
                known(options, "timescale");
                yield new RateCurve.InverseSquareRoot(
                        warmup, (int) number(options, "timescale", warmup == 0 ? 10_000 : warmup));
            }
            case "cosine_with_min_lr", "cosine_warmup_with_min_lr" -> floored(name, options, warmup, total, rate);
            case "warmup_stable_decay" -> stable(options, warmup, total);
            default -> throw new UnknownFixture("schedule \"" + name + "\"");
        };
    }

    private static RateCurve floored(String name, JsonNode options, int warmup, int total, double rate) {
        known(options, "num_cycles", "min_lr", "min_lr_rate", "warmup_lr_rate");
        double floor = options.hasNonNull("min_lr")
                ? Json.number(options, "min_lr") / rate
                : number(options, "min_lr_rate", 0);
        double cycles = number(options, "num_cycles", .5);
        return name.equals("cosine_with_min_lr")
                ? new RateCurve.Cosine(warmup, total, cycles, floor)
                : new RateCurve.CosineFromStart(
                        warmup, total, cycles, floor, number(options, "warmup_lr_rate", Double.NaN));
    }

    private static RateCurve stable(JsonNode options, int warmup, int total) {
        known(
                options,
                "num_decay_steps",
                "num_stable_steps",
                "warmup_type",
                "decay_type",
                "min_lr_ratio",
                "num_cycles");
        int decay = Json.integer(options, "num_decay_steps");
        return new RateCurve.WarmupStableDecay(
                warmup,
                (int) number(options, "num_stable_steps", total - warmup - decay),
                decay,
                bend(options, "warmup_type", "linear"),
                bend(options, "decay_type", "cosine"),
                number(options, "min_lr_ratio", 0),
                number(options, "num_cycles", .5));
    }

    private static RateCurve.Bend bend(JsonNode options, String key, String otherwise) {
        String name = options.hasNonNull(key) ? Json.text(options, key) : otherwise;
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "linear" -> RateCurve.Bend.LINEAR;
            case "cosine" -> RateCurve.Bend.COSINE;
            case "1-sqrt" -> RateCurve.Bend.ONE_MINUS_ROOT;
            default -> throw new UnknownFixture(key + " \"" + name + "\"");
        };
    }

    private static double number(JsonNode options, String key, double otherwise) {
        return options.hasNonNull(key) ? Json.number(options, key) : otherwise;
    }

    private static void known(JsonNode options, String... names) {
        for (String name : options.propertyNames()) {
            if (!Set.of(names).contains(name)) {
                throw new UnknownFixture("schedule option " + name);
            }
        }
    }
}
