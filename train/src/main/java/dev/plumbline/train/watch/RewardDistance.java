package dev.plumbline.train.watch;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.NoGradient;
import dev.plumbline.engine.Tensor;
import dev.plumbline.engine.TensorScope;
import dev.plumbline.engine.TokenBatch;
import dev.plumbline.train.RewardFunction;
import java.util.ArrayList;
import java.util.List;

/// How far answers are from those that a reward model learned from: the squared Mahalanobis distance of what the
/// reward head reads (Lee et al. 2018, arXiv 1807.03888), over its mean on the reward model's own data. 1 is at home.
///
/// The covariance is shrunk towards its diagonal by a tenth, so that few rows will do.
public final class RewardDistance {
    private static final double SHRINKAGE = .1;
    private static final double LEAST = 1e-9;

    private final Decoder model;
    private final int batch;
    private final double[] mean;
    private final double[][] lower;
    private final double home;

    private RewardDistance(Decoder model, int batch, double[] mean, double[][] lower, double home) {
        this.model = model;
        this.batch = batch;
        this.mean = mean;
        this.lower = lower;
        this.home = home;
    }

    /// Learns what the reward model's own rows look like to it: one half gives mean and covariance, the other the
    /// distance that is called 1, so that it is not too small for rows that were not fitted.
    ///
    /// @param model a decoder with a reward head
    /// @param rows tokens of prompt and answer that it learned from, at least four
    /// @param batch rows computed at once
    public static RewardDistance of(Decoder model, List<int[]> rows, int batch) {
        if (rows.size() < 4) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, "a distance needs four rows or more to start from, not " + rows.size());
        }
        List<double[]> features = features(model, rows, batch);
        List<double[]> fitted = new ArrayList<>();
        List<double[]> kept = new ArrayList<>();
        for (int i = 0; i < features.size(); i++) {
            (i % 2 == 0 ? fitted : kept).add(features.get(i));
        }
        double[] mean = mean(fitted);
        double[][] lower = factor(covariance(fitted, mean));
        double home = kept.stream()
                .mapToDouble(row -> squared(row, mean, lower))
                .average()
                .orElseThrow();
        return new RewardDistance(model, batch, mean, lower, Math.max(LEAST, home));
    }

    /// The distance of each row, in units of the reward model's own rows.
    public double[] of(List<int[]> rows) {
        return features(model, rows, batch).stream()
                .mapToDouble(row -> squared(row, mean, lower) / home)
                .toArray();
    }

    /// The mean distance of sampled answers.
    public double meanOf(List<RewardFunction.Sampled> answers) {
        List<int[]> rows = new ArrayList<>();
        for (RewardFunction.Sampled one : answers) {
            int[] row = new int[one.prompt().length + one.answer().length];
            System.arraycopy(one.prompt(), 0, row, 0, one.prompt().length);
            System.arraycopy(one.answer(), 0, row, one.prompt().length, one.answer().length);
            rows.add(row);
        }
        return java.util.Arrays.stream(of(rows)).average().orElse(0);
    }

    /// What the head reads at each row's last token: `[rows][width]`.
    private static List<double[]> features(Decoder model, List<int[]> rows, int batch) {
        return Engine.call(() -> {
            List<double[]> features = new ArrayList<>();
            int width = model.config().width();
            for (int at = 0; at < rows.size(); at += batch) {
                List<int[]> some = rows.subList(at, Math.min(rows.size(), at + batch));
                try (TensorScope scope = TensorScope.open();
                        NoGradient off = NoGradient.open()) {
                    TokenBatch layout = TokenBatch.packed(some);
                    long[] last = new long[some.size()];
                    for (int r = 0; r < last.length; r++) {
                        last[r] = layout.flat(r, some.get(r).length - 1);
                    }
                    double[] values = model.hidden(layout)
                            .view(-1, width)
                            .indexSelect(0, Tensor.of(last, last.length))
                            .toDoubles();
                    for (int r = 0; r < last.length; r++) {
                        features.add(java.util.Arrays.copyOfRange(values, r * width, (r + 1) * width));
                    }
                }
            }
            return features;
        });
    }

    private static double[] mean(List<double[]> rows) {
        double[] mean = new double[rows.getFirst().length];
        for (double[] row : rows) {
            for (int j = 0; j < mean.length; j++) {
                mean[j] += row[j] / rows.size();
            }
        }
        return mean;
    }

    private static double[][] covariance(List<double[]> rows, double[] mean) {
        int width = mean.length;
        double[][] covariance = new double[width][width];
        for (double[] row : rows) {
            for (int i = 0; i < width; i++) {
                double d = (row[i] - mean[i]) / Math.max(1, rows.size() - 1);
                for (int j = 0; j <= i; j++) {
                    covariance[i][j] += d * (row[j] - mean[j]);
                }
            }
        }
        double trace = LEAST;
        for (int i = 0; i < width; i++) {
            trace += covariance[i][i] / width;
        }
        for (int i = 0; i < width; i++) {
            for (int j = 0; j < i; j++) {
                covariance[i][j] *= 1 - SHRINKAGE;
            }
            covariance[i][i] += SHRINKAGE * trace;
        }
        return covariance;
    }

    /// Cholesky: L with L L' = A, of which the lower triangle is read.
    private static double[][] factor(double[][] a) {
        int n = a.length;
        double[][] lower = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double rest = a[i][j];
                for (int k = 0; k < j; k++) {
                    rest -= lower[i][k] * lower[j][k];
                }
                lower[i][j] = i == j ? Math.sqrt(Math.max(LEAST, rest)) : rest / lower[j][j];
            }
        }
        return lower;
    }

    private static double squared(double[] row, double[] mean, double[][] lower) {
        double sum = 0;
        double[] solved = new double[row.length];
        for (int i = 0; i < row.length; i++) {
            double rest = row[i] - mean[i];
            for (int k = 0; k < i; k++) {
                rest -= lower[i][k] * solved[k];
            }
            solved[i] = rest / lower[i][i];
            sum += solved[i] * solved[i];
        }
        return sum;
    }
}
