package dev.plumbline.train.watch;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/// What best-of-n by a proxy reward would give, for every n at once, from N samples of each prompt.
///
/// The expectation over all choices of n of the N samples is exact and unbiased (Nakano et al. 2021, arXiv
/// 2112.09332, appendix I): with samples in rising order of the proxy, sample i of N is the best of n with
/// probability C(i - 1, n - 1) / C(N, n). Samples of equal proxy share their probability, as a draw between them
/// would.
///
/// @param n answers that are chosen from
/// @param bound log n - (n - 1) / n, an upper bound of the KL to the sampling policy, reached if no two answers have
///     one proxy reward (Beirami et al. 2024, arXiv 2401.01879); in nats
/// @param kl the KL itself, estimated from how often each distinct answer was sampled; mean over prompts, in nats
/// @param proxy expected proxy reward of each prompt
/// @param gold expected gold reward of each prompt
@SuppressWarnings("ArrayRecordComponent") // never compared
public record BestOfN(int n, double bound, double kl, double[] proxy, double[] gold) {
    public BestOfN {
        proxy = proxy.clone();
        gold = gold.clone();
    }

    /// The samples of one prompt.
    ///
    /// @param answers what was written, one for each sample; equal texts are one answer
    /// @param proxy reward of each sample by which the best is chosen
    /// @param gold reward of each sample that is truly wanted
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Samples(String[] answers, double[] proxy, double[] gold) {
        public Samples {
            answers = answers.clone();
            proxy = proxy.clone();
            gold = gold.clone();
            if (answers.length == 0 || answers.length != proxy.length || answers.length != gold.length) {
                throw new PlumblineException(
                        ErrorCode.BAD_ARGUMENT,
                        "best-of-n needs a proxy and a gold reward for each answer; found " + answers.length + ", "
                                + proxy.length + " and " + gold.length);
            }
            for (int i = 0; i < proxy.length; i++) {
                if (!Double.isFinite(proxy[i]) || !Double.isFinite(gold[i])) {
                    throw new PlumblineException(
                            ErrorCode.NOT_FINITE,
                            "answer " + (i + 1) + " has the rewards " + proxy[i] + " and " + gold[i]);
                }
            }
        }

        /// The probability of each sample to be the best of n.
        double[] weights(int n) {
            int all = proxy.length;
            Integer[] order = IntStream.range(0, all).boxed().toArray(Integer[]::new);
            Arrays.sort(order, Comparator.comparingDouble(i -> proxy[i]));
            double[] weights = new double[all];
            // C(i - 1, n - 1) / C(N, n), from the top down: n / N, then times (i - n) / (i - 1)
            double[] ranked = new double[all];
            double p = (double) n / all;
            for (int i = all; i >= n; i--) {
                ranked[i - 1] = p;
                p *= i == 1 ? 0 : (double) (i - n) / (i - 1);
            }
            for (int from = 0; from < all; ) {
                int to = from + 1;
                double sum = ranked[from];
                while (to < all && proxy[order[to]] == proxy[order[from]]) {
                    sum += ranked[to++];
                }
                for (int i = from; i < to; i++) {
                    weights[order[i]] = sum / (to - from);
                }
                from = to;
            }
            return weights;
        }

        double divergence(double[] weights) {
            Map<String, double[]> byAnswer = new HashMap<>();
            for (int i = 0; i < answers.length; i++) {
                double[] both = byAnswer.computeIfAbsent(answers[i], fresh -> new double[2]);
                both[0] += weights[i];
                both[1] += 1.0 / answers.length;
            }
            double kl = 0;
            for (double[] both : byAnswer.values()) {
                kl += both[0] > 0 ? both[0] * Math.log(both[0] / both[1]) : 0;
            }
            return Math.max(0, kl);
        }
    }

    /// The point of this n.
    ///
    /// @param prompts at least one, each with at least n samples
    /// @param n at least 1
    public static BestOfN of(java.util.List<Samples> prompts, int n) {
        double[] proxy = new double[prompts.size()];
        double[] gold = new double[prompts.size()];
        double kl = 0;
        for (int p = 0; p < proxy.length; p++) {
            Samples samples = prompts.get(p);
            if (n < 1 || samples.proxy().length < n) {
                throw new PlumblineException(
                        ErrorCode.BAD_ARGUMENT,
                        "best of " + n + " of " + samples.proxy().length + " answers; sample more, or ask for fewer");
            }
            double[] weights = samples.weights(n);
            for (int i = 0; i < weights.length; i++) {
                proxy[p] += weights[i] * samples.proxy()[i];
                gold[p] += weights[i] * samples.gold()[i];
            }
            kl += samples.divergence(weights) / proxy.length;
        }
        return new BestOfN(n, Math.log(n) - (n - 1.0) / n, kl, proxy, gold);
    }

    /// Mean gold reward over prompts.
    public double meanGold() {
        return Arrays.stream(gold).average().orElseThrow();
    }

    /// Mean proxy reward over prompts.
    public double meanProxy() {
        return Arrays.stream(proxy).average().orElseThrow();
    }
}
