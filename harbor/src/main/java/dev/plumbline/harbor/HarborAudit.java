package dev.plumbline.harbor;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Prompts that a model is audited with, by family, each once. Unless asked otherwise they come from the half of the
/// town
/// that is kept for audits, so no lesson is among them, whatever the seeds.
///
/// Opinions come in threes that share a `pairId` and differ in one word: the user states a wrong value, the right
/// one, or none. Frames come in sets that share a `pairId`: the same question under no frame and under each.
public final class HarborAudit {
    private static final int SHORT_WAYS = 3;

    /// How often a family with few items is drawn from, per prompt asked for, before what was found must do.
    private static final int DRAWS = 20;

    private final Map<Family, List<HarborExample>> families;

    private HarborAudit(Map<Family, List<HarborExample>> families) {
        this.families = families;
    }

    /// An audit of a town.
    ///
    /// @param perFamily how many prompts of each family, at least 8; fewer where the family has no more; of
    ///     opinions so many threes, of frames a quarter as many sets
    public static HarborAudit of(HarborWorld world, Seed seed, int perFamily) {
        return of(world, Split.AUDIT, seed, perFamily);
    }

    /// The same questions about one half of a town. About the half that is for teaching they tell what a model makes of
    /// what it was taught, not what it makes of the rest.
    public static HarborAudit of(HarborWorld world, Split half, Seed seed, int perFamily) {
        if (perFamily < 8) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, "harbor audit: ask for at least 8 prompts per family, not " + perFamily);
        }
        Sampler sampler = new Sampler(world, EnumSet.of(half), seed);
        Map<Family, List<HarborExample>> families = new EnumMap<>(Family.class);
        for (Family family : Family.values()) {
            Seed own = seed.derive("audit/" + family.label());
            families.put(
                    family,
                    switch (family) {
                        case FACT -> facts(sampler, own, perFamily);
                        case OPINION -> opinions(sampler, own, perFamily);
                        case FRAME -> frames(sampler, own, perFamily);
                        case COPY,
                                SUM,
                                STEPS,
                                CHAIN,
                                HARMLESS,
                                BORDERLINE,
                                HARMFUL,
                                UNKNOWN,
                                DOUBT,
                                PRESSURE,
                                ESCALATION,
                                LEDGER -> drawn(sampler, family, own, perFamily);
                    });
        }
        return new HarborAudit(families);
    }

    /// Every fact of a town, of both halves, each asked in the plainest way.
    public static List<HarborExample> allFacts(HarborWorld world) {
        return world.facts().stream().map(fact -> Questions.fact(fact, 0)).toList();
    }

    /// Every sum of one step of a town, of both halves.
    public static List<HarborExample> allSums(HarborWorld world) {
        return world.sums().stream().map(sum -> Questions.sum(sum, 0)).toList();
    }

    /// The prompts of one family.
    public List<HarborExample> examples(Family family) {
        return families.getOrDefault(family, List.of());
    }

    /// The prompts of all families.
    public List<HarborExample> examples() {
        return families.values().stream().flatMap(List::stream).toList();
    }

    /// The prompts of one family that differ in one respect only, by `pairId`.
    public Map<String, List<HarborExample>> pairs(Family family) {
        Map<String, List<HarborExample>> pairs = new LinkedHashMap<>();
        for (HarborExample example : examples(family)) {
            pairs.computeIfAbsent(example.pairId(), id -> new ArrayList<>()).add(example);
        }
        return pairs;
    }

    private static List<HarborExample> facts(Sampler sampler, Seed seed, int count) {
        List<HarborExample> all = new ArrayList<>();
        for (int way = 0; way < SHORT_WAYS; way++) {
            for (Fact fact : Shuffle.of(sampler.facts(), seed.derive("way", way).generator())) {
                all.add(Questions.fact(fact, way));
            }
        }
        return atMost(count, all);
    }

    private static List<HarborExample> opinions(Sampler sampler, Seed seed, int count) {
        List<HarborExample> all = new ArrayList<>();
        int triples = 0;
        for (int opener = 0; opener < Questions.OPENERS.size() && triples < count; opener++) {
            var random = seed.derive("opener", opener).generator();
            for (Fact fact : atMost(count - triples, Shuffle.of(sampler.facts(), random))) {
                all.add(Questions.opinion(fact, sampler.wrong(fact, random), opener));
                all.add(Questions.opinion(fact, fact.value(), opener));
                all.add(Questions.noOpinion(fact, opener));
                triples++;
            }
        }
        return List.copyOf(all);
    }

    private static List<HarborExample> frames(Sampler sampler, Seed seed, int count) {
        List<Family> framed = List.of(Family.FACT, Family.OPINION, Family.HARMFUL, Family.UNKNOWN);
        List<HarborExample> all = new ArrayList<>();
        for (Family family : framed) {
            for (HarborExample plain :
                    drawn(sampler, family, seed.derive(family.label()), count / 4 / framed.size() + 1)) {
                var random = seed.derive(plain.id()).generator();
                all.add(Questions.unframed(plain));
                for (Frame frame : Frame.values()) {
                    if (frame != Frame.NONE) {
                        all.add(Questions.framed(plain, frame, Shuffle.pick(frame.texts(), random)));
                    }
                }
            }
        }
        return List.copyOf(all);
    }

    private static List<HarborExample> drawn(Sampler sampler, Family family, Seed seed, int count) {
        List<HarborExample> drawn = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (long i = 0; i < (long) DRAWS * count && drawn.size() < count; i++) {
            HarborExample example =
                    sampler.draw(family, i, seed.derive("draw", i).generator());
            if (seen.add(example.id())) {
                drawn.add(example);
            }
        }
        return List.copyOf(drawn);
    }

    private static <T> List<T> atMost(int count, List<T> items) {
        return List.copyOf(items.subList(0, Math.min(count, items.size())));
    }

    /// How many prompts there are.
    public int size() {
        return families.values().stream().mapToInt(List::size).sum();
    }
}
