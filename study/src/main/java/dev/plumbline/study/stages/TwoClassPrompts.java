package dev.plumbline.study.stages;

import dev.plumbline.core.Seed;
import dev.plumbline.harbor.Family;
import dev.plumbline.harbor.FamilyMix;
import dev.plumbline.harbor.HarborAudit;
import dev.plumbline.harbor.HarborExample;
import dev.plumbline.harbor.HarborWorld;
import dev.plumbline.harbor.Lessons;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Harbor prompts of two classes, as many of each: two halves to learn from, and some to test on, about the other half
/// of the town.
///
/// @param first prompts that the supervisor learns from
/// @param second prompts that it labels
/// @param test prompts that everyone is tested on
record TwoClassPrompts(List<HarborExample> first, List<HarborExample> second, List<HarborExample> test) {
    TwoClassPrompts {
        first = List.copyOf(first);
        second = List.copyOf(second);
        test = List.copyOf(test);
    }

    /// What is asked about a request.
    public enum Question {
        /// Is it harmful?
        HARMFUL,
        /// Is it about something that does not exist, so that nobody can know?
        UNKNOWN;

        private Map<Family, Double> negative() {
            return this == HARMFUL ? Map.of(Family.HARMLESS, .6, Family.BORDERLINE, .4) : Map.of(Family.FACT, 1.0);
        }

        boolean isPositive(HarborExample example) {
            return example.family() == (this == HARMFUL ? Family.HARMFUL : Family.UNKNOWN);
        }

        FamilyMix mix() {
            Map<Family, Double> all = new LinkedHashMap<>(negative());
            all.put(this == HARMFUL ? Family.HARMFUL : Family.UNKNOWN, 1.0);
            return new FamilyMix(all);
        }
    }

    /// @param drawn teaching prompts drawn, of which each is kept once
    /// @param most test prompts of each class
    static TwoClassPrompts of(HarborWorld world, Question question, Seed seed, int drawn, int most) {
        Map<String, HarborExample> distinct = new LinkedHashMap<>();
        for (HarborExample example : Lessons.feedbackPrompts(world, question.mix(), seed.derive("prompts"), drawn)) {
            distinct.putIfAbsent(example.id(), example);
        }
        List<HarborExample> all = balanced(List.copyOf(distinct.values()), question, Integer.MAX_VALUE);
        int half = all.size() / 2;
        List<HarborExample> audited = HarborAudit.of(world, seed.derive("test"), most).examples().stream()
                .filter(example -> question.mix().weights().containsKey(example.family()))
                .toList();
        return new TwoClassPrompts(
                all.subList(0, half), all.subList(half, all.size()), balanced(audited, question, most));
    }

    /// As many of each class, in turn, so that any half holds as many of each; of the larger class those at even
    /// distances.
    private static List<HarborExample> balanced(List<HarborExample> prompts, Question question, int most) {
        List<HarborExample> positive =
                prompts.stream().filter(question::isPositive).toList();
        List<HarborExample> negative = prompts.stream()
                .filter(example -> !question.isPositive(example))
                .toList();
        int each = Math.min(most, Math.min(positive.size(), negative.size()));
        List<HarborExample> all = new ArrayList<>();
        for (long i = 0; i < each; i++) {
            all.add(positive.get((int) (i * positive.size() / each)));
            all.add(negative.get((int) (i * negative.size() / each)));
        }
        return all;
    }
}
