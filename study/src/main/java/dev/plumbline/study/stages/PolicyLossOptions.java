package dev.plumbline.study.stages;

import dev.plumbline.study.Option;
import dev.plumbline.train.PolicyObjective;
import dev.plumbline.train.loss.AnswerAggregation;
import dev.plumbline.train.loss.ImportanceLevel;
import dev.plumbline.train.loss.KlEstimator;
import dev.plumbline.train.loss.KlLoss;
import dev.plumbline.train.loss.PolicyLoss;

/// What a method of the policy-gradient family minimises.
public record PolicyLossOptions(
        @Option(doc = "the loss of a token, or of an answer for gmpo and answer-clip", defaultValue = "clip")
        Kind kind,

        @Option(doc = "how far a ratio may fall below 1; gmpo: in log space", range = "[0, 1)", defaultValue = "0.2")
        double clipLow,

        @Option(doc = "how far a ratio may rise above 1; gmpo: in log space", range = ">= 0", defaultValue = "0.2")
        double clipHigh,

        @Option(
                doc = "clip: largest ratio where the advantage is negative (two-sided clip); cispo: the cap itself; 0"
                        + " for none",
                range = ">= 0",
                defaultValue = "0.0")
        double cap,

        @Option(doc = "clip: the dual clip, above 1; 0 for none", range = ">= 0", defaultValue = "0.0")
        double dual,

        @Option(doc = "sapo: temperature where the advantage is positive", range = "> 0", defaultValue = "1.0")
        double positive,

        @Option(doc = "sapo: temperature elsewhere", range = "> 0", defaultValue = "1.05")
        double negative,

        @Option(doc = "what the ratio of clip, cispo and sapo is of", defaultValue = "token")
        ImportanceLevel level,

        @Option(doc = "how tokens become a batch's loss", defaultValue = "answer-means")
        Aggregation aggregation,

        @Option(
                doc = "answers of negative advantage that the policy has left by more nats a token are left out; 0 for"
                        + " none",
                unit = "nats",
                range = ">= 0",
                defaultValue = "0.0")
        double driftLimit,

        @Option(doc = "share of tokens, those of highest entropy, that learn", range = "(0, 1]", defaultValue = "1.0")
        double topEntropy,

        @Option(doc = "weight of the mean entropy, which is maximised", range = ">= 0", defaultValue = "0.0")
        double entropyBonus,

        @Option(doc = "weight of the KL term in the loss", range = ">= 0", defaultValue = "0.0")
        double kl,

        @Option(doc = "what that is estimated with", defaultValue = "k3")
        KlEstimator klEstimator,

        @Option(doc = "how its gradient is made right", defaultValue = "ratio")
        KlLoss.Gradient klGradient) {
    /// The loss.
    public enum Kind {
        /// PPO's and GRPO's.
        CLIP,
        CISPO,
        SAPO,
        /// Geometric means.
        GMPO,
        /// One ratio for the answer, as RLOO has it.
        ANSWER_CLIP,
        VESPO,
        /// Without a ratio.
        REINFORCE
    }

    /// How tokens become a batch's loss.
    public enum Aggregation {
        /// GRPO.
        ANSWER_MEANS,
        /// DAPO: over all tokens of the round.
        TOKEN_MEAN,
        /// Dr. GRPO: divided by the longest answer.
        CONSTANT_LENGTH,
        ANSWER_SUMS
    }

    public PolicyLossOptions {
        Checks.within("loss.clip-low", clipLow, 0, Math.nextDown(1.0));
        Checks.within("loss.clip-high", clipHigh, 0, Double.MAX_VALUE);
        Checks.within("loss.cap", cap, 0, Double.MAX_VALUE);
        Checks.within("loss.dual", dual, 0, Double.MAX_VALUE);
        Checks.positive("loss.positive", positive);
        Checks.positive("loss.negative", negative);
        Checks.within("loss.drift-limit", driftLimit, 0, Double.MAX_VALUE);
        Checks.within("loss.top-entropy", topEntropy, Double.MIN_VALUE, 1);
        Checks.within("loss.entropy-bonus", entropyBonus, 0, Double.MAX_VALUE);
        Checks.within("loss.kl", kl, 0, Double.MAX_VALUE);
        if (dual != 0 && (dual <= 1 || kind != Kind.CLIP)) {
            throw Checks.bad("loss.dual must be above 1, and is for clip alone; 0 for none");
        }
        if (cap == 0 && kind == Kind.CISPO) {
            throw Checks.bad("loss.cap: cispo needs the largest ratio, such as 5");
        }
    }

    PolicyObjective objective(double temperature, int maxTokens) {
        return new PolicyObjective(
                loss(),
                new KlLoss(kl, klEstimator, klGradient, Double.POSITIVE_INFINITY),
                switch (aggregation) {
                    case ANSWER_MEANS -> new AnswerAggregation.AnswerMeans();
                    case TOKEN_MEAN -> new AnswerAggregation.TokenMean();
                    case CONSTANT_LENGTH -> new AnswerAggregation.ConstantLength(maxTokens);
                    case ANSWER_SUMS -> new AnswerAggregation.AnswerSums();
                },
                temperature,
                driftLimit == 0 ? Double.POSITIVE_INFINITY : driftLimit,
                topEntropy,
                entropyBonus);
    }

    private PolicyLoss loss() {
        return switch (kind) {
            case CLIP -> new PolicyLoss.Clip(clipLow, clipHigh, orNone(cap), orNone(dual), level);
            case CISPO -> new PolicyLoss.Cispo(cap, level);
            case SAPO -> new PolicyLoss.Sapo(positive, negative, level);
            case GMPO -> new PolicyLoss.Gmpo(clipLow, clipHigh);
            case ANSWER_CLIP -> new PolicyLoss.AnswerClip(clipLow, clipHigh);
            case VESPO -> new PolicyLoss.Vespo(new PolicyLoss.Vespo.Gamma(2, 3), new PolicyLoss.Vespo.Gamma(3, 2));
            case REINFORCE -> new PolicyLoss.Reinforce();
        };
    }

    private static double orNone(double value) {
        return value == 0 ? Double.POSITIVE_INFINITY : value;
    }
}
