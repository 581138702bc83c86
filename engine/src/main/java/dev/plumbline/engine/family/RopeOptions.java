package dev.plumbline.engine.family;

import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.DecoderConfig;
import dev.plumbline.engine.PositionConfig;
import dev.plumbline.engine.RotaryConfig;
import dev.plumbline.engine.RotaryScaling;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Rotary options in the old spelling (`rope_theta`, `rope_scaling`) and the new (`rope_parameters`).
final class RopeOptions {
    static final double THETA = 10_000;
    static final Set<String> TYPES = Set.of("default", "linear", "dynamic", "yarn", "llama3", "longrope");
    private static final Set<String> OLD_LONGROPE = Set.of("su", "yarn"); // as Phi-3 called it at first

    private final ConfigOptions options;
    private final int headWidth;
    private final int context;
    private final OptionalInt original;

    /// @param headWidth size of a head
    /// @param context `max_position_embeddings`
    RopeOptions(ConfigOptions options, int headWidth, int context) {
        this(options, headWidth, context, OptionalInt.empty());
    }

    private RopeOptions(ConfigOptions options, int headWidth, int context, OptionalInt original) {
        this.options = options;
        this.headWidth = headWidth;
        this.context = context;
        this.original = original;
    }

    /// The same for a family whose configuration has `original_max_position_embeddings` itself, with this
    /// default; what the rotary settings say of it does not count then.
    RopeOptions withOriginal(int otherwise) {
        return new RopeOptions(options, headWidth, context, OptionalInt.of(otherwise));
    }

    /// The same for all layers, turning whole heads.
    PositionConfig everywhere(int layers) {
        double theta = options.real("rope_theta", THETA);
        return PositionConfig.Rotary.everywhere(
                read(settings(), theta, options.real("partial_rotary_factor", 1), TYPES, false), layers);
    }

    private JsonNode settings() {
        JsonNode old = options.node("rope_scaling");
        return old.isNull() || old.isEmpty() && old.isObject() || old.isMissingNode()
                ? options.node("rope_parameters")
                : old;
    }

    /// The same for all layers, turning a part of each head.
    ///
    /// @param thetaKey old name of the base
    /// @param partKey old name of the part
    /// @param part its default
    PositionConfig partly(int layers, Set<String> types, String thetaKey, String partKey, double part) {
        double theta = options.real(thetaKey, THETA);
        return PositionConfig.Rotary.everywhere(
                read(settings(), theta, options.real(partKey, part), types, true), layers);
    }

    /// One set of rotary settings.
    ///
    /// @param settings the object that holds them; missing or null for none
    /// @param theta where the object has no `rope_theta`
    /// @param part of a head that is turned, where the object has no `partial_rotary_factor`
    /// @param partial whether the family can turn less than the whole head
    RotaryConfig read(JsonNode settings, double theta, double part, Set<String> types, boolean partial) {
        if (!settings.isMissingNode() && !settings.isNull() && !settings.isObject()) {
            throw options.bad("rope_scaling", settings + "; it must be an object");
        }
        double share = options.real(settings, "partial_rotary_factor", part);
        if (!(share > 0 && share <= 1) || (!partial && share != 1)) {
            throw options.bad(
                    "partial_rotary_factor", share + (partial ? "; it must be in (0, 1]" : " (supported: 1)"));
        }
        String type = settings.hasNonNull("rope_type") ? text(settings, "rope_type") : text(settings, "type");
        if (!types.contains(type) && types.contains("longrope") && OLD_LONGROPE.contains(type)) {
            type = "longrope";
        }
        if (!types.contains(type)) {
            throw options.bad(
                    "rope_type",
                    type + " (supported: "
                            + String.join(", ", types.stream().sorted().toList()) + ")");
        }
        return new RotaryConfig(
                options.real(settings, "rope_theta", theta), (int) (headWidth * share), scaling(type, settings));
    }

    private static String text(JsonNode settings, String key) {
        JsonNode node = settings.path(key);
        return node.isMissingNode() || node.isNull() ? "default" : node.asString(node.toString());
    }

    private RotaryScaling scaling(String type, JsonNode s) {
        return switch (type) {
            case "default" -> new RotaryScaling.None();
            case "linear" -> new RotaryScaling.Linear(required(s, "factor"));
            case "dynamic" -> new RotaryScaling.Dynamic(required(s, "factor"), context);
            case "yarn" -> yarn(s);
            case "llama3" ->
                new RotaryScaling.Llama3(
                        required(s, "factor"),
                        required(s, "low_freq_factor"),
                        required(s, "high_freq_factor"),
                        original(s));
            case "longrope" -> longRope(s);
            default -> throw new IllegalStateException("rope_type " + type);
        };
    }

