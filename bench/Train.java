import dev.plumbline.core.Progress;
import dev.plumbline.core.Seed;
import dev.plumbline.engine.DType;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.DecoderConfig;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.EngineOptions;
import dev.plumbline.engine.NoGradient;
import dev.plumbline.engine.Precision;
import dev.plumbline.engine.Schedule;
import dev.plumbline.engine.Tensor;
import dev.plumbline.engine.TensorScope;
import dev.plumbline.train.DpoTrainer;
import dev.plumbline.train.Optimisation;
import dev.plumbline.train.SftTrainer;
import dev.plumbline.train.TokenPair;
import dev.plumbline.train.TokenRow;
import dev.plumbline.train.TrainingContext;
import dev.plumbline.train.loss.PreferenceLoss;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Tokens per second of SFT and DPO at the three sizes of the peers' benchmarks, beside the rate of the matrix products
/// that they are made of, in the same process. Run by bench/train.
///
/// One line a setting: `ours KIND-SIZE PRECISION threads N: T tokens/s, S ms a step, M GFLOP/s of model arithmetic, P % of
/// the matrix-product rate`; the last line of a size is JSON.
final class Train {
    /// A Llama shape and its batch; the same as ../shared/peers/peerbench.py names.
    enum Size {
        S(640, 128, 4, 4, 384, true, 128, 16, 8, 40),
        M(8192, 512, 6, 8, 1408, false, 256, 8, 2, 8),
        L(32000, 768, 12, 12, 2048, true, 256, 4, 1, 5);

        final int vocabulary;
        final int width;
        final int layers;
        final int heads;
        final int feedForward;
        final boolean tied;
        final int seq;
        final int batch;
        final int warm;
        final int measured;

        Size(int vocabulary, int width, int layers, int heads, int feedForward, boolean tied, int seq, int batch,
                int warm, int measured) {
            this.vocabulary = vocabulary;
            this.width = width;
            this.layers = layers;
            this.heads = heads;
            this.feedForward = feedForward;
            this.tied = tied;
            this.seq = seq;
            this.batch = batch;
            this.warm = warm;
            this.measured = measured;
        }

        DecoderConfig config() {
            return DecoderConfig.llama(vocabulary, width, layers, heads, feedForward, seq, tied);
        }

        /// Forward and backward: 6 per weight that multiplies, plus causal attention, as the peers count it.
        double flopsPerToken() {
            double perLayer = 4.0 * width * width + 3.0 * width * feedForward;
            return 6 * (layers * perLayer + (double) width * vocabulary) + 6.0 * layers * width * seq;
        }
    }

    /// Times the steps that a trainer reports.
    private static final class Clock implements Progress {
        final List<Long> ends = new ArrayList<>();

        @Override
        public Meter start(String task, long total, String unit) {
            return (done, figures) -> {
                if (unit.equals("steps")) {
                    ends.add(System.nanoTime());
                }
            };
        }

        @Override
        public void note(String line) {}

        /// Seconds of the median step after the first `warm`.
        double medianStep(int warm) {
            double[] seconds = new double[ends.size() - 1 - warm];
            for (int i = 0; i < seconds.length; i++) {
                seconds[i] = 1e-9 * (ends.get(i + 1 + warm) - ends.get(i + warm));
            }
            Arrays.sort(seconds);
            return seconds[seconds.length / 2];
        }
    }

    private record Setting(Precision precision, int threads) {}

    public static void main(String[] args) {
        String kind = args[0];
        Size size = Size.valueOf(args[1]);
        int cores = Runtime.getRuntime().availableProcessors();
        Map<String, Double> gemm = new java.util.TreeMap<>();
        String bestName = "";
        double best = 0;
        StringBuilder variants = new StringBuilder();
        for (Setting setting : args.length > 2 ? List.of(setting(args[2])) : settings(cores)) {
            Engine.configure(new EngineOptions(setting.threads(), setting.precision()));
            double rate = Engine.call(() -> gemm(size, setting.precision()));
            gemm.put(setting.precision() + " x" + setting.threads(), rate);
            double seconds = kind.equals("sft") ? sft(size) : dpo(size);
            double tokens = (kind.equals("sft") ? 1 : 2) * (double) size.batch * size.seq / seconds;
            // DPO reads the reference too: a third of forward and backward on top.
            double model = tokens * size.flopsPerToken() * (kind.equals("sft") ? 1 : 4.0 / 3) / 1e9;
            String name = setting.precision().toString().toLowerCase(Locale.ROOT) + " x" + setting.threads();
            System.out.printf(
                    Locale.ROOT,
                    "ours %s-%s %s: %.0f tokens/s, %.1f ms a step, %.1f GFLOP/s of model arithmetic, %.0f %% of %.1f GFLOP/s%n",
                    kind, size, name, tokens, 1000 * seconds, model, 100 * model / rate, rate);
            variants.append(variants.isEmpty() ? "" : ", ").append('"').append(name).append("\": ").append(Math.round(tokens));
            if (tokens > best) {
                best = tokens;
                bestName = name + "\", \"gemm_gflops\": " + Math.round(rate) + ", \"model_gflops\": " + Math.round(model)
                        + ", \"share_of_gemm\": " + String.format(Locale.ROOT, "%.3f", model / rate);
            }
        }
        System.out.println("{\"workload\": \"" + kind + "-" + size + "\", \"figure\": " + Math.round(best)
                + ", \"unit\": \"tokens/s\", \"best_setting\": \"" + bestName + ", \"variants\": {" + variants + "}}");
        System.exit(0);
    }

