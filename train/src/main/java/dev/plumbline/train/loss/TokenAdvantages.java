package dev.plumbline.train.loss;

import java.util.Arrays;

/// Advantages and returns of the tokens of one answer, and their whitening over a batch.
///
/// @param advantages of each token
/// @param returns advantage plus value of each token, before any whitening
public record TokenAdvantages(double[] advantages, double[] returns) {
    /// Generalised advantage estimation (Schulman et al. 2015, arXiv 1506.02438): delta_t = r_t + gamma V_(t+1) - V_t, A_t =
    /// delta_t + gamma lambda A_(t+1); beyond the end V is 0.
    public static TokenAdvantages generalised(double[] rewards, double[] values, double gamma, double lambda) {
        boolean[] own = new boolean[rewards.length];
        Arrays.fill(own, true);
        return generalised(rewards, values, own, gamma, lambda);
    }

    /// As above for an answer of several turns: tokens that the policy did not write are stepped over, and value and
    /// advantage are carried across them.
    ///
    /// @param own true where the policy wrote the token
    public static TokenAdvantages generalised(
            double[] rewards, double[] values, boolean[] own, double gamma, double lambda) {
        double[] advantages = new double[rewards.length];
        double[] returns = new double[rewards.length];
        double next = 0;
        double running = 0;
        for (int t = rewards.length - 1; t >= 0; t--) {
            if (own[t]) {
                running = rewards[t] + gamma * next - values[t] + gamma * lambda * running;
                next = values[t];
                advantages[t] = running;
                returns[t] = running + values[t];
            }
        }
        return new TokenAdvantages(advantages, returns);
    }

    /// Discounted sums of what is still to come, as REINFORCE++ has them without a value model.
    public static double[] returns(double[] rewards, double gamma) {
        double[] returns = new double[rewards.length];
        double running = 0;
        for (int t = rewards.length - 1; t >= 0; t--) {
            running = rewards[t] + gamma * running;
            returns[t] = running;
        }
        return returns;
    }

    /// (x - mean) / sqrt(variance + 1e-8) over all arrays together, with the unbiased variance; in place.
    ///
    /// @param shift whether the mean is taken away; otherwise it is added back, as rewards are whitened
    public static void whiten(double[][] arrays, boolean shift) {
        double sum = 0;
        long count = 0;
        for (double[] array : arrays) {
            sum += Arrays.stream(array).sum();
            count += array.length;
        }
        double mean = sum / count;
        double squares = 0;
        for (double[] array : arrays) {
            squares += Arrays.stream(array).map(x -> (x - mean) * (x - mean)).sum();
        }
        double scale = 1 / Math.sqrt(squares / Math.max(1, count - 1) + 1e-8);
        for (double[] array : arrays) {
            Arrays.setAll(array, i -> (array[i] - mean) * scale + (shift ? 0 : mean));
        }
    }
}
