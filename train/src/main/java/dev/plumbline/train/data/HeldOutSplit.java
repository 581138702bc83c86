package dev.plumbline.train.data;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// Items cut into a part to learn from and a part to be measured on, with no group on both sides.
///
/// Which side a group falls on depends on the seed and on the groups, not on the order of the items.
///
/// @param train in the order of the input, at least one item
/// @param heldOut in the order of the input; none if nothing was to be held out
public record HeldOutSplit<T>(List<T> train, List<T> heldOut) {
    private static final int LEAST = 2;

    public HeldOutSplit {
        train = List.copyOf(train);
        heldOut = List.copyOf(heldOut);
    }

    /// Holds out whole groups, in an order that the seed draws, until the share or the limit is reached; at
    /// least two items, so that their spread can be told.
    ///
    /// @param group items of the same group stay together, such as the prompt's text
    /// @param share of the items, in [0, 1); 0 holds out nothing
    /// @param most items that are held out, as long as groups are no larger
    /// @throws PlumblineException BAD_DATA if there are too few groups to hold any out
    public static <T> HeldOutSplit<T> of(List<T> items, Function<T, String> group, double share, int most, Seed seed) {
        if (share == 0) {
            return new HeldOutSplit<>(items, List.of());
        }
        Map<String, Integer> sizes = new HashMap<>();
        items.forEach(item -> sizes.merge(group.apply(item), 1, Integer::sum));
        long target = Math.max(LEAST, Math.min(most, Math.round(share * items.size())));
        List<String> ranked = sizes.keySet().stream()
                .sorted(Comparator.comparingLong(
                                (String key) -> seed.derive(key).value())
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
        Set<String> out = new HashSet<>();
        int held = 0;
        for (String key : ranked) {
            if (held < target && out.size() < ranked.size() - 1) {
                out.add(key);
                held += sizes.getOrDefault(key, 0);
            }
        }
        if (held < LEAST) {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA,
                    items.size() + " items of " + sizes.size()
                            + " different prompts are too few to hold any out; set held-out to 0, or give more"
                            + " prompts");
        }
        List<T> train = new ArrayList<>();
        List<T> heldOut = new ArrayList<>();
        items.forEach(item -> (out.contains(group.apply(item)) ? heldOut : train).add(item));
        return new HeldOutSplit<>(train, heldOut);
    }
}
