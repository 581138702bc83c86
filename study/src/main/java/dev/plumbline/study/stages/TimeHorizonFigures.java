package dev.plumbline.study.stages;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Estimate;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.stats.TimeHorizon;
import dev.plumbline.evaluate.Known;
import dev.plumbline.evaluate.Measure;
import dev.plumbline.evaluate.Outcome;
import dev.plumbline.evaluate.Score;
import dev.plumbline.evaluate.TaskResult;
import dev.plumbline.evaluate.judge.Figure;
import dev.plumbline.evaluate.suite.TaskFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// How long the tasks are, in a person's minutes, that a model completes with a given chance (Kwa et al. 2025), where
/// that time is known of every sample.
///
/// @param epochs how often each sample was put; the tries of one sample weigh as much as one together
record TimeHorizonFigures(TaskResult<?> result, Measure measure, int epochs) {
    private static final double[] CHANCES = {0.5, 0.8};
    /// The normal distribution's quantile that leaves 2.5 % above.
    private static final double SURE = 1.959963984540054;

    /// The horizons at 50 % and 80 %; none where a sample has no time.
    List<Figure> figures() {
        boolean timed = result.outcomes().stream()
                .allMatch(outcome -> outcome.sample().truth() instanceof Known known
                        && known.fields().containsKey(TaskFile.MINUTES));
        List<Figure> figures = new ArrayList<>();
        if (!timed || measure.low() != 0 || measure.high() != 1) {
            return figures;
        }
        for (double chance : CHANCES) {
            figures.add(Figure.of(
                    String.format(Locale.ROOT, "time horizon at %.0f %%", 100 * chance),
                    "Length, in minutes that a person needs, of the tasks that it completes with this chance; samples are"
                            + " taken as independent.",
                    () -> horizon(chance)));
        }
        return figures;
    }

    private Estimate horizon(double chance) {
        List<double[]> runs = new ArrayList<>();
        for (Outcome<?> outcome : result.outcomes()) {
            if (outcome.score() instanceof Score.Values scored) {
                Double value = scored.values().get(measure.name());
                if (value != null) {
                    double minutes =
                            Double.parseDouble(((Known) outcome.sample().truth()).get(TaskFile.MINUTES));
                    runs.add(new double[] {minutes, value, 1.0 / epochs});
                }
            }
        }
        TimeHorizon curve = TimeHorizon.fit(column(runs, 0), column(runs, 1), column(runs, 2));
        double slope = curve.fit().coefficients()[1];
        double error = curve.fit().standardErrors()[1];
        if (slope + SURE * error >= 0) {
            throw new PlumblineException(
                    ErrorCode.UNDEFINED,
                    String.format(
                            Locale.ROOT,
                            "success does not clearly fall with a task's length (slope %.3f, standard error %.3f)",
                            slope,
                            error));
        }
        return curve.horizon(chance, TaskResult.LEVEL).withMissing(result.missing(measure.name()));
    }

    private static double[] column(List<double[]> rows, int column) {
        return rows.stream().mapToDouble(row -> row[column]).toArray();
    }
}
