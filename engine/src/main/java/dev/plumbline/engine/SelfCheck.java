package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.model.Sampling;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.bytedeco.pytorch.global.torch;

/// What the tensor library on this machine is, how fast it multiplies, and whether it computes what it should.
///
/// The reference is a tiny decoder (two blocks, grouped queries, untied) whose fresh weights depend on a seed
/// alone; its logits for a fixed row of tokens ship with Plumbline. They were written by the code that agrees with
/// `transformers` on the golden checkpoints. All results are for the precision that [Engine#configure] last chose.
public final class SelfCheck {
    /// Largest absolute deviation that a sound machine shows in float 32; another order of summation costs about 1e-6.
    public static final double TOLERANCE = 1e-4;

    private static final String LOGITS = "self-check-logits.txt";
    private static final DecoderConfig CONFIG = DecoderConfig.llama(32, 16, 2, 4, 32, 32, false)
            .withKeyHeads(2)
            .withInitialDeviation(.3);
    private static final Seed SEED = new Seed(20).derive("self-check");
    private static final int[] ROW = {3, 14, 15, 9, 26, 5, 31, 0, 8, 17, 2, 28};
    private static final int WRITTEN = 12;
    private static final int SMALL = 256;
    private static final int LARGE = 1024;

    private SelfCheck() {}

    /// The library's version and the processor's instructions that it uses, such as `libtorch 2.10.0-1.5.13, AVX2`.
    public static String library() {
        String version = Optional.ofNullable(torch.class.getPackage().getImplementationVersion())
                .orElse("of an unknown version");
        return Engine.call(
                () -> "libtorch " + version + ", " + torch.get_cpu_capability().getString());
    }

    /// How many threads one operation uses.
    public static int threads() {
        return Engine.call(torch::get_num_threads);
    }

    /// The largest absolute difference between this machine's logits and those that ship.
    ///
    /// @return infinity if one of this machine's is not a number
    public static double logitDeviation() {
        return deviation(logits(), reference());
    }

    /// The largest absolute difference between the log-probabilities of tokens generated over a cache and those of the
    /// same tokens computed at one go.
    ///
    /// @return infinity if greedy generation over the cache wrote other tokens than the likeliest
    public static double cacheDeviation() {
        return Engine.call(() -> {
            try (Decoder decoder = Decoder.fresh(CONFIG, SEED)) {
                return cacheDeviation(decoder);
            }
        });
    }

    /// Billions of floating-point operations per second in the fastest of many products of square matrices, 1024
    /// wide or, where one such product would take longer than the budget, 256 wide.
    ///
    /// @param budget how long to measure, beside a short warm-up; at least one product is measured
    public static double gigaflops(DType dtype, Duration budget) {
        return Engine.call(() -> {
            rate(dtype, SMALL, Duration.ZERO);
            double small = rate(dtype, SMALL, Duration.ZERO);
            double secondsOfLarge = operations(LARGE) / small;
            return rate(dtype, secondsOfLarge * 1e9 > budget.toNanos() ? SMALL : LARGE, budget) / 1e9;
        });
    }

    /// Logits [12 * 32] of the row's positions, flattened.
    static double[] logits() {
        return Engine.call(() -> {
            try (Decoder decoder = Decoder.fresh(CONFIG, SEED)) {
                return logits(decoder, ROW);
            }
        });
    }

    static double deviation(double[] found, double[] expected) {
        if (found.length != expected.length) {
            throw new IllegalArgumentException(found.length + " logits, " + expected.length + " expected");
        }
        double largest = 0;
        for (int i = 0; i < found.length; i++) {
            double difference = Math.abs(found[i] - expected[i]);
            largest = Math.max(largest, Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference);
        }
        return largest;
    }

    static double[] reference() {
        try (InputStream in = SelfCheck.class.getResourceAsStream(LOGITS)) {
            if (in == null) {
                throw new PlumblineException(
                        ErrorCode.MISSING_FILE, "this build lacks " + LOGITS + "; build it again from whole sources");
            }
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .flatMapToDouble(line -> Arrays.stream(line.split(" ")).mapToDouble(Double::parseDouble))
                    .toArray();
        } catch (IOException e) {
            throw new PlumblineException(ErrorCode.MISSING_FILE, LOGITS + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static double cacheDeviation(Decoder decoder) {
        Generator.Prompt prompt = new Generator.Prompt(ROW, Sampling.greedy(WRITTEN), SEED, written -> false);
        Generator.Continuation cached = new Generator(decoder, Set.of(), 1)
                .generate(List.of(prompt), (done, figures) -> {})
                .getFirst();
        int[] all = Arrays.copyOf(ROW, ROW.length + WRITTEN);
        System.arraycopy(cached.ids(), 0, all, ROW.length, WRITTEN);
        double[] logits = logits(decoder, all);
        double largest = 0;
        for (int i = 0; i < WRITTEN; i++) {
            int from = (ROW.length - 1 + i) * CONFIG.vocabulary();
            double[] one = Arrays.copyOfRange(logits, from, from + CONFIG.vocabulary());
            double found = one[cached.ids()[i]] - logSumExp(one);
            boolean likeliest = Arrays.stream(one).max().orElseThrow() - one[cached.ids()[i]] <= TOLERANCE;
            double difference = Math.abs(found - cached.logProbabilities()[i]);
            largest = Math.max(largest, likeliest && !Double.isNaN(difference) ? difference : Double.POSITIVE_INFINITY);
        }
        return largest;
    }

    private static double[] logits(Decoder decoder, int[] row) {
        try (NoGradient off = NoGradient.open()) {
            Tensor hidden = decoder.hidden(TokenBatch.of(List.of(row)));
            return decoder.logits(hidden.reshape(row.length, CONFIG.width()))
                    .to(DType.FLOAT64)
                    .toDoubles();
        }
    }

    private static double logSumExp(double[] values) {
        double most = Arrays.stream(values).max().orElseThrow();
        return most
                + Math.log(Arrays.stream(values).map(v -> Math.exp(v - most)).sum());
    }

    /// Operations per second in the fastest of at least one product and at least `budget` of them.
    private static double rate(DType dtype, int width, Duration budget) {
        try (TensorScope scope = TensorScope.open();
                NoGradient off = NoGradient.open()) {
            Tensor left = matrix(dtype, width, "left");
            Tensor right = matrix(dtype, width, "right");
            long begin = System.nanoTime();
            long fastest = Long.MAX_VALUE;
            long now = begin;
            do {
                long before = now;
                try (TensorScope product = TensorScope.open()) {
                    left.matmul(right);
                }
                now = System.nanoTime();
                fastest = Math.min(fastest, now - before);
            } while (now - begin < budget.toNanos());
            return operations(width) / (Math.max(1, fastest) / 1e9);
        }
    }

    private static Tensor matrix(DType dtype, int width, String name) {
        RandomGenerator random = SEED.derive(name).generator();
        float[] values = new float[width * width];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat() - .5f;
        }
        return Tensor.of(values, width, width).to(dtype);
    }

    /// A product of n-wide matrices takes n³ multiplications and as many additions.
    private static double operations(int width) {
        return 2.0 * width * width * width;
    }
}
