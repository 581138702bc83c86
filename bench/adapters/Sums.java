import dev.plumbline.core.Conversation;
import dev.plumbline.core.Estimate;
import dev.plumbline.core.Progress;
import dev.plumbline.core.Seed;
import dev.plumbline.evaluate.Measure;
import dev.plumbline.evaluate.Sample;
import dev.plumbline.evaluate.Task;
import dev.plumbline.evaluate.run.Budget;
import dev.plumbline.evaluate.run.Concurrency;
import dev.plumbline.evaluate.run.EvaluationRun;
import dev.plumbline.evaluate.run.Paced;
import dev.plumbline.evaluate.run.Patience;
import dev.plumbline.evaluate.run.Price;
import dev.plumbline.evaluate.run.RunOptions;
import dev.plumbline.evaluate.score.Scorers;
import dev.plumbline.model.LanguageModel;
import dev.plumbline.model.Sampling;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/// Two hundred sums against `bench/mock --sums`, which knows three of four: the estimate must be .75.
final class Sums {
    private Sums() {}

    static void run(LanguageModel model) throws Exception {
        Task<Double> task = new Task<>(
                "sums",
                IntStream.range(0, 200)
                        .mapToObj(i -> new Sample<>("q" + i, Conversation.ask("What is " + i + " plus 7?"), i + 7.0))
                        .toList(),
                Sampling.greedy(16),
                List.of(Measure.rate("correct")),
                Scorers.numeric("correct", 1e-9, sum -> sum));
        Path log = Files.createTempDirectory("plumbline-adapter-").resolve("log.jsonl");
        Paced paced = new Paced(model, Concurrency.upTo(32), Patience.USUAL, Budget.unlimited(Price.FREE));
        Estimate correct = EvaluationRun.run(
                        paced, List.of(task), RunOptions.usual(new Seed(1)), log, Progress.NONE, () -> false)
                .task("sums")
                .estimate("correct");
        System.out.printf(
                "%s: correct %.3f [%.3f, %.3f], n %d, missing %d%n",
                model.name(), correct.value(), correct.low(), correct.high(), correct.n(), correct.missingCount());
        if (correct.value() != 0.75 || correct.n() != 200) {
            throw new IllegalStateException("expected .75 of 200");
        }
        System.exit(0);
    }
}
