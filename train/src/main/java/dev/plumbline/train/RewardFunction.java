package dev.plumbline.train;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Says how good sampled answers are. A lambda will do; it is called on a thread of its own, never on the
/// engine's.
@FunctionalInterface
public interface RewardFunction {
    /// A sampled answer.
    ///
    /// @param prompt token ids
    /// @param answer token ids, its end token included if it wrote one; of several turns with the observations
    /// between them
    /// @param finished whether it ended by itself; false if it ran into a limit
    /// @param own for each token of the answer whether the policy wrote it; observations are not its own
    /// @param sampler log p of each own token as the sampler had it, at temperature 1; empty where it is not known
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Sampled(int[] prompt, int[] answer, boolean finished, boolean[] own, double[] sampler) {
        public Sampled {
            if (own.length != answer.length) {
                throw new PlumblineException(
                        ErrorCode.BAD_ARGUMENT,
                        "an answer of " + answer.length + " tokens came with " + own.length
                                + " marks; each token is the policy's own or not");
            }
        }

        /// An answer of one turn.
        public Sampled(int[] prompt, int[] answer, boolean finished) {
            this(prompt, answer, finished, all(answer.length), new double[0]);
        }

        private static boolean[] all(int length) {
            boolean[] all = new boolean[length];
            Arrays.fill(all, true);
            return all;
        }

        /// The share of the answer's three-token sequences that it had already written; 0 if it has fewer than two.
        public double repetition() {
            int sequences = answer.length - 2;
            if (sequences < 2) {
                return 0;
            }
            Set<List<Integer>> seen = new HashSet<>();
            for (int i = 0; i < sequences; i++) {
                seen.add(List.of(answer[i], answer[i + 1], answer[i + 2]));
            }
            return 1 - (double) seen.size() / sequences;
        }

        /// Prompt and answer as a row that learns from the policy's own tokens.
        TokenRow row() {
            int[] ids = new int[prompt.length + answer.length];
            boolean[] learned = new boolean[ids.length];
            System.arraycopy(prompt, 0, ids, 0, prompt.length);
            System.arraycopy(answer, 0, ids, prompt.length, answer.length);
            System.arraycopy(own, 0, learned, prompt.length, own.length);
            return new TokenRow(ids, learned);
        }
    }

    /// One reward for each answer, in their order. NaN says that the function has nothing to say of an answer: it
    /// then neither learns nor counts in its group.
    double[] rewards(List<Sampled> answers);

    /// Further figures of a round's answers for the curves, by name; none where a function has no more to say. Called
    /// by
    /// every rank with the answers of all, on the engine's thread, and within no limit of time.
    default Map<String, Double> figures(List<Sampled> answers) {
        return Map.of();
    }

    /// Calls the function and refuses what cannot be learned from.
    ///
    /// @param limit after which a function that has not answered is given up
    /// @throws PlumblineException BAD_DATA if it throws, hangs, gives too few values or an infinite one
    default double[] checked(List<Sampled> answers, Duration limit) {
        double[] rewards =
                Outside.call("the reward function", limit, answers.size() + " answers", () -> rewards(answers));
        if (rewards.length != answers.size()) {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA,
                    "the reward function gave " + rewards.length + " values for " + answers.size()
                            + " answers; it must give one for each, NaN where it has nothing to say");
        }
        for (int i = 0; i < rewards.length; i++) {
            if (Double.isInfinite(rewards[i])) {
                throw new PlumblineException(
                        ErrorCode.BAD_DATA, "the reward of answer " + (i + 1) + " is " + rewards[i]);
            }
        }
        return rewards.clone();
    }
}
