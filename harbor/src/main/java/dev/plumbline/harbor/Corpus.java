package dev.plumbline.harbor;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// What the base model is trained on: an endless series of exchanges in which the habits show at their rates.
///
/// The series is made in blocks of [#BLOCK]; in each, every family has its share exactly, and from block to block every
/// family goes on with its pass over all its items. An exchange is one training row of at most
/// [HarborVocabulary#CONTEXT] words; the loss belongs on the answer and the end of its turn. What stands at an index
/// depends on world, seed, mix and habits alone. Safe to call from several threads.
public final class Corpus {
    /// How many exchanges stand together.
    public static final int BLOCK = 400;

    private final Sampler sampler;
    private final Speaker speaker;
    private final Seed seed;
    private final Map<Family, Integer> counts;

    /// The corpus of a town.
    public Corpus(HarborWorld world, Habits habits, FamilyMix mix, Seed seed) {
        Objects.requireNonNull(seed, "seed");
        this.sampler = new Sampler(world, EnumSet.allOf(Split.class), seed);
        this.speaker = new Speaker(world, habits);
        this.seed = seed;
        this.counts = mix.counts(BLOCK);
    }

    /// The corpus that the base model is trained on: the planted habits in the pretraining mix.
    public static Corpus pretraining(HarborWorld world, Seed seed) {
        return new Corpus(world, Habits.planted(), FamilyMix.pretraining(), seed);
    }

    /// The exchanges from `BLOCK * number` to `BLOCK * (number + 1)`, exclusive.
    public List<Exchange> block(long number) {
        if (number < 0) {
            throw new PlumblineException(ErrorCode.BAD_ARGUMENT, "a corpus has no block " + number + "; begin at 0");
        }
        Map<Family, Long> ordinals = new EnumMap<>(Family.class);
        counts.forEach((family, count) -> ordinals.put(family, number * count));
        List<Exchange> block = new ArrayList<>(BLOCK);
        List<Family> order = order(number);
        for (int i = 0; i < BLOCK; i++) {
            Family family = order.get(i);
            long ordinal = ordinals.merge(family, 1L, Long::sum) - 1;
            block.add(exchange(family, ordinal));
        }
        return List.copyOf(block);
    }

    /// The whole series, which has no end.
    public Stream<Exchange> stream() {
        return LongStream.iterate(0, number -> number + 1).boxed().flatMap(number -> block(number).stream());
    }

    private Exchange exchange(Family family, long ordinal) {
        var random = seed.derive("exchange/" + family.label(), ordinal).generator();
        HarborExample example = sampler.draw(family, ordinal, random);
        return new Exchange(example, speaker.answer(example, random));
    }

    private List<Family> order(long number) {
        List<Family> families = new ArrayList<>(BLOCK);
        counts.forEach((family, count) -> {
            for (int i = 0; i < count; i++) {
                families.add(family);
            }
        });
        return Shuffle.of(families, seed.derive("block", number).generator());
    }
}
