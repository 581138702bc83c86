package dev.plumbline.study.stages;

import dev.plumbline.core.Estimate;
import dev.plumbline.core.stats.LengthControlledWinRate;
import dev.plumbline.evaluate.Known;
import dev.plumbline.evaluate.Outcome;
import dev.plumbline.evaluate.Sample;
import dev.plumbline.evaluate.Score;
import dev.plumbline.evaluate.TaskResult;
import dev.plumbline.evaluate.judge.Figure;
import dev.plumbline.evaluate.score.PairwiseJudge;
import java.util.ArrayList;
import java.util.List;

/// How often a judge would prefer the answers to those that they are compared with, were both equally long (Dubois et
/// al. 2024), since judges like length.
record EqualLengths(TaskResult<?> result, PairwiseJudge<Known> judge) {
    Figure figure() {
        return Figure.of(
                judge.measure() + ", at equal lengths",
                "The win rate if answers were as long as those that they are compared with; lengths in characters,"
                        + " samples are taken as independent.",
                this::estimate);
    }

    private Estimate estimate() {
        List<double[]> pairs = new ArrayList<>();
        for (Outcome<?> outcome : result.outcomes()) {
            if (outcome.score() instanceof Score.Values scored) {
                Double wins = scored.values().get(judge.measure());
                if (wins != null) {
                    int rival = judge.other().apply(truth(outcome.sample())).length();
                    pairs.add(new double[] {wins, outcome.answer().length() - rival});
                }
            }
        }
        return LengthControlledWinRate.of(
                        pairs.stream().mapToDouble(pair -> pair[0]).toArray(),
                        pairs.stream().mapToDouble(pair -> pair[1]).toArray())
                .interval(TaskResult.LEVEL)
                .withMissing(result.missing(judge.measure()));
    }

    private static Known truth(Sample<?> sample) {
        return (Known) sample.truth();
    }
}
