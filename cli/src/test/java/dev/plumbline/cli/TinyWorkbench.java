package dev.plumbline.cli;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Estimate;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Progress;
import dev.plumbline.study.Finding;
import dev.plumbline.study.NamedEstimate;
import dev.plumbline.study.Option;
import dev.plumbline.study.StageContext;
import dev.plumbline.study.StageKind;
import dev.plumbline.study.StageOptions;
import dev.plumbline.study.StageResult;
import dev.plumbline.study.report.RunPage;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;

/// Two kinds of stage small enough to see through: drawing numbers and averaging them.
final class TinyWorkbench {
    static final String STUDY = """
            title: What is the mean?
            question: Is it a half?
            seed: 7
            stages:
              - name: numbers
                kind: draw
                count: 40
              - name: mean
                kind: average
                of: numbers
            """;

    private final AtomicReference<Map<String, String>> environment = new AtomicReference<>(Map.of("threads", "1"));
    private final AtomicReference<Runnable> beforeAverage = new AtomicReference<>(() -> {});
    private final boolean steady;

    /// @param steady whether the stages are pure functions of their seeds, as they should be
    TinyWorkbench(boolean steady) {
        this.steady = steady;
    }

    /// What happens at the beginning of the second stage from now on.
    void beforeAverage(Runnable hazard) {
        beforeAverage.set(hazard);
    }

    void environment(Map<String, String> next) {
        environment.set(next);
    }

    Workbench workbench() {
        return new Workbench(
                List.of(
                        new StageKind<>("draw", DrawOptions.class, "Draws numbers between 0 and 1.", this::draw),
                        new StageKind<>("average", AverageOptions.class, "Averages numbers.", this::average)),
                RunPage::html,
                study -> environment.get(),
                () -> Map.of("cpu", "made up"));
    }

    record DrawOptions(
            @Option(doc = "How many numbers.", unit = "numbers", range = "[1, 1000]", defaultValue = "20")
            int count) implements StageOptions {
        DrawOptions {
            if (count < 1 || count > 1000) {
                throw new IllegalArgumentException("count must lie in [1, 1000], not " + count + "; 20 is usual");
            }
        }

        @Override
        public List<String> inputs() {
            return List.of();
        }
    }

    record AverageOptions(
            @Option(doc = "The stage whose numbers are averaged.")
            String of) implements StageOptions {
        @Override
        public List<String> inputs() {
            return List.of(of);
        }
    }

    private StageResult draw(StageContext context, DrawOptions options) throws IOException {
        RandomGenerator random = steady ? context.seed().generator() : RandomGenerator.getDefault();
        StringBuilder numbers = new StringBuilder();
        try (Progress.Meter meter = context.progress().start(context.stage(), options.count(), "numbers")) {
            for (int i = 1; i <= options.count(); i++) {
                numbers.append(random.nextDouble()).append('\n');
                meter.at(i, Map.of());
            }
        }
        Files.writeString(context.output().resolve("numbers.txt"), numbers);
        return new StageResult(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
    }

    private StageResult average(StageContext context, AverageOptions options) throws IOException {
        beforeAverage.get().run();
        context.checkCancelled();
        double[] numbers = Files.readAllLines(context.input(options.of()).resolve("numbers.txt")).stream()
                .mapToDouble(Double::parseDouble)
                .toArray();
        double mean = Arrays.stream(numbers)
                .average()
                .orElseThrow(() -> new PlumblineException(ErrorCode.BAD_DATA, "no numbers"));
        Estimate estimate =
                new Estimate(mean, mean - 0.1, mean + 0.1, 0.95, "made up", numbers.length, Map.of("lost", 2));
        return new StageResult(
                List.of(new NamedEstimate("mean", "numbers", estimate, OptionalDouble.of(0.5), "The mean, in [0, 1].")),
                List.of(),
                List.of(new Finding("half", "The mean is near a half.\u001b[31m", estimate, 0.2, true)),
                List.of(),
                List.of(),
                List.of());
    }
}
