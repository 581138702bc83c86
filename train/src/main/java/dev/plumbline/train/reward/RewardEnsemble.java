package dev.plumbline.train.reward;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.train.RewardFunction;
import java.util.List;

/// Several reward models asked at once (Coste et al. 2023, arXiv 2310.02743). Their rewards must be of one scale; wrap
/// each in a [NormalisedReward] if they are not.
///
/// @param parts the members, at least two
/// @param combination how their rewards become one
public record RewardEnsemble(List<RewardFunction> parts, Combination combination) implements ComposedReward {
    public RewardEnsemble {
        parts = List.copyOf(parts);
        if (parts.size() < 2) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, "an ensemble needs at least two members, not " + parts.size());
        }
    }

    /// How the members' rewards of an answer become one.
    public sealed interface Combination {
        double of(double... rewards);

        /// Their mean.
        record Average() implements Combination {
            @Override
            public double of(double... rewards) {
                double sum = 0;
                for (double reward : rewards) {
                    sum += reward;
                }
                return sum / rewards.length;
            }
        }

        /// The smallest (WCO): an answer is worth what its harshest judge says.
        record WorstCase() implements Combination {
            @Override
            public double of(double... rewards) {
                double least = Double.POSITIVE_INFINITY;
                for (double reward : rewards) {
                    least = Double.isNaN(reward) ? Double.NaN : Math.min(least, reward);
                }
                return least;
            }
        }

        /// Mean less `lambda` times the variance over members, divided by their number as in the paper (UWO).
        ///
        /// @param lambda 0 or more
        record VariancePenalised(double lambda) implements Combination {
            public VariancePenalised {
                if (!(lambda >= 0 && Double.isFinite(lambda))) {
                    throw new PlumblineException(
                            ErrorCode.BAD_ARGUMENT, "lambda must be 0 or more and finite, not " + lambda);
                }
            }

            @Override
            public double of(double... rewards) {
                double mean = new Average().of(rewards);
                double squares = 0;
                for (double reward : rewards) {
                    squares += (reward - mean) * (reward - mean);
                }
                return mean - lambda * squares / rewards.length;
            }
        }
    }

    @Override
    public double[] composed(List<Sampled> answers, List<double[]> given) {
        double[] combined = new double[answers.size()];
        for (int i = 0; i < combined.length; i++) {
            double[] one = new double[given.size()];
            for (int m = 0; m < one.length; m++) {
                one[m] = given.get(m)[i];
            }
            combined[i] = combination.of(one);
        }
        return combined;
    }
}
