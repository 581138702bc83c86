import dev.plumbline.core.Conversation;
import dev.plumbline.core.Progress;
import dev.plumbline.core.Seed;
import dev.plumbline.evaluate.Measure;
import dev.plumbline.evaluate.Sample;
import dev.plumbline.evaluate.Score;
import dev.plumbline.evaluate.Task;
import dev.plumbline.evaluate.log.LogRecord;
import dev.plumbline.evaluate.log.RunLog;
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
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/// One run of sums against a mock that may be broken: URL, samples, log, milliseconds for an answer. Ends with 1 unless every sample is in the log once
/// and the rate is that of a faultless run.
public final class Faults {
    public static void main(String[] args) {
        int samples = Integer.parseInt(args[1]);
        Path log = Path.of(args[2]);
        Duration timeout = Duration.ofMillis(Long.parseLong(args[3]));
        Task<Integer> task = new Task<>(
                "sums",
                IntStream.range(0, samples)
                        .mapToObj(i -> new Sample<>("q" + i, Conversation.ask("What is " + i + " plus 7?"), i + 7))
                        .toList(),
                Sampling.greedy(16),
                List.of(Measure.rate("correct")),
                (sample, answer) -> Score.of("correct", answer.text().equals(String.valueOf(sample.truth()))));
        try (HttpModel model = new HttpModel(Endpoint.of(args[0]).within(timeout), ApiKey.NONE)) {
            Patience patience = new Patience(
                    1_000, Duration.ofMillis(10), Duration.ofMillis(200), Duration.ofMinutes(5), Duration.ZERO);
            Paced paced = new Paced(model, Concurrency.upTo(400), patience, Budget.unlimited(Price.FREE));
            RunOptions options = new RunOptions(new Seed(1), 1, 464, Duration.ofHours(1), Map.of());
            RunResult result = EvaluationRun.run(paced, List.of(task), options, log, Progress.NONE, () -> false);
            Set<LogRecord.Key> keys = new HashSet<>();
            int[] lines = new int[1];
            RunLog.each(log, record -> {
                lines[0]++;
                keys.add(record.key());
            });
            double expected = 1 - Math.ceilDiv(samples, 4) / (double) samples;
            double rate = result.task("sums").estimate("correct").value();
            boolean good = lines[0] == samples && keys.size() == samples && rate == expected
                    && result.task("sums").missing("correct").isEmpty();
            System.out.printf(
                    Locale.ROOT,
                    "%d samples, %d lines, %d keys, correct %.4f (faultless %.4f), missing %s, reused %d, failed attempts %s,"
                            + " %.1f s: %s%n",
                    samples, lines[0], keys.size(), rate, expected, result.task("sums").missing("correct"),
                    result.reused(), result.failures(), result.seconds(), good ? "good" : "BAD");
            System.exit(good ? 0 : 1);
        }
    }
}