    /// `bfloat16x2`: a precision and how many threads.
    private static Setting setting(String text) {
        String[] part = text.split("(?<=32|16)x", 2);
        return new Setting(Precision.valueOf(part[0].toUpperCase(Locale.ROOT)), Integer.parseInt(part[1]));
    }

    private static List<Setting> settings(int cores) {
        List<Setting> settings = new ArrayList<>();
        for (Precision precision : Precision.values()) {
            settings.add(new Setting(precision, 1));
            if (cores > 1) {
                settings.add(new Setting(precision, cores));
            }
        }
        return settings;
    }

    private static double sft(Size size) {
        RandomGenerator random = new Seed(0).generator();
        List<TokenRow> rows = new ArrayList<>();
        for (int i = 0; i < (size.warm + size.measured + 1) * size.batch; i++) {
            rows.add(TokenRow.answer(ids(random, size, 1), ids(random, size, size.seq - 1)));
        }
        Clock clock = new Clock();
        Decoder decoder = Engine.call(() -> Decoder.fresh(size.config(), new Seed(0)));
        new SftTrainer(optimisation(size)).train(decoder, rows, context(clock));
        Engine.run(decoder::close);
        return clock.medianStep(size.warm);
    }

    /// The reference is read once, before the first update; its time is spread over the steps that it serves.
    private static double dpo(Size size) {
        RandomGenerator random = new Seed(0).generator();
        List<TokenPair> pairs = new ArrayList<>();
        for (int i = 0; i < (size.warm + size.measured + 1) * size.batch; i++) {
            int[] prompt = ids(random, size, size.seq / 2);
            pairs.add(new TokenPair(
                    TokenRow.answer(prompt, ids(random, size, size.seq - size.seq / 2)),
                    TokenRow.answer(prompt, ids(random, size, size.seq - size.seq / 2)),
                    0));
        }
        Clock clock = new Clock();
        Decoder policy = Engine.call(() -> Decoder.fresh(size.config(), new Seed(0)));
        Decoder reference = Engine.call(policy::copy);
        int steps = size.warm + size.measured + 1;
        long start = System.nanoTime();
        new DpoTrainer(optimisation(size), PreferenceLoss.sigmoid(.1), DpoTrainer.Passes.ONE, true)
                .train(policy, reference, pairs, context(clock));
        double all = 1e-9 * (System.nanoTime() - start);
        double median = clock.medianStep(size.warm);
        double updates = 1e-9 * (clock.ends.getLast() - clock.ends.getFirst()) / (steps - 1) * steps;
        Engine.run(() -> {
            policy.close();
            reference.close();
        });
        return median + Math.max(0, all - updates) / steps;
    }

    private static int[] ids(RandomGenerator random, Size size, int count) {
        return random.ints(count, 4, size.vocabulary).toArray();
    }

    private static Optimisation optimisation(Size size) {
        return new Optimisation(
                Optimisation.Method.ADAMW,
                size.warm + size.measured + 1,
                size.batch,
                size.batch,
                1e-4,
                1e-2,
                .9,
                .999,
                0,
                1,
                Schedule.Shape.CONSTANT,
                0,
                0);
    }

    private static TrainingContext context(Progress progress) {
        return new TrainingContext("bench", new Seed(0), Path.of(""), 0, progress, () -> false);
    }

    /// GFLOP/s of the size's own matrix products, the fastest of the attention, feed-forward, head and a square one:
    /// the same shapes as the peers' ceiling.
    private static double gemm(Size size, Precision precision) {
        DType type = precision == Precision.BFLOAT16 ? DType.BFLOAT16 : DType.FLOAT32;
        int rows = size.batch * size.seq;
        double best = 0;
        int[][] shapes = {
            {rows, size.width, size.width}, {rows, size.width, size.feedForward}, {rows, size.width, size.vocabulary},
            {1024, 1024, 1024}
        };
        for (int[] shape : shapes) {
            best = Math.max(best, rate(shape[0], shape[1], shape[2], type));
        }
        return best;
    }

    private static double rate(int m, int k, int n, DType type) {
        try (TensorScope outer = TensorScope.open();
                NoGradient off = NoGradient.open()) {
            Tensor a = Tensor.of(floats(m * k), m, k).to(type);
            Tensor b = Tensor.of(floats(n * k), n, k).to(type);
            List<Double> seconds = new ArrayList<>();
            double spent = 0;
            while (spent < .5 || seconds.size() < 4) {
                long start = System.nanoTime();
                try (TensorScope scope = TensorScope.open()) {
                    a.linear(b, null);
                }
                double took = 1e-9 * (System.nanoTime() - start);
                seconds.add(took);
                spent += took;
            }
            double[] sorted = seconds.stream().skip(1).mapToDouble(s -> s).sorted().toArray();
            return 2e-9 * m * k * n / sorted[sorted.length / 2];
        }
    }

    private static float[] floats(int count) {
        RandomGenerator random = new Seed(1).generator();
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
