package dev.plumbline.evaluate.docs;

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
import dev.plumbline.evaluate.solve.Solvers;
import dev.plumbline.model.LanguageModel;
import dev.plumbline.model.Sampling;
import java.nio.file.Path;
import java.util.List;

/// The evaluation of docs/evaluate.md.
final class CapitalsEvaluation {
    private CapitalsEvaluation() {}

    static Estimate accuracy(LanguageModel model, Path log) {
        // begin
        Task<String> capitals = new Task<>(
                        "capitals",
                        List.of(
                                new Sample<>("fr", Conversation.ask("What is the capital of France?"), "Paris"),
                                new Sample<>("jp", Conversation.ask("What is the capital of Japan?"), "Tokyo")),
                        Sampling.greedy(200),
                        List.of(Measure.rate("correct")),
                        Scorers.exact("correct", List::of))
                .solvedBy(Solvers.chainOfThought());
        Paced paced = new Paced(model, Concurrency.USUAL, Patience.USUAL, Budget.unlimited(Price.FREE));
        RunOptions options = RunOptions.usual(new Seed(1));
        return EvaluationRun.run(paced, List.of(capitals), options, log, Progress.NONE, () -> false)
                .task("capitals")
                .estimate("correct");
        // end
    }
}
