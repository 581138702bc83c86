package dev.plumbline.train;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.engine.Decoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// How often a student answers a batch's prompts itself, as it is at that moment, in place of the given answers: the
/// lambda of generalised knowledge distillation (Agarwal et al. 2024, arXiv 2306.13649, algorithm 1).
///
/// Which batches those are, and what is sampled, depends on the seed, the step and the weights alone, so a training
/// that
/// was killed meets the same again.
///
/// @param lambda share of batches, in [0, 1]; 0 for none
/// @param source how answers are sampled
public record OwnAnswers(double lambda, Optional<AnswerSource> source) {
    /// Given answers only.
    public static final OwnAnswers NONE = new OwnAnswers(0, Optional.empty());

    public OwnAnswers {
        if (!(lambda >= 0 && lambda <= 1)) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, "lambda, the share of own answers, must be in [0, 1], not " + lambda);
        }
        if (lambda > 0 && source.isEmpty()) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, "lambda " + lambda + " needs to know how own answers are sampled");
        }
    }

    /// A share of batches.
    public static OwnAnswers share(double lambda, AnswerSource source) {
        return new OwnAnswers(lambda, Optional.of(source));
    }

    /// Whether this update learns from own answers.
    boolean drawn(Seed training, long step) {
        return lambda > 0 && training.derive("own", step).generator().nextDouble() < lambda;
    }

    /// The prompt of each row: what stands before its first target.
    ///
    /// @throws PlumblineException BAD_DATA if a row has none, or leaves no room for an answer
    static List<int[]> prompts(List<TokenRow> rows, int room, int maxTokens, String training) {
        List<int[]> prompts = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            TokenRow row = rows.get(i);
            int first = 1;
            while (first < row.ids().length && !row.learned()[first]) {
                first++;
            }
            if (first < 2 || first + maxTokens > room) {
                throw new PlumblineException(
                        ErrorCode.BAD_DATA,
                        training + ": row " + (i + 1) + " has a prompt of " + (first < 2 ? 0 : first)
                                + " tokens; an own answer needs one of 2 tokens or more that leaves room for "
                                + maxTokens + " of the " + room + " that the model reads. Leave the row out, or lower"
                                + " max-tokens");
            }
            prompts.add(Arrays.copyOf(row.ids(), first));
        }
        return prompts;
    }

    /// The student's answers to these prompts, of which each rank samples a share; all ranks get all.
    List<TokenRow> rows(Decoder student, List<int[]> prompts, Ranks ranks, Seed training, long step) {
        AnswerSource how = source.orElseThrow();
        Rollouts rollouts = new Rollouts(how.temperature(), how.maxTokens(), how.endTokens(), how.batch());
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
