package dev.plumbline.core.stats;

import java.util.Arrays;

/// Who is better where a comparison may end in a tie (Davidson 1970): with p = exp(s),
/// P(i beats j) = p_i / (p_i + p_j + nu sqrt(p_i p_j)) and P(tie) = nu sqrt(p_i p_j) / (the same).
///
/// @param strengths of the systems
/// @param nu how readily systems of equal strength tie; a tie has chance nu / (2 + nu) between them
/// @param logNuError standard error of ln nu
public record Davidson(Strengths strengths, double nu, double logNuError) {
    /// Strengths and nu by maximum likelihood.
    ///
    /// @param wins `wins[i][j]` is how often i beat j
    /// @param ties how often i and j tied, read from above the diagonal
    /// @throws dev.plumbline.core.PlumblineException UNDEFINED without a tie, or unless every system reaches every
    /// other along wins and ties
    public static Davidson of(double[][] wins, double[][] ties) {
        int games = Strengths.total(wins, "wins");
        Require.sameLength(wins.length, ties.length, "wins and ties");
        Strengths.total(ties, "ties");
        int n = wins.length;
        double[][] met = new double[n][n];
        double[][] tied = new double[n][n];
        double tieCount = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                tied[i][j] = i == j ? 0 : ties[Math.min(i, j)][Math.max(i, j)];
                met[i][j] = wins[i][j] + tied[i][j];
                tieCount += tied[i][j] / 2;
            }
        }
        Require.defined(tieCount > 0, "no ties: nu = 0");
        Strengths.requireConnected(met);
        Likelihood.Maximum maximum = new Model(wins, tied).maximum(new double[n + 1]);
        double[][] covariance = maximum.covariance();
        double logNuError = Math.sqrt(covariance[n][n]);
        Likelihood.Maximum ofStrengths = new Likelihood.Maximum(
                Arrays.copyOf(maximum.parameters(), n),
                Arrays.stream(covariance)
                        .limit(n)
                        .map(row -> Arrays.copyOf(row, n))
                        .toArray(double[][]::new));
        return new Davidson(
                Strengths.of(ofStrengths, games + (int) Math.round(tieCount)),
                Math.exp(maximum.parameters()[n]),
                logNuError);
    }

    /// Parameters are the log strengths and, last, ln nu.
    @SuppressWarnings("ArrayRecordComponent") // two tables, never compared
    private record Model(double[][] wins, double[][] ties) implements Likelihood {
        @Override
        public double at(double[] x) {
            double sum = 0;
            int n = wins.length;
            for (int i = 0; i < n; i++) {
                for (int j = i + 1; j < n; j++) {
                    double tie = (x[i] + x[j]) / 2 + x[n];
                    double all = logSum(x[i], x[j], tie);
                    sum += wins[i][j] * (x[i] - all) + wins[j][i] * (x[j] - all) + ties[i][j] * (tie - all);
                }
            }
            return sum;
        }

        @Override
        public Slope slope(double[] x) {
            int n = wins.length;
            double[] gradient = new double[n + 1];
            double[][] information = new double[n + 1][n + 1];
            for (int i = 0; i < n; i++) {
                for (int j = i + 1; j < n; j++) {
                    add(i, j, x, gradient, information);
                }
            }
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    information[i][j] += 1.0 / n;
                }
            }
            return new Slope(gradient, information);
        }

        /// One pair's part: three ways to end, each linear in (s_i, s_j, ln nu).
        private void add(int i, int j, double[] x, double[] gradient, double[][] information) {
            int n = wins.length;
            int[] at = {i, j, n};
            double[][] ways = {{1, 0, 0}, {0, 1, 0}, {0.5, 0.5, 1}};
            double[] counts = {wins[i][j], wins[j][i], ties[i][j]};
            double games = counts[0] + counts[1] + counts[2];
            double tie = (x[i] + x[j]) / 2 + x[n];
            double all = logSum(x[i], x[j], tie);
            double[] chance = {Math.exp(x[i] - all), Math.exp(x[j] - all), Math.exp(tie - all)};
            double[] mean = new double[3];
            for (int way = 0; way < 3; way++) {
                for (int k = 0; k < 3; k++) {
                    mean[k] += chance[way] * ways[way][k];
                }
            }
            for (int way = 0; way < 3; way++) {
                for (int k = 0; k < 3; k++) {
                    gradient[at[k]] += (counts[way] - games * chance[way]) * ways[way][k];
                    for (int l = 0; l < 3; l++) {
                        information[at[k]][at[l]] +=
                                games * chance[way] * (ways[way][k] - mean[k]) * (ways[way][l] - mean[l]);
                    }
                }
            }
        }

        private static double logSum(double a, double b, double c) {
            double top = Math.max(a, Math.max(b, c));
            return top + Math.log(Math.exp(a - top) + Math.exp(b - top) + Math.exp(c - top));
        }
    }
}
