import dev.plumbline.core.Conversation;
import dev.plumbline.core.Progress;
import dev.plumbline.core.Seed;
import dev.plumbline.evaluate.Measure;
import dev.plumbline.evaluate.Sample;
import dev.plumbline.evaluate.Score;
import dev.plumbline.evaluate.Task;
import dev.plumbline.evaluate.run.Budget;
import dev.plumbline.evaluate.run.Concurrency;
import dev.plumbline.evaluate.run.EvaluationRun;
import dev.plumbline.evaluate.run.Paced;
import dev.plumbline.evaluate.run.Patience;
import dev.plumbline.evaluate.run.Price;
import dev.plumbline.evaluate.run.RunOptions;
import dev.plumbline.evaluate.run.RunResult;
import dev.plumbline.model.Sampling;
import dev.plumbline.model.http.ApiKey;
import dev.plumbline.model.http.Endpoint;
import dev.plumbline.model.http.HttpModel;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/// Samples per second against an endpoint: ask, match, log. One JSON line on standard output.
public final class Throughput {
    public static void main(String[] args) throws Exception {
        String url = args[0];
        int samples = Integer.parseInt(args[1]);
        int inFlight = Integer.parseInt(args[2]);
        double latency = Double.parseDouble(args[3]);
        Path folder = Files.createTempDirectory("plumbline-throughput-");
        try (HttpModel model = new HttpModel(Endpoint.of(url), ApiKey.NONE)) {
            run(model, Math.min(samples, 500), inFlight, folder.resolve("warm-up.jsonl"));
            long cpu = cpu();
            RunResult result = run(model, samples, inFlight, folder.resolve("log.jsonl"));
            double milliseconds = (cpu() - cpu) / 1e6 / samples;
            double rate = samples / result.seconds();
            double limit = latency == 0 ? 0 : inFlight / (latency / 1000);
            double accuracy = result.task("mock").estimate("correct").value();
            if (accuracy != 0.5 || result.spent().requests() != samples) {
                throw new IllegalStateException("accuracy " + accuracy + ", " + result.spent());
            }
            System.out.printf(
                    Locale.ROOT,
                    "{\"peer\":\"plumbline\",\"samples\":%d,\"latency_ms\":%.0f,\"connections\":%d,\"samples_per_s\":%.0f,"
                            + "\"of_limit\":%s,\"cpu_ms_per_sample\":%.3f,\"peak_heap_mb\":%d,\"max_in_flight\":%d,"
                            + "\"log_bytes\":%d,\"seconds\":%.2f}%n",
                    samples, latency, inFlight, rate, limit == 0 ? "null" : String.format(Locale.ROOT, "%.3f", rate / limit),
                    milliseconds, peakHeap(), result.mostInFlight(), Files.size(folder.resolve("log.jsonl")),
                    result.seconds());
        } finally {
            try (var files = Files.walk(folder)) {
                files.sorted(java.util.Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
            }
        }
    }

    private static RunResult run(HttpModel model, int samples, int inFlight, Path log) {
        List<Sample<String>> all = IntStream.range(0, samples)
                .mapToObj(i -> new Sample<>(
                        "q" + i,
                        Conversation.ask("Question " + i + ": what is " + i % 90 + " plus " + i % 7
                                + "? Give the number alone."),
                        i % 2 == 1 ? "7" : "8"))
                .toList();
        Task<String> task = new Task<>(
                "mock", all, Sampling.greedy(16), List.of(Measure.rate("correct")),
                (sample, answer) -> Score.of("correct", answer.text().contains(sample.truth())));
        Paced paced = new Paced(
                model, new Concurrency(Math.min(128, inFlight), inFlight), Patience.USUAL, Budget.unlimited(Price.FREE));
        RunOptions options = new RunOptions(new Seed(1), 1, inFlight + 64, Duration.ofHours(1), Map.of());
        return EvaluationRun.run(paced, List.of(task), options, log, Progress.NONE, () -> false);
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static long peakHeap() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong((MemoryPoolMXBean pool) -> pool.getPeakUsage().getUsed())
                .sum() >> 20;
    }
}
