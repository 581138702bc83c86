package dev.plumbline.train;

import dev.plumbline.engine.NoGradient;
import dev.plumbline.engine.Tensor;

/// What an objective reads of some tokens, and the way back into the weights.
interface ReadTokens {
    /// log p of each learned token.
    TargetLogProbabilities logProbabilities();

    /// The entropy at each, for a loss to use: [tokens].
    Tensor entropies();

    /// The same as numbers.
    double[] measured();

    /// Carries a loss made of them back.
    void backward(Tensor loss);

    /// From a pass that knows its own way back.
    static ReadTokens of(TokenPass pass) {
        return new ReadTokens() {
            @Override
            public TargetLogProbabilities logProbabilities() {
                return pass.logProbabilities();
            }

            @Override
            public Tensor entropies() {
                return pass.entropies();
            }

            @Override
            public double[] measured() {
                return pass.measuredEntropies();
            }

            @Override
            public void backward(Tensor loss) {
                pass.backward(loss);
            }
        };
    }

    /// From logits that were recorded as a whole.
    static ReadTokens of(TargetLogits at) {
        return new ReadTokens() {
            @Override
            public TargetLogProbabilities logProbabilities() {
                return new TargetLogProbabilities(at.logProbabilities(), at.row(), at.rows());
            }

            @Override
            public Tensor entropies() {
                return at.entropies();
            }

            @Override
            public double[] measured() {
                try (NoGradient off = NoGradient.open()) {
                    return at.entropies().toDoubles();
                }
            }

            @Override
            public void backward(Tensor loss) {
                loss.backward();
            }
        };
    }
}
