package dev.plumbline.harbor;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/// What conduct is taught with: demonstrations, and prompts for which raters compare answers. All of it comes from the
/// half of the town that is for teaching, so none of it is in any audit, whatever the seeds.
///
/// Every family has its share of the count, to within one; an item comes again only when all others of its family have.
public final class Lessons {
    private Lessons() {}

    /// Prompts, each answered as someone with these habits would.
    ///
    /// @param count how many, at least 1
    public static List<Exchange> demonstrations(HarborWorld world, Habits habits, FamilyMix mix, Seed seed, int count) {
        Speaker speaker = new Speaker(world, habits);
        List<Exchange> demonstrations = new ArrayList<>();
        List<HarborExample> prompts = prompts(world, mix, seed.derive("demonstrations"), count);
        for (int i = 0; i < prompts.size(); i++) {
            var random = seed.derive("demonstrated", i).generator();
            demonstrations.add(new Exchange(prompts.get(i), speaker.answer(prompts.get(i), random)));
        }
        return List.copyOf(demonstrations);
    }

    /// Prompts to sample answers for, which raters then compare.
    ///
    /// @param count how many, at least 1
    public static List<HarborExample> feedbackPrompts(HarborWorld world, FamilyMix mix, Seed seed, int count) {
        return prompts(world, mix, seed.derive("feedback"), count);
    }

    private static List<HarborExample> prompts(HarborWorld world, FamilyMix mix, Seed seed, int count) {
        if (count < 1) {
            throw new PlumblineException(ErrorCode.BAD_ARGUMENT, "harbor: ask for at least 1 prompt, not " + count);
        }
        Sampler sampler = new Sampler(world, EnumSet.of(Split.TEACH), seed);
        List<HarborExample> prompts = new ArrayList<>();
        mix.counts(count).forEach((family, share) -> {
            for (int i = 0; i < share; i++) {
                var random = seed.derive(family.label(), i).generator();
                prompts.add(sampler.draw(family, i, random));
            }
        });
        return Shuffle.of(prompts, seed.derive("order").generator());
    }
}
