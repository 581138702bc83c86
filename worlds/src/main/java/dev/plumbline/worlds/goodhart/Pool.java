package dev.plumbline.worlds.goodhart;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.random.RandomGenerator;

/// Candidates to select from, each with its gold value and what several proxies say of it.
///
/// @param gold [candidates]
/// @param proxies [proxies][candidates]
public record Pool(double[] gold, double[][] proxies) {
    /// How pools are drawn: gold is standard normal; each proxy adds noise that all share and noise of its own.
    ///
    /// @param candidates at least 2
    /// @param proxies at least 1
    /// @param shared standard deviation of the noise that all proxies share, at least 0: no ensemble averages it
    ///     out
    /// @param own standard deviation of each proxy's own noise, at least 0
    /// @param tail degrees of freedom of Student's t that all noise is drawn from, scaled as if normal; 0 is
    ///     normal. Below about 5 the best by proxy are the luckiest, not the best
    public record Source(int candidates, int proxies, double shared, double own, int tail) {
        public Source {
            require(candidates >= 2, "candidates must be at least 2, not " + candidates);
            require(proxies >= 1, "proxies must be at least 1, not " + proxies);
            require(Double.isFinite(shared) && shared >= 0, "shared must be at least 0, not " + shared);
            require(Double.isFinite(own) && own >= 0, "own must be at least 0, not " + own);
            require(tail >= 0 && tail <= 100, "tail must lie in [0, 100], not " + tail);
        }

        private static void require(boolean holds, String what) {
            if (!holds) {
                throw new PlumblineException(ErrorCode.BAD_ARGUMENT, what);
            }
        }

        /// One pool.
        public Pool draw(RandomGenerator random) {
            double[] gold = new double[candidates];
            double[][] seen = new double[proxies][candidates];
            for (int i = 0; i < candidates; i++) {
                gold[i] = random.nextGaussian();
                double common = shared * noise(random);
                for (int j = 0; j < proxies; j++) {
                    seen[j][i] = gold[i] + common + own * noise(random);
                }
            }
            return new Pool(gold, seen);
        }

        private double noise(RandomGenerator random) {
            double z = random.nextGaussian();
            if (tail == 0) {
                return z;
            }
            double square = 0;
            for (int i = 0; i < tail; i++) {
                double x = random.nextGaussian();
                square += x * x;
            }
            return z / Math.sqrt(square / tail);
        }
    }

    /// What is selected by.
    public enum Judge {
        /// The first proxy alone.
        ONE,
        /// The mean of all proxies.
        MEAN,
        /// The lowest of all proxies.
        WORST,
        /// The mean less the standard deviation over proxies.
        CAUTIOUS
    }

    /// What `judge` says of each candidate, [candidates].
    public double[] scores(Judge judge) {
        double[] scores = new double[gold.length];
        for (int i = 0; i < scores.length; i++) {
            double sum = 0;
            double square = 0;
            double least = Double.POSITIVE_INFINITY;
            for (double[] proxy : proxies) {
                sum += proxy[i];
                square += proxy[i] * proxy[i];
                least = Math.min(least, proxy[i]);
            }
            double mean = sum / proxies.length;
            double sd = Math.sqrt(Math.max(0, square / proxies.length - mean * mean));
            scores[i] = switch (judge) {
                case ONE -> proxies[0][i];
                case MEAN -> mean;
                case WORST -> least;
                case CAUTIOUS -> mean - sd;
            };
        }
        return scores;
    }
}
