package dev.plumbline.train;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.engine.Decoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// How often a student answers a batch's prompts itself, as it is at that moment, in place of the given answers: the
/// lambda of generalised knowledge distillation (Agarwal et al. 2024, arXiv 2306.13649, algorithm 1).
public sealed interface OwnAnswers {
    /// Given answers only.
    OwnAnswers NONE = new None();

    /// A share of batches.
    static OwnAnswers share(double lambda, AnswerSource source) {
        return new Share(lambda, source);
    }

    /// Given answers only.
    record None() implements OwnAnswers {}

    /// A share of batches. Which those are, and what is sampled, depends on the seed, the step and the weights alone,
    /// so
    /// a training that was killed meets the same again.
    ///
    /// @param lambda the share, in (0, 1]
    /// @param source how answers are sampled
    record Share(double lambda, AnswerSource source) implements OwnAnswers {
        public Share {
            if (!(lambda > 0 && lambda <= 1)) {
                throw new PlumblineException(
                        ErrorCode.BAD_ARGUMENT,
                        "lambda, the share of own answers, must be in (0, 1], not " + lambda
                                + "; without any, learn from given answers alone");
            }
        }

        /// Whether this update learns from own answers.
        boolean drawn(Seed training, long step) {
            return training.derive("own", step).generator().nextDouble() < lambda;
        }

        /// The prompt of each row: what stands before its first target.
        ///
        /// @param room most tokens that the student reads
        /// @throws PlumblineException BAD_DATA if a row has none, or leaves no room for an answer
        List<int[]> prompts(List<TokenRow> rows, int room, String training) {
            List<int[]> prompts = new ArrayList<>();
            for (int i = 0; i < rows.size(); i++) {
                TokenRow row = rows.get(i);
                int first = 1;
                while (first < row.ids().length && !row.learned()[first]) {
                    first++;
                }
                if (first < 2 || first + source.maxTokens() > room) {
                    throw new PlumblineException(
                            ErrorCode.BAD_DATA,
                            training + ": row " + (i + 1) + " has a prompt of " + (first < 2 ? 0 : first)
                                    + " tokens; an own answer needs one of 2 tokens or more that leaves room for "
                                    + source.maxTokens() + " of the " + room + " that the model reads. Leave the row"
                                    + " out, or lower max-tokens");
                }
                prompts.add(Arrays.copyOf(row.ids(), first));
            }
            return prompts;
        }

        /// The student's answers to these prompts, of which each rank samples a share; all ranks get all.
        List<TokenRow> rows(Decoder student, List<int[]> prompts, Ranks ranks, Seed training, long step) {
            Rollouts rollouts =
                    new Rollouts(source.temperature(), source.maxTokens(), source.endTokens(), source.batch());
            List<RewardFunction.Sampled> own = rollouts.sample(
                    student,
                    ranks.share(prompts),
                    1,
                    ranks.places(prompts.size()),
                    Environment.NONE,
                    training.derive("own answers", step));
            return Rollouts.rows(SharedRound.answers(ranks, prompts, 1, own));
        }
    }
}
