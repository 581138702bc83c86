package dev.plumbline.evaluate.judge;

import dev.plumbline.core.Estimate;
import dev.plumbline.core.Seed;
import dev.plumbline.core.stats.AgreementWeights;
import dev.plumbline.core.stats.Bootstrap;
import dev.plumbline.core.stats.CalibrationError;
import dev.plumbline.core.stats.CohenKappa;
import dev.plumbline.core.stats.ConfusionMatrix;
import dev.plumbline.core.stats.KrippendorffAlpha;
import dev.plumbline.core.stats.LogisticRegression;
import dev.plumbline.core.stats.Quantiles;
import dev.plumbline.core.stats.Ratings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// How a judge of single answers compares with people.
///
/// @param judge its name
/// @param confusion its verdicts against the labels that people settled on
/// @param missing answers on which it gave no verdict, by reason; they are in no other figure
/// @param figures with intervals, in the order in which to show them
/// @param wrong the first answers on which it differs from the label, in the file's order
public record JudgeCheck(
        String judge,
        ConfusionMatrix confusion,
        Map<String, Integer> missing,
        List<Figure> figures,
        List<Disagreement> wrong) {
    /// One answer that judge and people call differently.
    ///
    /// @param place file and line
    public record Disagreement(String place, boolean human, boolean judge, String evidence, String answer) {}

    private static final int SHOWN = 50;
    private static final int RESAMPLES = 1000;
    private static final Seed SEED = new Seed(1);

    public JudgeCheck {
        Objects.requireNonNull(judge, "judge");
        Objects.requireNonNull(confusion, "confusion");
        missing = Map.copyOf(missing);
        figures = List.copyOf(figures);
        wrong = List.copyOf(wrong);
    }

    /// How often it was right where people say yes, and where they say no, such as `239/274 161/176`: what an
    /// evaluation needs to correct the rates that this judge finds.
    public String counts() {
        return confusion.truePositives() + "/" + (confusion.truePositives() + confusion.falseNegatives()) + " "
                + confusion.trueNegatives() + "/" + (confusion.trueNegatives() + confusion.falsePositives());
    }

    /// One answer on which there is a verdict.
    private record Judged(LabelledAnswer answer, Verdict.Called verdict) {}

    /// Puts every answer to the judge.
    ///
    /// @param level of the intervals, in (0, 1)
    public static JudgeCheck of(AnswerJudge judge, List<LabelledAnswer> answers, double level) {
        List<Judged> judged = new ArrayList<>();
        Map<String, Integer> missing = new TreeMap<>();
        for (LabelledAnswer answer : answers) {
            switch (judge.judge(answer)) {
                case Verdict.Called called -> judged.add(new Judged(answer, called));
                case Verdict.Absent absent -> missing.merge(absent.reason().label(), 1, Integer::sum);
            }
        }
        ConfusionMatrix confusion = confusion(judged);
        List<Disagreement> wrong = judged.stream()
                .filter(one -> one.answer.positive() != one.verdict.positive())
                .limit(SHOWN)
                .map(JudgeCheck::disagreement)
                .toList();
        List<Figure> figures = figures(judged, confusion, level).stream()
                .map(figure -> new Figure(
                        figure.name(),
                        figure.about(),
                        figure.estimate().map(estimate -> estimate.withMissing(missing)),
                        figure.reason()))
                .toList();
        return new JudgeCheck(judge.name(), confusion, missing, figures, wrong);
    }

    private static ConfusionMatrix confusion(List<Judged> judged) {
        int[] counts = new int[4];
        for (Judged one : judged) {
            counts[(one.answer.positive() ? 2 : 0) + (one.verdict.positive() ? 1 : 0)]++;
        }
        return new ConfusionMatrix(counts[3], counts[1], counts[2], counts[0]);
    }

    private static Disagreement disagreement(Judged one) {
        return new Disagreement(
                one.answer.row().file() + " line " + one.answer.row().line(),
                one.answer.positive(),
                one.verdict.positive(),
                one.verdict.evidence(),
                one.answer.answer());
    }

    private static List<Figure> figures(List<Judged> judged, ConfusionMatrix confusion, double level) {
        List<Figure> figures = new ArrayList<>();
        figures.add(Figure.of(
                "sensitivity",
                "share of the human yes that the judge finds",
                () -> confusion.recall().wilson(level)));
        figures.add(Figure.of(
                "specificity",
                "share of the human no that the judge leaves alone",
                () -> confusion.specificity().wilson(level)));
        figures.add(Figure.of(
                "accuracy",
                "share of verdicts equal to the label",
                () -> confusion.accuracy().wilson(level)));
        figures.add(Figure.of(
                "kappa", "agreement beyond chance with the label, at most 1", () -> kappa(verdicts(judged), level)));
        figures.add(Figure.of(
                "alpha", "Krippendorff's agreement with the label, at most 1", () -> alpha(verdicts(judged), level)));
        if (judged.stream().allMatch(one -> one.answer.annotators().size() == 2)) {
            figures.add(Figure.of(
                    "human kappa",
                    "agreement beyond chance of two people, the judge's ceiling",
                    () -> kappa(people(judged), level)));
        }
        if (judged.stream().allMatch(one -> one.verdict.probability().isPresent())) {
            figures.add(Figure.of(
                    "calibration error",
                    "mean gap of stated and true probability, 10 bins, 0 is best",
                    () -> calibration(judged, level)));
        }
        figures.add(Figure.of(
                "length bias",
                "log odds of a yes per doubling of the answer's length, at the same label; 0 is none",
                () -> lengthBias(judged, level)));
        return figures;
    }

    private static int[][] verdicts(List<Judged> judged) {
        return judged.stream()
                .map(one -> new int[] {code(one.answer.positive()), code(one.verdict.positive())})
                .toArray(int[][]::new);
    }

    private static int[][] people(List<Judged> judged) {
        return judged.stream()
                .map(one -> one.answer.annotators().stream()
                        .mapToInt(JudgeCheck::code)
                        .toArray())
                .toArray(int[][]::new);
    }

    private static int code(boolean yes) {
        return yes ? 1 : 0;
    }

    private static Estimate kappa(int[][] ratings, double level) {
        CohenKappa kappa = CohenKappa.of(Ratings.of(ratings, 2), AgreementWeights.IDENTITY);
        double half = Quantiles.z(level) * kappa.standardError();
        return new Estimate(
                kappa.kappa(),
                Math.max(-1, kappa.kappa() - half),
                Math.min(1, kappa.kappa() + half),
                level,
                "cohen kappa, normal",
                kappa.n(),
                Map.of());
    }

    private static Estimate alpha(int[][] ratings, double level) {
        double value = alpha(ratings);
        return Bootstrap.resample(
                        ratings.length,
                        drawn -> alphaOrNaN(
                                Arrays.stream(drawn).mapToObj(i -> ratings[i]).toArray(int[][]::new)),
                        RESAMPLES,
                        SEED)
                .percentile(value, level, "krippendorff alpha");
    }

    private static double alpha(int[][] ratings) {
        return KrippendorffAlpha.of(Ratings.of(ratings, 2), KrippendorffAlpha.Metric.NOMINAL)
                .alpha();
    }

    /// NaN is how a resample says that it has no such statistic; it goes no further than the bootstrap, which counts
    /// it.
    private static double alphaOrNaN(int[][] ratings) {
        int first = ratings[0][0];
        boolean constant = Arrays.stream(ratings).flatMapToInt(Arrays::stream).allMatch(code -> code == first);
        return constant ? Double.NaN : alpha(ratings);
    }

    private static Estimate calibration(List<Judged> judged, double level) {
        double[] p = judged.stream()
                .mapToDouble(one -> one.verdict.probability().orElseThrow())
                .toArray();
        boolean[] y = new boolean[p.length];
        IntStream.range(0, y.length).forEach(i -> y[i] = judged.get(i).answer.positive());
        double value = CalibrationError.equalWidth(p, y, 10).ece();
        return Bootstrap.resample(
                        p.length,
                        drawn -> {
                            boolean[] outcomes = new boolean[drawn.length];
                            IntStream.range(0, drawn.length).forEach(i -> outcomes[i] = y[drawn[i]]);
                            double[] forecasts =
                                    Arrays.stream(drawn).mapToDouble(i -> p[i]).toArray();
                            return CalibrationError.equalWidth(forecasts, outcomes, 10)
                                    .ece();
                        },
                        RESAMPLES,
                        SEED)
                .percentile(value, level, "ECE");
    }

    /// The slope on log2 length of a logistic regression of the verdict on the label and the length.
    private static Estimate lengthBias(List<Judged> judged, double level) {
        double[][] rows = judged.stream()
                .map(one -> new double[] {
                    1,
                    code(one.answer.positive()),
                    Math.log(1.0 + one.answer.answer().length()) / Math.log(2)
                })
                .toArray(double[][]::new);
        double[] calls =
                judged.stream().mapToDouble(one -> code(one.verdict.positive())).toArray();
        double[] once = new double[calls.length];
        Arrays.fill(once, 1);
        LogisticRegression fit = LogisticRegression.fit(rows, calls, once);
        double slope = fit.coefficients()[2];
        double half = Quantiles.z(level) * fit.standardErrors()[2];
        return new Estimate(slope, slope - half, slope + half, level, "logistic slope, normal", calls.length, Map.of());
    }
}
