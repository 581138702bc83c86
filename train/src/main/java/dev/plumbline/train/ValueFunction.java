package dev.plumbline.train;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.DType;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.DecoderConfig;
import dev.plumbline.engine.Parameters;
import dev.plumbline.engine.Tensor;
import dev.plumbline.engine.TokenBatch;
import java.util.List;

/// Who says, before each token that a policy writes, what reward is still to come.
public sealed interface ValueFunction {
    /// What its own optimiser moves.
    Parameters learned();

    /// The model that it reads with.
    Decoder model();

    /// The same function on a replica of that model.
    ValueFunction on(Decoder replica);

    /// Values of rows in this layout, read at these positions of each: [positions], float 32.
    Tensor at(TokenBatch layout, List<int[]> positions);

    /// A model of its own.
    ///
    /// @param decoder with a reward head, over the policy's vocabulary
    record Model(Decoder decoder) implements ValueFunction {
        public Model {
            if (decoder.config().head() != DecoderConfig.Head.REWARD) {
                throw new PlumblineException(
                        ErrorCode.BAD_ARGUMENT,
                        "a value model needs a reward head, and this one has "
                                + decoder.config().head());
            }
        }

        @Override
        public Parameters learned() {
            return Learned.of(decoder);
        }

        @Override
        public Decoder model() {
            return decoder;
        }

        @Override
        public ValueFunction on(Decoder replica) {
            return new Model(replica);
        }

        @Override
        public Tensor at(TokenBatch layout, List<int[]> positions) {
            return decoder.scores(read(decoder, layout, positions)).view(-1);
        }
    }

    /// A linear head over what the policy's own head reads, w h + b, as in Ziegler et al. 2019 (arXiv 1909.08593): no
    /// second model takes memory, and the loss of the values moves the policy's other weights as well. It expects
    /// nothing at first.
    ///
    /// @param policy whose gradients the loss of the values adds to
    /// @param head w and b, [width + 1]
    record Head(Decoder policy, Parameters head) implements ValueFunction, AutoCloseable {
        private static final String NAME = "value_head";

        /// A fresh head over this policy, to be closed.
        public static Head over(Decoder policy) {
            int length = policy.config().width() + 1;
            return new Head(policy, Parameters.single(NAME, new float[length], length));
        }

        @Override
        public Parameters learned() {
            return head;
        }

        @Override
        public Decoder model() {
            return policy;
        }

        @Override
        public ValueFunction on(Decoder replica) {
            return new Head(replica, head);
        }

        @Override
        public Tensor at(TokenBatch layout, List<int[]> positions) {
            int width = policy.config().width();
            Tensor weights = head.leaf(NAME);
            Tensor hidden = read(policy, layout, positions).to(DType.FLOAT32);
            return hidden.matmul(weights.narrow(0, 0, width).view(width, 1))
                    .view(-1)
                    .add(weights.narrow(0, width, 1));
        }

        @Override
        public void close() {
            head.close();
        }
    }

    /// What a head reads at these positions: [positions, width].
    private static Tensor read(Decoder model, TokenBatch layout, List<int[]> positions) {
        long[] flat =
                new long[positions.stream().mapToInt(places -> places.length).sum()];
        int next = 0;
        for (int r = 0; r < positions.size(); r++) {
            for (int place : positions.get(r)) {
                flat[next++] = layout.flat(r, place);
            }
        }
        return model.hidden(layout).view(-1, model.config().width()).indexSelect(0, Tensor.of(flat, flat.length));
    }
}
