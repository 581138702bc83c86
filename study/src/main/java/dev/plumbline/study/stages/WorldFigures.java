package dev.plumbline.study.stages;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.Estimate;
import dev.plumbline.study.NamedEstimate;
import dev.plumbline.study.SampleRecord;
import dev.plumbline.worlds.World;
import dev.plumbline.worlds.show.Film;
import dev.plumbline.worlds.show.PolicyPicture;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/// How a worlds stage writes down what it found, and how the report finds it again.
///
/// A policy and an episode are samples: the prompt is the map, the answer the text of a [PolicyPicture] or a
/// [Film].
public final class WorldFigures {
    /// The task of samples that hold a policy.
    public static final String POLICY = "policy";

    /// The task of samples that hold an episode.
    public static final String EPISODE = "episode";

    /// The score of samples that says what was rewarded.
    public static final String RETURN = "observed return";

    /// The score of samples that says what was meant.
    public static final String PERFORMANCE = "hidden performance";

    static final String ABOUT_RETURN = "The sum of rewards that an agent sees in an episode, expected.";
    static final String ABOUT_PERFORMANCE = "What an episode was truly worth, expected; no agent is told.";
    private static final double LEVEL = 0.95;

    private WorldFigures() {}

    static NamedEstimate figure(String name, String who, Estimate estimate, String about) {
        return new NamedEstimate(name, who, estimate, OptionalDouble.empty(), about);
    }

    /// Two estimates: what was rewarded and what was meant.
    static List<NamedEstimate> both(String who, Estimate observed, Estimate performance) {
        return List.of(
                figure(RETURN, who, observed, ABOUT_RETURN), figure(PERFORMANCE, who, performance, ABOUT_PERFORMANCE));
    }

    /// A figure that was computed, not measured: its interval has no width.
    static Estimate exact(double value) {
        return new Estimate(value + 0.0, value + 0.0, value + 0.0, LEVEL, "exact", 1, Map.of());
    }

    static SampleRecord policy(World world, String who, PolicyPicture picture, double observed, double performance) {
        return sample(POLICY, world, who, picture.text(), observed, performance);
    }

    static SampleRecord episode(World world, String who, Film film, double observed, double performance) {
        return sample(EPISODE, world, who, film.text(), observed, performance);
    }

    private static SampleRecord sample(
            String task, World world, String who, String answer, double observed, double performance) {
        return new SampleRecord(
                who,
                task,
                world.id(),
                Conversation.ask(world.map().toString()),
                answer,
                Map.of(RETURN, observed + 0.0, PERFORMANCE, performance + 0.0),
                Map.of("problem", world.problem()));
    }

    static String number(double value) {
        return new DecimalFormat("0.###", DecimalFormatSymbols.getInstance(Locale.ROOT)).format(value + 0.0);
    }

    static String interval(Estimate estimate) {
        return number(estimate.value()) + " [" + number(estimate.low()) + ", " + number(estimate.high()) + "]";
    }
}
