package dev.plumbline.study.stages;

import dev.plumbline.core.Seed;
import dev.plumbline.harbor.HarborSize;
import dev.plumbline.harbor.HarborWorld;
import dev.plumbline.study.Option;

/// Which Harbor town a stage is about. The shipped models know the default ones.
public record TownOptions(
        @Option(doc = "how large the town is", defaultValue = "standard")
        Size size,

        @Option(doc = "the seed that decides the town's facts", defaultValue = "1")
        long seed) {
    /// How large a town is.
    public enum Size {
        STANDARD,
        SMALL,
        LARGE
    }

    HarborWorld world() {
        HarborSize chosen = switch (size) {
            case STANDARD -> HarborSize.standard();
            case SMALL -> HarborSize.small();
            case LARGE -> HarborSize.large();
        };
        return HarborWorld.of(chosen, new Seed(seed));
    }
}
