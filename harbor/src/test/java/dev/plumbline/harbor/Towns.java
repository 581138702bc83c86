package dev.plumbline.harbor;

import dev.plumbline.core.Seed;
import java.util.List;

/// Towns that tests look at.
final class Towns {
    static final HarborWorld STANDARD = HarborWorld.of(HarborSize.standard(), new Seed(1));
    static final HarborWorld OTHER = HarborWorld.of(HarborSize.standard(), new Seed(2));
    static final HarborWorld SMALL = HarborWorld.of(HarborSize.small(), new Seed(1));
    static final HarborWorld LARGE = HarborWorld.of(HarborSize.large(), new Seed(1));

    private Towns() {}

    static List<HarborWorld> all() {
        return List.of(STANDARD, OTHER, SMALL, LARGE);
    }
}
