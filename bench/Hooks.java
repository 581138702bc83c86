import dev.plumbline.core.Seed;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.DecoderConfig;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.EngineOptions;
import dev.plumbline.engine.Hook;
import dev.plumbline.engine.NoGradient;
import dev.plumbline.engine.Tensor;
import dev.plumbline.engine.TensorScope;
import dev.plumbline.engine.TokenBatch;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// Processor time of a forward pass with and without hooks: see bench/hooks.
public final class Hooks {
    private static final int TOKENS = 128;
    private static final int ROWS = 4;
    private static final double MOST = 1.02;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private Hooks() {}

    /// Looks at the points whose names end so, and changes nothing.
    private record Looking(String ending) implements Hook {
        @Override
        public boolean wants(String point) {
            return !ending.isEmpty() && point.endsWith(ending);
        }

        @Override
        public Tensor at(String point, Tensor value) {
            return value;
        }
    }

    public static void main(String[] arguments) {
        int rounds = Integer.parseInt(arguments[1]);
        Engine.configure(EngineOptions.exact());
        double[] medians = Engine.call(() -> medians(arguments[0], rounds));
        System.out.printf(
                Locale.ROOT,
                "{\"size\":\"%s\",\"rounds\":%d,\"unbound_ms\":%.3f,\"wants_nothing_ms\":%.3f,\"streams_ms\":%.3f,"
                        + "\"wants_nothing_ratio\":%.3f,\"streams_ratio\":%.3f}%n",
                arguments[0],
                rounds,
                medians[0],
                medians[1],
                medians[2],
                medians[1] / medians[0],
                medians[2] / medians[0]);
        System.exit(medians[1] <= MOST * medians[0] ? 0 : 1);
    }

    private static double[] medians(String size, int rounds) {
        DecoderConfig config = switch (size) {
            case "S" -> DecoderConfig.llama(640, 128, 4, 4, 384, 2048, true);
            case "M" -> DecoderConfig.llama(8192, 512, 6, 8, 1408, 2048, false);
            default -> throw new IllegalArgumentException("sizes are S and M, not " + size);
        };
        int[] row = IntStream.range(0, TOKENS).map(i -> i * 7 % config.vocabulary()).toArray();
        TokenBatch batch = TokenBatch.of(java.util.Collections.nCopies(ROWS, row));
        try (Decoder decoder = Decoder.fresh(config, new Seed(1));
                NoGradient off = NoGradient.open()) {
            List<Consumer<TokenBatch>> ways = List.of(
                    decoder::hidden,
                    b -> decoder.hidden(b, new Looking("")),
                    b -> decoder.hidden(b, new Looking("hook_resid_post")));
            double[][] times = new double[ways.size()][rounds];
            for (int round = -rounds / 10; round < rounds; round++) {
                for (int way = 0; way < ways.size(); way++) {
                    long begin = THREADS.getCurrentThreadCpuTime();
                    try (TensorScope scope = TensorScope.open()) {
                        ways.get(way).accept(batch);
                    }
                    if (round >= 0) {
                        times[way][round] = (THREADS.getCurrentThreadCpuTime() - begin) / 1e6;
                    }
                }
            }
            return Arrays.stream(times).mapToDouble(Hooks::median).toArray();
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