    private RotaryScaling yarn(JsonNode s) {
        int original = original(s);
        double factor = options.real(s, "factor", (double) context / original);
        double all = options.real(s, "mscale_all_dim", 0);
        double one = options.real(s, "mscale", 0);
        double amplitude = all != 0 && one != 0 ? mscale(factor, one) / mscale(factor, all) : mscale(factor, 1);
        JsonNode truncate = s.path("truncate");
        return new RotaryScaling.Yarn(
                factor,
                options.real(s, "attention_factor", amplitude),
                orElse(options.real(s, "beta_fast", 0), 32),
                orElse(options.real(s, "beta_slow", 0), 1),
                original,
                truncate.isMissingNode() || truncate.asBoolean(true));
    }

    private RotaryScaling longRope(JsonNode s) {
        int original = original(s);
        double factor = options.real(s, "factor", (double) context / original);
        double amplitude = factor <= 1 ? 1 : Math.sqrt(1 + Math.log(factor) / Math.log(original));
        return new RotaryScaling.LongRope(
                numbers(s, "short_factor"),
                numbers(s, "long_factor"),
                options.real(s, "attention_factor", amplitude),
                original);
    }

    private static double mscale(double factor, double scale) {
        return factor <= 1 ? 1 : .1 * scale * Math.log(factor) + 1;
    }

    private static double orElse(double value, double otherwise) {
        return value == 0 ? otherwise : value;
    }

    private int original(JsonNode s) {
        String key = "original_max_position_embeddings";
        double found = original.isPresent() || options.has(key)
                ? options.whole(key, original.orElse(0))
                : options.real(s, key, context);
        if (found != Math.rint(found) || found < 1 || found > Integer.MAX_VALUE) {
            throw options.bad(key, found + "; it must be a whole number above 0");
        }
        return (int) found;
    }

    private double required(JsonNode s, String key) {
        if (!s.hasNonNull(key)) {
            throw options.bad(key, "nothing; this rope_type needs it");
        }
        return options.real(s, key, 0);
    }

    private List<Double> numbers(JsonNode s, String key) {
        JsonNode array = s.path(key);
        List<Double> numbers = new ArrayList<>();
        for (JsonNode one : array) {
            if (!one.isNumber()) {
                throw notNumbers(key, array);
            }
            numbers.add(one.asDouble());
        }
        if (!array.isArray()) {
            throw notNumbers(key, array);
        }
        return numbers;
    }

    private PlumblineException notNumbers(String key, JsonNode found) {
        return options.bad(key, found + "; it must be a list of numbers");
    }

    /// Writes the settings that all layers share as `rope_parameters`.
    ///
    /// @param headWidth size of a head
    static void write(PositionConfig positions, int headWidth, ObjectNode out) {
        if (!(positions instanceof PositionConfig.Rotary rotary)) {
            throw new IllegalArgumentException("this family has rotary positions");
        }
        write(rotary.layers().getFirst(), headWidth, out.putObject("rope_parameters"));
    }

    static void write(RotaryConfig config, int headWidth, ObjectNode rope) {
        rope.put("rope_theta", config.theta());
        if (config.width() != headWidth) {
            rope.put("partial_rotary_factor", share(config.width(), headWidth));
        }
        switch (config.scaling()) {
            case RotaryScaling.None n -> rope.put("rope_type", "default");
            case RotaryScaling.Linear l -> rope.put("rope_type", "linear").put("factor", l.factor());
            case RotaryScaling.Dynamic d -> rope.put("rope_type", "dynamic").put("factor", d.factor());
            case RotaryScaling.Yarn y ->
                rope.put("rope_type", "yarn")
                        .put("factor", y.factor())
                        .put("attention_factor", y.amplitude())
                        .put("beta_fast", y.fast())
                        .put("beta_slow", y.slow())
                        .put("original_max_position_embeddings", y.original())
                        .put("truncate", y.truncate());
            case RotaryScaling.Llama3 l ->
                rope.put("rope_type", "llama3")
                        .put("factor", l.factor())
                        .put("low_freq_factor", l.low())
                        .put("high_freq_factor", l.high())
                        .put("original_max_position_embeddings", l.original());
            case RotaryScaling.LongRope l -> {
                rope.put("rope_type", "longrope")
                        .put("attention_factor", l.amplitude())
                        .put("original_max_position_embeddings", l.original());
                l.shortFactors().forEach(rope.withArray("short_factor")::add);
                l.longFactors().forEach(rope.withArray("long_factor")::add);
            }
        }
    }

    /// The context that longrope factors were made for.
    static OptionalInt original(PositionConfig positions) {
        return positions instanceof PositionConfig.Rotary rotary
                        && rotary.layers().getFirst().scaling() instanceof RotaryScaling.LongRope longRope
                ? OptionalInt.of(longRope.original())
                : OptionalInt.empty();
    }

    /// The share of each head that a decoder turns.
    static double share(DecoderConfig c) {
        if (!(c.positions() instanceof PositionConfig.Rotary rotary)) {
            throw new IllegalArgumentException("this family has rotary positions");
        }
        return share(rotary.layers().getFirst().width(), c.attention().headWidth());
    }

    /// A share whose product with the head's width has this whole part.
    private static double share(int width, int headWidth) {
        double share = (double) width / headWidth;
        return (int) (headWidth * share) == width ? share : Math.nextUp(share);
    }
}
