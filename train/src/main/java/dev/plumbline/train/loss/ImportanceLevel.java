package dev.plumbline.train.loss;

import dev.plumbline.engine.Tensor;

/// What the ratio of the learning to the sampling policy is taken of.
public enum ImportanceLevel {
    /// Each token (PPO, GRPO).
    TOKEN {
        @Override
        Tensor logRatio(PolicyTokens tokens) {
            return tokens.logRatio();
        }
    },
    /// The answer's geometric mean, for all of its tokens (GSPO, Zheng et al. 2025, arXiv 2507.18071).
    SEQUENCE {
        @Override
        Tensor logRatio(PolicyTokens tokens) {
            return tokens.spread(tokens.means(tokens.logRatio()));
        }
    },
    /// The value of the answer's geometric mean with the gradient of the token (GSPO-token, same paper).
    SEQUENCE_BY_TOKEN {
        @Override
        Tensor logRatio(PolicyTokens tokens) {
            Tensor own = tokens.logProbabilities();
            return SEQUENCE.logRatio(tokens).detach().add(own.sub(own.detach()));
        }
    };

    /// log of the ratio at each token: [tokens].
    abstract Tensor logRatio(PolicyTokens tokens);
}
