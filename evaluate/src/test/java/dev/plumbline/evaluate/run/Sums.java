package dev.plumbline.evaluate.run;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.Progress;
import dev.plumbline.core.Seed;
import dev.plumbline.evaluate.Measure;
import dev.plumbline.evaluate.MissingReason;
import dev.plumbline.evaluate.Sample;
import dev.plumbline.evaluate.Score;
import dev.plumbline.evaluate.Task;
import dev.plumbline.model.CompletionRequest;
import dev.plumbline.model.LanguageModel;
import dev.plumbline.model.Sampling;
import dev.plumbline.model.mock.MockChat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/// A task of small sums, and models that know some of them.
final class Sums {
    static final RunOptions OPTIONS = RunOptions.usual(new Seed(11));
    static final Patience QUICK =
            new Patience(200, Duration.ofMillis(1), Duration.ofMillis(20), Duration.ofSeconds(20), Duration.ZERO);

    private Sums() {}

    static Task<Integer> task(String name, int samples) {
        List<Sample<Integer>> all = IntStream.range(0, samples)
                .mapToObj(i -> new Sample<>(name + "-" + i, Conversation.ask("What is " + i + " plus 7?"), i + 7))
                .toList();
        return new Task<>(name, all, Sampling.greedy(16), List.of(Measure.rate("correct")), (sample, answer) -> {
            if (!answer.text().matches("\\d+")) {
                return Score.missing(MissingReason.UNPARSABLE, answer.text());
            }
            return Score.of("correct", Integer.parseInt(answer.text()) == sample.truth());
        });
    }

    /// Right about three of four sums, by their number alone.
    static String answer(String question) {
        int number = Integer.parseInt(question.replaceAll("\\D+(\\d+) plus.*", "$1"));
        return String.valueOf(number % 4 == 0 ? 0 : number + 7);
    }

    static String answer(JsonNode body) {
        return answer(MockChat.asked(body));
    }

    static String answer(CompletionRequest request) {
        return answer(request.conversation().lastContent());
    }

    static Paced paced(LanguageModel model, int most) {
        return new Paced(model, Concurrency.upTo(most), QUICK, Budget.unlimited(Price.FREE));
    }

    static RunResult run(LanguageModel model, int samples, Path log) {
        return EvaluationRun.run(
                paced(model, 64), List.of(task("sums", samples)), OPTIONS, log, Progress.NONE, () -> false);
    }
}
