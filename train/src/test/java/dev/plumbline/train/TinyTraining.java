package dev.plumbline.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.core.Progress;
import dev.plumbline.core.Seed;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.DecoderConfig;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.Schedule;
import dev.plumbline.train.loss.PreferenceLoss;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/// A decoder of a few thousand weights, random data for it, and the three trainers behind one face.
final class TinyTraining {
    static final int VOCABULARY = 48;

    /// Which trainer.
    enum Kind {
        SFT,
        REWARD,
        DPO
    }

    /// What a training left behind.
    ///
    /// @param weights every weight in the order of the flat vector
    /// @param gradients of the last step, after clipping
    @SuppressWarnings("ArrayRecordComponent") // compared element by element
    record Result(float[] weights, double[] gradients, TrainingCurves curves) {
        void assertSameBits(Result other) {
            assertThat(weights).isEqualTo(other.weights);
            assertThat(curves.write()).isEqualTo(other.curves.write());
        }

        double loss(int step) {
            return Objects.requireNonNull(curves.byName().get("loss")).get(step).value();
        }
    }

    private TinyTraining() {}

    static DecoderConfig config(Kind kind) {
        DecoderConfig.Head head = kind == Kind.REWARD ? DecoderConfig.Head.REWARD : DecoderConfig.Head.LANGUAGE;
        DecoderConfig plain = DecoderConfig.llama(VOCABULARY, 16, 2, 4, 24, 64, kind != Kind.REWARD)
                .withKeyHeads(2)
                .withInitialDeviation(.2)
                .withHead(head);
        return plain.with(plain.attention().withBiases(true, true));
    }

    /// A fresh decoder; the engine thread's work that asks for it closes it.
    static Decoder decoder(Kind kind, long seed) {
        return Decoder.fresh(config(kind), new Seed(seed));
    }

    static Optimisation optimisation(Optimisation.Method method, int steps, int batch) {
        return new Optimisation(method, steps, batch, batch, .01, .02, .9, .999, .01, 1, Schedule.Shape.COSINE, 2, .1);
    }

    /// Rows of 4 to 16 tokens, of which the last ones are learned.
    static List<TokenRow> rows(int count, long seed) {
        RandomGenerator random = new Seed(seed).generator();
        List<TokenRow> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(TokenRow.answer(ids(random, 2 + random.nextInt(6)), ids(random, 2 + random.nextInt(8))));
        }
        return rows;
    }

    /// Two answers to each prompt, with margins.
    static List<TokenPair> pairs(int count, long seed) {
        RandomGenerator random = new Seed(seed).generator();
        List<TokenPair> pairs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int[] prompt = ids(random, 2 + random.nextInt(6));
            TokenRow chosen = TokenRow.answer(prompt, ids(random, 1 + random.nextInt(8)));
            TokenRow rejected = TokenRow.answer(prompt, ids(random, 1 + random.nextInt(8)));
            pairs.add(new TokenPair(chosen, rejected, random.nextDouble()));
        }
        return pairs;
    }

    private static int[] ids(RandomGenerator random, int length) {
        return random.ints(length, 0, VOCABULARY).toArray();
    }

    static TrainingContext context(long seed) {
        return TrainingContext.silent(new Seed(seed));
    }

    static TrainingContext context(Path folder, int every, BooleanSupplier cancelled) {
        return new TrainingContext("tiny", new Seed(7), folder, every, Progress.NONE, cancelled);
    }

    /// Trains a fresh decoder on 24 shuffled rows or pairs.
    static Result train(Kind kind, Optimisation optimisation, TrainingContext context) {
        return Engine.call(() -> {
            try (Decoder decoder = decoder(kind, 3)) {
                TrainingCurves curves = curves(kind, decoder, optimisation, context);
                return new Result(
                        decoder.parameters().values().toFloats(),
                        decoder.parameters().gradients().toDoubles(),
                        curves);
            }
        });
    }

    /// Trains this decoder on 24 shuffled rows or pairs.
    static TrainingCurves curves(Kind kind, Decoder decoder, Optimisation optimisation, TrainingContext context) {
        return switch (kind) {
            case SFT -> new SftTrainer(optimisation, true).train(decoder, rows(24, 5), context);
            case REWARD -> new RewardModelTrainer(optimisation, .01, true).train(decoder, pairs(24, 5), context);
            case DPO -> {
                try (Decoder reference = decoder(kind, 4)) {
                    yield new DpoTrainer(optimisation, PreferenceLoss.sigmoid(.3), DpoTrainer.Passes.ONE, true)
                            .train(decoder, reference, pairs(24, 5), context);
                }
            }
        };
    }

    /// The Euclidean distance of two vectors, relative to the length of the second.
    static double distance(double[] found, double[] expected) {
        assertThat(found).hasSameSizeAs(expected);
        double squares = 0;
        double length = 0;
        for (int i = 0; i < found.length; i++) {
            squares += (found[i] - expected[i]) * (found[i] - expected[i]);
            length += expected[i] * expected[i];
        }
        return Math.sqrt(squares / length);
    }
}
