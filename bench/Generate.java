import dev.plumbline.core.Seed;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.DecoderConfig;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.EngineOptions;
import dev.plumbline.engine.Generator;
import dev.plumbline.engine.Precision;
import dev.plumbline.engine.Tensor;
import dev.plumbline.engine.TensorScope;
import dev.plumbline.model.Sampling;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;

/// Tokens per second of generation: see bench/generate.
public final class Generate {
    private static final int PROMPT = 32;
    private static final int NEW = 64;

    private Generate() {}

    public static void main(String[] arguments) {
        boolean sampled = arguments[3].equals("sampling");
        Sampling sampling = sampled ? new Sampling(.8, 0, .95, NEW, List.of()) : Sampling.greedy(NEW);
        for (String size : arguments[0].split(",")) {
            for (String threads : arguments[2].split(",")) {
                Engine.configure(new EngineOptions(Integer.parseInt(threads), Precision.FLOAT32));
                double bandwidth = Engine.call(Generate::gigabytesPerSecond);
                Decoder decoder = Engine.call(() -> Decoder.fresh(config(size), new Seed(1)));
                long weights = decoder.parameters().elements();
                for (String batch : arguments[1].split(",")) {
                    int rows = Integer.parseInt(batch);
                    double rate = rate(decoder, rows, sampling);
                    String share = rows > 1
                            ? ""
                            : String.format(
                                    Locale.ROOT,
                                    ",\"weights_gb_per_s\":%.2f,\"memory_gb_per_s\":%.2f,\"share\":%.2f",
                                    4e-9 * weights * rate,
                                    bandwidth,
                                    4e-9 * weights * rate / bandwidth);
                    System.out.printf(
                            Locale.ROOT,
                            "{\"size\":\"%s\",\"batch\":%d,\"threads\":%s,\"how\":\"%s\",\"tokens_per_s\":%.1f%s}%n",
                            size,
                            rows,
                            threads,
                            arguments[3],
                            rate,
                            share);
                }
                Engine.run(decoder::close);
            }
        }
        System.exit(0);
    }

    private static DecoderConfig config(String size) {
        return switch (size) {
            case "S" -> DecoderConfig.llama(640, 128, 4, 4, 384, 2048, true);
            case "M" -> DecoderConfig.llama(8192, 512, 6, 8, 1408, 2048, false);
            case "L" -> DecoderConfig.llama(32_000, 768, 12, 12, 2048, 2048, true);
            default -> throw new IllegalArgumentException("sizes are S, M and L, not " + size);
        };
    }

    /// The best of three, after one that warms up.
    private static double rate(Decoder decoder, int rows, Sampling sampling) {
        double best = 0;
        for (int round = 0; round < 4; round++) {
            List<Generator.Prompt> prompts = new ArrayList<>();
            Random random = new Random(round);
            for (int r = 0; r < rows; r++) {
                int[] ids = random.ints(PROMPT, 4, decoder.config().vocabulary()).toArray();
                prompts.add(new Generator.Prompt(ids, sampling, new Seed(r), written -> false));
            }
            long begin = System.nanoTime();
            Engine.run(() -> new Generator(decoder, Set.of(), rows).generate(prompts, (done, figures) -> {}));
            double seconds = (System.nanoTime() - begin) / 1e9;
            best = round == 0 ? 0 : Math.max(best, rows * NEW / seconds);
        }
        return best;
    }

    /// The fastest of several sums over half a gigabyte.
    private static double gigabytesPerSecond() {
        long elements = 1L << 27;
        Tensor large = Tensor.zeros(elements);
        double best = 0;
        for (int i = 0; i < 6; i++) {
            long begin = System.nanoTime();
            try (TensorScope scope = TensorScope.open()) {
                large.sum().item();
            }
            best = Math.max(best, 4.0 * elements / (System.nanoTime() - begin));
        }
        return best;
    }
}
