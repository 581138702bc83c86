import dev.plumbline.core.Seed;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.DecoderConfig;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.EngineOptions;
import dev.plumbline.engine.Generator;
import dev.plumbline.engine.Precision;
import dev.plumbline.model.Sampling;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;

/// Milliseconds of a step in which each row of a batch writes one token: see bench/steps.
public final class Steps {
    private static final int PROMPT = 32;
    private static final int NEW = 64;
    private static final int ROUNDS = 40;

    private Steps() {}

    /// @param arguments sizes, batches, threads, precisions; the first two and the last with commas
    public static void main(String[] arguments) {
        int threads = Integer.parseInt(arguments[2]);
        for (String size : arguments[0].split(",")) {
            for (String precision : arguments[3].split(",")) {
                Precision chosen = Precision.valueOf(precision.toUpperCase(Locale.ROOT));
                Engine.configure(new EngineOptions(threads, chosen));
                Decoder decoder = Engine.call(() -> Decoder.fresh(config(size), new Seed(1)));
                for (String rows : arguments[1].split(",")) {
                    measure(decoder, size, precision, Integer.parseInt(rows));
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
            default -> throw new IllegalArgumentException("size " + size + "; S, M or L");
        };
    }

    /// The last two thirds of the rounds count: the first third is the JVM's compiler's.
    private static void measure(Decoder decoder, String size, String precision, int rows) {
        List<Double> steps = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            List<Long> written = Collections.synchronizedList(new ArrayList<>()); // when the first row has a token more
            List<Generator.Prompt> prompts = new ArrayList<>();
            Random random = new Random(round);
            for (int r = 0; r < rows; r++) {
                boolean watched = r == 0;
                int[] ids = random.ints(PROMPT, 4, decoder.config().vocabulary()).toArray();
                prompts.add(new Generator.Prompt(ids, Sampling.greedy(NEW), new Seed(r), token -> {
                    if (watched) {
                        written.add(System.nanoTime());
                    }
                    return false;
                }));
            }
            Engine.run(() -> new Generator(decoder, Set.of(), rows).generate(prompts, (done, figures) -> {}));
            for (int i = 1; i < written.size() && round >= ROUNDS / 3; i++) {
                steps.add((written.get(i) - written.get(i - 1)) / 1e6);
            }
        }
        Collections.sort(steps);
        System.out.printf(
                Locale.ROOT,
                "{\"size\":\"%s\",\"batch\":%d,\"threads\":%d,\"precision\":\"%s\",\"step_ms\":%.3f,\"fastest_tenth_ms\":%.3f,"
                        + "\"median_ms\":%.3f}%n",
                size,
                rows,
                Engine.options().threads(),
                precision,
                steps.getFirst(),
                steps.get(steps.size() / 10),
                steps.get(steps.size() / 2));
    }
}
