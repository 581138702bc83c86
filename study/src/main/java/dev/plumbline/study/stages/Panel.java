package dev.plumbline.study.stages;

import dev.plumbline.core.Estimate;
import dev.plumbline.core.Preference;
import dev.plumbline.core.Seed;
import dev.plumbline.core.stats.Proportion;
import dev.plumbline.harbor.Grader;
import dev.plumbline.harbor.Rater;
import dev.plumbline.study.NamedEstimate;
import dev.plumbline.study.stages.FeedbackStage.AnswerPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/// Groups of raters and what they said of the same pairs, each pair judged twice by each group.
///
/// The second judgement is of another session; it serves to measure how far a group agrees with itself, and is not
/// trained on.
final class Panel {
    private static final double LEVEL = .95;
    /// Comparisons that a rater makes before a rest; its care drifts within them.
    private static final int SESSION = 100;
    private static final String AGREEMENT = "agreement";
    private static final String ABOUT =
            "Share of pairs of answers on which two raters prefer the same one; \"gold\" prefers the"
                    + " answer of higher gold utility. Chance is 50 %.";

    private record Verdict(boolean first, boolean again, double probability) {}

    private final List<AnswerPair> pairs;
    private final Map<String, List<Verdict>> verdicts = new TreeMap<>();

    private Panel(List<AnswerPair> pairs) {
        this.pairs = pairs;
    }

    static Panel of(Map<String, RaterGroup> groups, List<AnswerPair> pairs, Seed seed) {
        Panel panel = new Panel(pairs);
        groups.forEach((name, group) -> {
            Rater rater = new Rater(group.named(name));
            List<Verdict> said = new ArrayList<>();
            for (int i = 0; i < pairs.size(); i++) {
                AnswerPair pair = pairs.get(i);
                var first = rater.compare(
                        pair.example(),
                        pair.a(),
                        pair.b(),
                        seed.derive("rater/" + name, i).generator(),
                        i % SESSION);
                var again = rater.compare(
                        pair.example(),
                        pair.a(),
                        pair.b(),
                        seed.derive("again/" + name, i).generator(),
                        i % SESSION);
                said.add(new Verdict(first.prefersA(), again.prefersA(), first.probabilityA()));
            }
            panel.verdicts.put(name, said);
        });
        return panel;
    }

    /// What a group prefers, in the order of the pairs.
    List<Preference> preferences(String group) {
        List<Preference> preferences = new ArrayList<>();
        List<Verdict> said = verdicts.getOrDefault(group, List.of());
        for (int i = 0; i < pairs.size(); i++) {
            preferences.add(pairs.get(i).preferring(said.get(i).first()));
        }
        return preferences;
    }

    /// Agreement of each group with itself, with each other, and with the gold utility.
    List<NamedEstimate> estimates() {
        List<NamedEstimate> estimates = new ArrayList<>();
        List<String> names = List.copyOf(verdicts.keySet());
        for (int i = 0; i < names.size(); i++) {
            estimates.add(self(names.get(i)));
            for (int j = i + 1; j < names.size(); j++) {
                estimates.add(between(names.get(i), names.get(j)));
            }
            estimates.add(gold(names.get(i)));
        }
        return estimates;
    }

    private NamedEstimate self(String name) {
        List<Verdict> said = verdicts.getOrDefault(name, List.of());
        int same = 0;
        double expected = 0;
        for (Verdict verdict : said) {
            same += verdict.first() == verdict.again() ? 1 : 0;
            expected += Rater.agreement(verdict.probability(), verdict.probability());
        }
        return named(name + " ~ " + name, new Proportion(same, said.size()).wilson(LEVEL), expected / said.size());
    }

    private NamedEstimate between(String left, String right) {
        List<Verdict> one = verdicts.getOrDefault(left, List.of());
        List<Verdict> other = verdicts.getOrDefault(right, List.of());
        int same = 0;
        double expected = 0;
        for (int i = 0; i < one.size(); i++) {
            same += one.get(i).first() == other.get(i).first() ? 1 : 0;
            expected += Rater.agreement(one.get(i).probability(), other.get(i).probability());
        }
        return named(left + " ~ " + right, new Proportion(same, one.size()).wilson(LEVEL), expected / one.size());
    }

    private NamedEstimate gold(String name) {
        List<Verdict> said = verdicts.getOrDefault(name, List.of());
        int same = 0;
        int decided = 0;
        double expected = 0;
        for (int i = 0; i < pairs.size(); i++) {
            double lead = Grader.grade(pairs.get(i).example(), pairs.get(i).a()).utility()
                    - Grader.grade(pairs.get(i).example(), pairs.get(i).b()).utility();
            if (lead != 0) {
                decided++;
                same += said.get(i).first() == lead > 0 ? 1 : 0;
                expected += Rater.agreement(said.get(i).probability(), lead > 0 ? 1 : 0);
            }
        }
        Estimate estimate = new Proportion(same, decided).wilson(LEVEL);
        int equal = pairs.size() - decided;
        return named(
                name + " ~ gold",
                equal == 0 ? estimate : estimate.withMissing(Map.of("equal utility", equal)),
                expected / decided);
    }

    private static NamedEstimate named(String who, Estimate estimate, double expected) {
        return new NamedEstimate(AGREEMENT, who, estimate, OptionalDouble.of(expected), ABOUT);
    }
}
