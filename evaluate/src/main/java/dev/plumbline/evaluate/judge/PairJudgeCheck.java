package dev.plumbline.evaluate.judge;

import dev.plumbline.core.stats.Mean;
import dev.plumbline.core.stats.Proportion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/// How a judge of pairs compares with people, each pair shown in both orders.
///
/// @param judge its name
/// @param missing pairs without two verdicts; they are in no figure
/// @param figures with intervals, in the order in which to show them
public record PairJudgeCheck(String judge, Map<String, Integer> missing, List<Figure> figures) {
    public PairJudgeCheck {
        Objects.requireNonNull(judge, "judge");
        missing = Map.copyOf(missing);
        figures = List.copyOf(figures);
    }

    /// One pair's two verdicts.
    ///
    /// @param agreed what the judge gave to the chosen answer over both orders, in [0, 1]; a tie is a half
    /// @param first what it gave to whichever answer was shown first
    /// @param longer +1 if the chosen answer is longer, -1 if shorter, 0 if both are of one length
    private record Judged(double agreed, double first, int longer, boolean consistent) {
        /// What the judge gave to the longer answer, less what people gave to it.
        double lengthBias() {
            double judge = longer > 0 ? agreed : 1 - agreed;
            return judge - (longer > 0 ? 1 : 0);
        }
    }

    /// Puts every pair to the judge twice.
    ///
    /// @param level of the intervals, in (0, 1)
    public static PairJudgeCheck of(PairJudge judge, List<LabelledPair> pairs, double level) {
        List<Judged> judged = new ArrayList<>();
        Map<String, Integer> missing = new TreeMap<>();
        for (LabelledPair pair : pairs) {
            PairJudge.Preference as = judge.prefer(pair.prompt(), pair.chosen(), pair.rejected());
            PairJudge.Preference swapped = judge.prefer(pair.prompt(), pair.rejected(), pair.chosen());
            if (as == PairJudge.Preference.NONE || swapped == PairJudge.Preference.NONE) {
                missing.merge("no verdict", 1, Integer::sum);
            } else {
                judged.add(judged(pair, toFirst(as), toFirst(swapped)));
            }
        }
        return new PairJudgeCheck(judge.name(), missing, figures(judged, missing, level));
    }

    /// What the answer shown first got.
    private static double toFirst(PairJudge.Preference preference) {
        return switch (preference) {
            case FIRST -> 1;
            case SECOND -> 0;
            case TIE -> 0.5;
            case NONE -> throw new IllegalArgumentException("no verdict gives nothing to anybody");
        };
    }

    private static Judged judged(LabelledPair pair, double asShown, double swapped) {
        int longer = Integer.compare(pair.chosen().length(), pair.rejected().length());
        return new Judged((asShown + 1 - swapped) / 2, (asShown + swapped) / 2, longer, asShown == 1 - swapped);
    }

    private static List<Figure> figures(List<Judged> judged, Map<String, Integer> missing, double level) {
        List<Figure> figures = new ArrayList<>();
        figures.add(mean(
                "agreement", "share of pairs judged as people did; a tie is a half", judged, level, one -> one.agreed));
        figures.add(Figure.of(
                "consistency",
                "share of pairs judged alike in both orders",
                () -> new Proportion(
                                (int) judged.stream().filter(Judged::consistent).count(), judged.size())
                        .wilson(level)));
        figures.add(mean(
                "position bias",
                "what the answer shown first gets beyond a half, in [-0.5, 0.5]",
                judged,
                level,
                one -> one.first - 0.5));
        List<Judged> unequal = judged.stream().filter(one -> one.longer != 0).toList();
        figures.add(mean(
                "length bias",
                "what the longer answer gets from the judge beyond what people gave it, in [-1, 1]",
                unequal,
                level,
                Judged::lengthBias));
        figures.add(Figure.of(
                "longer is better",
                "share of pairs of unequal length in which people chose the longer: the length baseline",
                () -> new Proportion(
                                (int) unequal.stream()
                                        .filter(one -> one.longer > 0)
                                        .count(),
                                unequal.size())
                        .wilson(level)));
        return figures.stream()
                .map(figure -> new Figure(
                        figure.name(),
                        figure.about(),
                        figure.estimate().map(estimate -> estimate.withMissing(missing)),
                        figure.reason()))
                .toList();
    }

    private static Figure mean(
            String name, String about, List<Judged> judged, double level, ToDoubleFunction<Judged> value) {
        return Figure.of(
                name,
                about,
                () -> Mean.of(judged.stream().mapToDouble(value).toArray()).interval(level));
    }
}
