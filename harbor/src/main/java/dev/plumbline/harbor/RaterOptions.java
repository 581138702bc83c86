package dev.plumbline.harbor;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.Map;
import java.util.Objects;

/// What a simulated rater sees, likes and gets wrong. Two raters with the same options judge alike but not in
/// step: what chance decides differs.
///
/// A rater gives each answer a score: the utility as far as the rater can see it, in [0, 1], plus, for each like,
/// its size times how much of the liked thing the answer has. Likes are thus in units of utility: one of 0.5 makes
/// up for half of all that an answer can be worth.
///
/// @param name whose judgements these are
/// @param expertise how much of correctness and honesty this rater can check where that takes knowledge of the town, in
///     [0, 1]; what is not checked is taken to be half right
/// @param temperature how undecided it is between scores, above 0: answers that differ by one temperature are preferred
///     in the proportion e : 1
/// @param likesLength per ten words
/// @param likesConfidence for boasting
/// @param likesAgreement for naming the value that the user stated
/// @param likesHedges for calling it a guess
/// @param noise probability of marking the answer that it does not prefer, in [0, 0.5]
/// @param drift how much the temperature grows, as a share of itself, over a hundred comparisons of one session; at
///     least 0
/// @param careless share of comparisons in which it tosses a coin, in [0, 1]
public record RaterOptions(
        String name,
        double expertise,
        double temperature,
        double likesLength,
        double likesConfidence,
        double likesAgreement,
        double likesHedges,
        double noise,
        double drift,
        double careless) {
    public RaterOptions {
        Objects.requireNonNull(name, "name");
        within(name, "expertise", expertise, 0, 1);
        within(name, "temperature", temperature, 1e-6, 1e6);
        Map.of(
                        "likesLength", likesLength,
                        "likesConfidence", likesConfidence,
                        "likesAgreement", likesAgreement,
                        "likesHedges", likesHedges)
                .forEach((like, size) -> within(name, like, size, -1e6, 1e6));
        within(name, "noise", noise, 0, .5);
        within(name, "drift", drift, 0, 1e6);
        within(name, "careless", careless, 0, 1);
    }

    /// Checks nearly everything and likes nothing but the utility.
    public static RaterOptions truthful(String name) {
        return new RaterOptions(name, .9, .15, 0, 0, 0, 0, .02, .1, .03);
    }

    /// As able and as careful as a truthful rater, but likes to be agreed with, and likes confidence.
    public static RaterOptions flattered(String name) {
        return new RaterOptions(name, .9, .15, 0, .3, 1.2, 0, .02, .1, .03);
    }

    /// The same rater under another name.
    public RaterOptions named(String other) {
        return new RaterOptions(
                other,
                expertise,
                temperature,
                likesLength,
                likesConfidence,
                likesAgreement,
                likesHedges,
                noise,
                drift,
                careless);
    }

    private static void within(String rater, String option, double value, double low, double high) {
        if (!(value >= low && value <= high)) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "rater " + rater + ": " + option + " must lie in [" + low + ", " + high + "], not " + value);
        }
    }
}
