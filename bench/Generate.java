import dev.plumbline.core.Seed;
import dev.plumbline.engine.Checkpoint;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.DecoderConfig;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.EngineOptions;
import dev.plumbline.engine.Generator;
import dev.plumbline.engine.Precision;
import dev.plumbline.engine.SpecialTokens;
import dev.plumbline.engine.Tensor;
import dev.plumbline.engine.TensorScope;
import dev.plumbline.model.Sampling;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;

/// Tokens per second of generation: see bench/generate.
public final class Generate {
    private static final int PROMPT = 32;
    private static final int NEW = 64;

    private Generate() {}

    /// What one line is measured with.
    private record Setting(String size, int threads, Precision precision) {}

    /// @param arguments sizes, batches, counts of threads, `greedy` or `sampling`, precisions; all but the fourth with
    /// commas
    public static void main(String[] arguments) {
        String how = arguments[3];
        Sampling sampling =
                how.equals("sampling") ? new Sampling(.8, 0, .95, NEW, List.of()) : Sampling.greedy(NEW);
        for (Setting setting : settings(arguments)) {
            Engine.configure(new EngineOptions(setting.threads(), setting.precision()));
            double bandwidth = Engine.call(Generate::gigabytesPerSecond);
            Decoder decoder = Engine.call(() -> decoder(setting));
            for (String batch : arguments[1].split(",")) {
                int rows = Integer.parseInt(batch);
                Run best = best(decoder, rows, sampling);
                System.out.printf(
                        Locale.ROOT,
                        "{\"size\":\"%s\",\"batch\":%d,\"threads\":%d,\"precision\":\"%s\",\"how\":\"%s\",\"tokens_per_s\":%.1f%s}%n",
                        setting.size(),
                        rows,
                        setting.threads(),
                        setting.precision().toString().toLowerCase(Locale.ROOT),
                        how,
                        rows * NEW / best.seconds(),
                        rows > 1 ? "" : share(decoder, setting.precision(), best.step(), bandwidth));
            }
            Engine.run(decoder::close);
        }
        System.exit(0);
    }

    private static List<Setting> settings(String[] arguments) {
        List<Setting> settings = new ArrayList<>();
        for (String size : arguments[0].split(",")) {
            for (String threads : arguments[2].split(",")) {
                for (String precision : arguments[4].split(",")) {
                    settings.add(new Setting(
                            size, Integer.parseInt(threads), Precision.valueOf(precision.toUpperCase(Locale.ROOT))));
                }
            }
        }
        return settings;
    }

    /// A model whose matrices are held in the type of the arithmetic, as the peer's are.
    private static Decoder decoder(Setting setting) {
        Decoder fresh = Decoder.fresh(config(setting.size()), new Seed(1));
        if (setting.precision() == Precision.FLOAT32) {
            return fresh;
        }
        try (fresh) {
            Path folder = Files.createTempDirectory("generate");
            OptionalInt none = OptionalInt.empty();
            Checkpoint.write(fresh, new SpecialTokens(none, none, none, none, Map.of()), folder);
            Decoder read = Checkpoint.read(folder);
            for (String file : List.of("model.safetensors", "config.json")) {
                Files.delete(folder.resolve(file));
            }
            Files.delete(folder);
            return read;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// How much of the memory's bandwidth reading every weight once a token takes, from the first token to the last.
    private static String share(Decoder decoder, Precision precision, double step, double bandwidth) {
        double bytes = precision == Precision.BFLOAT16 ? 2 : 4;
        double weights = 1e-9 * bytes * decoder.parameters().elements() / step;
        return String.format(
                Locale.ROOT,
                ",\"step_ms\":%.2f,\"weights_gb_per_s\":%.2f,\"memory_gb_per_s\":%.2f,\"share\":%.2f",
                1e3 * step,
                weights,
                bandwidth,
                weights / bandwidth);
    }

    private static DecoderConfig config(String size) {
        return switch (size) {
            case "S" -> DecoderConfig.llama(640, 128, 4, 4, 384, 2048, true);
            case "M" -> DecoderConfig.llama(8192, 512, 6, 8, 1408, 2048, false);
            case "L" -> DecoderConfig.llama(32_000, 768, 12, 12, 2048, 2048, true);
            default -> throw new IllegalArgumentException("sizes are S, M and L, not " + size);
        };
    }

    /// @param seconds all of it
    /// @param step seconds from one token of the first row to its next, the mean
    private record Run(double seconds, double step) {}

    /// The fastest of five, after three seconds in which a JVM compiles what it runs.
    private static Run best(Decoder decoder, int rows, Sampling sampling) {
        long warm = System.nanoTime() + 3_000_000_000L;
        for (int round = 0; round == 0 || System.nanoTime() < warm; round++) {
            run(decoder, rows, sampling, round);
        }
        Run best = run(decoder, rows, sampling, 0);
        for (int round = 1; round < 5; round++) {
            Run next = run(decoder, rows, sampling, round);
            best = next.seconds() < best.seconds() ? next : best;
        }
        return best;
    }

    private static Run run(Decoder decoder, int rows, Sampling sampling, int round) {
        List<Generator.Prompt> prompts = new ArrayList<>();
        Random random = new Random(round);
        long[] times = new long[NEW];
        for (int r = 0; r < rows; r++) {
            int[] ids = random.ints(PROMPT, 4, decoder.config().vocabulary()).toArray();
            boolean first = r == 0;
            prompts.add(new Generator.Prompt(ids, sampling, new Seed(r), written -> {
                if (first) {
                    times[written.length - 1] = System.nanoTime();
                }
                return false;
            }));
        }
        long begin = System.nanoTime();
        Engine.run(() -> new Generator(decoder, Set.of(), rows).generate(prompts, (done, figures) -> {}));
        double seconds = (System.nanoTime() - begin) / 1e9;
        return new Run(seconds, (times[NEW - 1] - times[0]) / 1e9 / (NEW - 1));
    }

    /// The fastest of several sums over half a gigabyte.
    private static double gigabytesPerSecond() {
        long elements = 1L << 27;
        Tensor large = Tensor.zeros(elements).addInPlace(1); // pages that nobody wrote to are no memory
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
