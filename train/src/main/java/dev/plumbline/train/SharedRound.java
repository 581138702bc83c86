package dev.plumbline.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Makes what each rank sampled known to all ranks.
final class SharedRound {
    private SharedRound() {}

    /// All answers of a round, group after group.
    ///
    /// @param prompts of the whole round
    /// @param group answers to each prompt
    /// @param own the answers to this rank's prompts
    static List<RewardFunction.Sampled> answers(
            Ranks ranks, List<int[]> prompts, int group, List<RewardFunction.Sampled> own) {
        if (ranks.world() == 1) {
            return own;
        }
        List<double[]> coded = new ArrayList<>();
        for (int at = 0; at < own.size(); at += group) {
            coded.add(own.subList(at, at + group).stream()
                    .map(SharedRound::coded)
                    .flatMapToDouble(Arrays::stream)
                    .toArray());
        }
        List<RewardFunction.Sampled> all = new ArrayList<>();
        List<double[]> gathered = ranks.gathered(prompts.size(), coded);
        for (int p = 0; p < gathered.size(); p++) {
            int at = 0;
            for (int g = 0; g < group; g++) {
                all.add(answer(prompts.get(p), gathered.get(p), at));
                at += length(gathered.get(p), at);
            }
        }
        return all;
    }

    /// Values of each answer of a round, such as log-probabilities of its tokens.
    static List<double[]> perAnswer(Ranks ranks, int prompts, int group, List<double[]> own) {
        if (ranks.world() == 1) {
            return own;
        }
        List<double[]> all = new ArrayList<>(java.util.Collections.nCopies(prompts * group, new double[0]));
        for (int g = 0; g < group; g++) {
            List<double[]> mine = new ArrayList<>();
            for (int at = g; at < own.size(); at += group) {
                mine.add(own.get(at));
            }
            List<double[]> found = ranks.gathered(prompts, mine);
            for (int p = 0; p < prompts; p++) {
                all.set(p * group + g, found.get(p));
            }
        }
        return all;
    }

    /// Length, tokens of its own, whether it ended; then ids, marks, the sampler's log-probabilities.
    private static double[] coded(RewardFunction.Sampled answer) {
        int n = answer.answer().length;
        int m = answer.sampler().length;
        double[] coded = new double[3 + 2 * n + m];
        coded[0] = n;
        coded[1] = m;
        coded[2] = answer.finished() ? 1 : 0;
        for (int t = 0; t < n; t++) {
            coded[3 + t] = answer.answer()[t];
            coded[3 + n + t] = answer.own()[t] ? 1 : 0;
        }
        System.arraycopy(answer.sampler(), 0, coded, 3 + 2 * n, m);
        return coded;
    }

    private static int length(double[] coded, int at) {
        return 3 + 2 * (int) coded[at] + (int) coded[at + 1];
    }

    private static RewardFunction.Sampled answer(int[] prompt, double[] coded, int at) {
        int n = (int) coded[at];
        int[] ids = new int[n];
        boolean[] own = new boolean[n];
        for (int t = 0; t < n; t++) {
            ids[t] = (int) coded[at + 3 + t];
            own[t] = coded[at + 3 + n + t] == 1;
        }
        double[] sampler = Arrays.copyOfRange(coded, at + 3 + 2 * n, at + length(coded, at));
        return new RewardFunction.Sampled(prompt, ids, coded[at + 2] == 1, own, sampler);
    }
}
