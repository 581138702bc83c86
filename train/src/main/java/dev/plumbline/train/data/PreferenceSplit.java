package dev.plumbline.train.data;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Preference;
import dev.plumbline.core.Seed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Data cut into a part to learn from and a part to be judged on, with no prompt on both sides.
///
/// Which side a pair falls on depends on the seed and on the set of prompts, not on the order of the file.
///
/// @param train in the order of the input, at least one pair
/// @param heldOut in the order of the input, at least one pair
/// @param groups how many groups of prompts there were
public record PreferenceSplit(List<Located<Preference>> train, List<Located<Preference>> heldOut, int groups) {
    public PreferenceSplit {
        train = List.copyOf(train);
        heldOut = List.copyOf(heldOut);
    }

    private record Group(String key, long rank, int size) {}

    /// Splits by [PromptGroup#OPENING].
    public static PreferenceSplit of(List<Located<Preference>> pairs, double heldOutShare, Seed seed) {
        return of(pairs, heldOutShare, seed, PromptGroup.OPENING);
    }

    /// Ranks the groups by a hash of seed and group, and holds out whole groups in that order as long as they fit
    /// into the share; where none fits, the smallest.
    ///
    /// @param heldOutShare the share of pairs to hold out, in (0, 1); reached up to the size of a group
    /// @throws PlumblineException BAD_ARGUMENT if the share is out of range; BAD_DATA if all pairs are in one group
    public static PreferenceSplit of(List<Located<Preference>> pairs, double heldOutShare, Seed seed, PromptGroup by) {
        if (!(heldOutShare > 0 && heldOutShare < 1)) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, "the share to hold out must lie in (0, 1), not " + heldOutShare);
        }
        Map<String, Integer> sizes = new HashMap<>();
        List<String> keys = new ArrayList<>(pairs.size());
        for (Located<Preference> pair : pairs) {
            String key = by.of(pair.value());
            keys.add(key);
            sizes.merge(key, 1, Integer::sum);
        }
        if (sizes.size() < 2) {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA,
                    "cannot hold out anything: " + pairs.size() + " pairs have " + sizes.size() + " distinct "
                            + (by == PromptGroup.PROMPT
                                    ? "prompts; give more prompts"
                                    : "openings; split by whole prompts or give more of them"));
        }
        Set<String> out = heldOutGroups(ranked(sizes, seed), heldOutShare * pairs.size());
        List<Located<Preference>> train = new ArrayList<>();
        List<Located<Preference>> heldOut = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i++) {
            (out.contains(keys.get(i)) ? heldOut : train).add(pairs.get(i));
        }
        return new PreferenceSplit(train, heldOut, sizes.size());
    }

    private static List<Group> ranked(Map<String, Integer> sizes, Seed seed) {
        Seed order = seed.derive("split");
        return sizes.entrySet().stream()
                .map(e -> new Group(e.getKey(), order.derive(e.getKey()).value(), e.getValue()))
                .sorted(Comparator.comparingLong(Group::rank).thenComparing(Group::key))
                .toList();
    }

    private static Set<String> heldOutGroups(List<Group> ranked, double target) {
        Set<String> out = new HashSet<>();
        int held = 0;
        for (Group group : ranked) {
            if (held + group.size() <= Math.round(target) && out.size() < ranked.size() - 1) {
                out.add(group.key());
                held += group.size();
            }
        }
        if (out.isEmpty()) {
            out.add(ranked.stream()
                    .min(Comparator.comparingInt(Group::size))
                    .orElseThrow()
                    .key());
        }
        return out;
    }
}
