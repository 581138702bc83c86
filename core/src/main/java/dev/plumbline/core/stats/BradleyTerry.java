package dev.plumbline.core.stats;

/// Who is better, from who beat whom: P(i beats j) = 1 / (1 + exp(s_j - s_i)) (Bradley, Terry 1952).
///
/// @param strengths of the systems
/// @param logLikelihood of the comparisons at these strengths
public record BradleyTerry(Strengths strengths, double logLikelihood) {
    /// Strengths by maximum likelihood.
    ///
    /// @param wins `wins[i][j]` is how often i beat j; a tie may count one half to each
    /// @throws dev.plumbline.core.PlumblineException UNDEFINED unless every system reaches every other along wins
    public static BradleyTerry of(double[][] wins) {
        int games = Strengths.total(wins, "wins");
        Strengths.requireConnected(wins);
        Model model = new Model(wins);
        Likelihood.Maximum maximum = model.maximum(new double[wins.length]);
        return new BradleyTerry(Strengths.of(maximum, games), model.at(maximum.parameters()));
    }

    /// The chance that `i` beats `j`.
    public double winProbability(int i, int j) {
        double[] s = strengths.values();
        return LogisticRegression.sigmoid(s[i] - s[j]);
    }

    @SuppressWarnings("ArrayRecordComponent") // one table, never compared
    private record Model(double[][] wins) implements Likelihood {
        @Override
        public double at(double[] s) {
            double sum = 0;
            for (int i = 0; i < s.length; i++) {
                for (int j = 0; j < s.length; j++) {
                    if (wins[i][j] > 0) {
                        double behind = s[j] - s[i];
                        double loss = Math.max(behind, 0) + Math.log1p(Math.exp(-Math.abs(behind)));
                        sum -= wins[i][j] * loss;
                    }
                }
            }
            return sum;
        }

        @Override
        public Slope slope(double[] s) {
            double[] gradient = new double[s.length];
            double[][] information = new double[s.length][s.length];
            for (int i = 0; i < s.length; i++) {
                for (int j = 0; j < s.length; j++) {
                    if (i != j) {
                        double games = wins[i][j] + wins[j][i];
                        double p = LogisticRegression.sigmoid(s[i] - s[j]);
                        gradient[i] += wins[i][j] - games * p;
                        information[i][i] += games * p * (1 - p);
                        information[i][j] -= games * p * (1 - p);
                    }
                }
            }
            return new Slope(gradient, Strengths.anchored(information));
        }
    }
}
