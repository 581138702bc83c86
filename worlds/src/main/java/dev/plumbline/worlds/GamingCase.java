package dev.plumbline.worlds;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// A reported case in which something did as it was told and not as it was meant.
///
/// @param name such as `circling_boat`
/// @param mechanism what kind of gap it found
/// @param world a world that ships and reproduces the mechanism; empty if none does
/// @param source who reported it, when and where
/// @param story what happened, in our own words
public record GamingCase(String name, Mechanism mechanism, String world, String source, String story) {
    /// The kind of gap between what was specified and what was meant.
    public enum Mechanism {
        /// The reward itself pays for something else.
        REWARD_GAMING,
        /// What is measured and what is meant come apart under pressure.
        PROXY,
        /// The sensor, the reward or the judge's state of mind is changed.
        TAMPERING,
        /// The simulated world is wrong.
        SIMULATOR_BUG,
        /// The real world offers a way that nobody thought of.
        LOOPHOLE,
        /// The test is passed without the work, or conduct depends on being tested.
        EVALUATION_GAMING,
        /// People are led to believe something false.
        HUMAN_DECEPTION,
        /// What would end or correct the episode is prevented.
        AVOIDING_THE_END,
        /// A goal that fitted the training is pursued where it does not fit.
        GOAL_MISGENERALISATION,
        /// A feature is used that goes with the answer in the data alone.
        SHORTCUT,
        /// What the goal does not mention is used up.
        SIDE_EFFECT,
        /// Two that should check each other help each other.
        COLLUSION
    }

    private static final String RESOURCE = "specification-gaming.txt";

    public GamingCase {
        Objects.requireNonNull(mechanism, "mechanism");
    }

    /// All cases of the catalogue.
    public static List<GamingCase> all() {
        try (InputStream in = Objects.requireNonNull(GamingCase.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .map(GamingCase::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(RESOURCE + " cannot be read", e);
        }
    }

    private static GamingCase parse(String line) {
        String[] fields = line.split(" \\| ", -1);
        return new GamingCase(
                fields[0],
                Mechanism.valueOf(fields[1].toUpperCase(Locale.ROOT)),
                fields[2].equals("-") ? "" : fields[2],
                fields[3],
                fields[4]);
    }
}
