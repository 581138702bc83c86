package dev.plumbline.study;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.Estimate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;

/// Three stages small enough to see through: drawing numbers, learning their mean step by step, comparing what was
/// learnt.
final class TinyStages {
    /// Called at every step of every stage: a test may throw, wait or count here.
    interface Hazard {
        void at(String stage, long step);
    }

    static final Hazard NONE = (stage, step) -> {};

    static final String STUDY = """
            title: What is the mean?
            question: Does a longer look come closer?
            seed: 7
            stages:
              - name: draw
                kind: numbers
                count: 40
              - name: short
                kind: mean
                data: draw
                steps: 10
              - name: long
                kind: mean
                data: draw
                steps: 40
              - name: audit
                kind: compare
                models: [short, long]
            """;

    enum Shape {
        UNIFORM,
        BELL_CURVE
    }

    record Noise(
            @Option(doc = "How wide.", range = "(0, 10]", defaultValue = "1.0")
            double width,

            @Option(doc = "How often.", defaultValue = "3") int often) {
        Noise {
            if (!(width > 0 && width <= 10)) {
                throw new IllegalArgumentException("width must lie in (0, 10], not " + width);
            }
        }
    }

    record NumbersOptions(
            @Option(doc = "How many numbers to draw.", unit = "numbers", range = "[1, 1000]", defaultValue = "20")
            int count,

            @Option(doc = "The distribution.", defaultValue = "uniform")
            Shape shape,

            @Option(doc = "What is added to each number.", defaultValue = "{}")
            Noise noise,

            @Option(doc = "Weights by name.", defaultValue = "{}")
            Map<String, Noise> weights,

            @Option(doc = "Free labels.", defaultValue = "[]")
            List<String> tags,

            @Option(doc = "A file to read instead of drawing.", defaultValue = "")
            String file)
            implements StageOptions {
        NumbersOptions {
            if (count < 1 || count > 1000) {
                throw new IllegalArgumentException("count must lie in [1, 1000], not " + count + "; 20 is usual");
            }
        }

        @Override
        public List<String> inputs() {
            return List.of();
        }

        @Override
        public List<Path> files() {
            return file.isEmpty() ? List.of() : List.of(Path.of(file));
        }
    }

    record MeanOptions(
            @Option(doc = "The stage whose numbers are averaged.")
            String data,

            @Option(doc = "How many numbers to look at.", unit = "steps", defaultValue = "20")
            long steps,

            @Option(doc = "How fast to learn.", range = "(0, 1]", defaultValue = "1.0e-4")
            double learningRate,

            @Option(doc = "Whether to say so.", defaultValue = "false")
            boolean loud)
            implements StageOptions {
        @Override
        public List<String> inputs() {
            return List.of(data);
        }
    }

    record CompareOptions(
            @Option(doc = "The stages whose models are compared.")
            List<String> models) implements StageOptions {
        @Override
        public List<String> inputs() {
            return List.copyOf(new LinkedHashSet<>(models));
        }
    }

    private TinyStages() {}

    static List<StageKind<?>> kinds() {
        return kinds(NONE);
    }

    static List<StageKind<?>> kinds(Hazard hazard) {
        return List.of(
                new StageKind<>(
                        "numbers",
                        NumbersOptions.class,
                        "Draws numbers.",
                        (context, options) -> draw(context, options, hazard)),
                new StageKind<>(
                        "mean",
                        MeanOptions.class,
                        "Learns a mean.",
                        (context, options) -> learn(context, options, hazard)),
                new StageKind<>(
                        "compare",
                        CompareOptions.class,
                        "Compares means.",
                        (context, options) -> compare(context, options, hazard)));
    }

    private static StageResult draw(StageContext context, NumbersOptions options, Hazard hazard) throws IOException {
        RandomGenerator random = context.seed().generator();
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < options.count(); i++) {
            hazard.at(context.stage(), i);
            lines.add(Double.toString(random.nextDouble()));
        }
        Files.write(context.output().resolve("numbers.txt"), lines);
        return new StageResult(
                List.of(), List.of(), List.of(), List.of(), List.of(), List.of("The numbers are made up."));
    }

    /// Sums number after number, with a checkpoint after every fifth.
    private static StageResult learn(StageContext context, MeanOptions options, Hazard hazard) throws IOException {
        List<String> numbers = Files.readAllLines(context.input(options.data()).resolve("numbers.txt"));
        Path checkpoint = context.checkpoint().resolve("state.txt");
        List<String> state = Files.exists(checkpoint) ? Files.readAllLines(checkpoint) : List.of("0", "0.0");
        double sum = Double.parseDouble(state.get(1));
        List<Curve.Point> points = new ArrayList<>();
        for (long step = Long.parseLong(state.get(0)); step < options.steps(); step++) {
            hazard.at(context.stage(), step);
            context.checkCancelled();
            sum += Double.parseDouble(numbers.get((int) (step % numbers.size())));
            if ((step + 1) % 5 == 0) {
                Path fresh = checkpoint.resolveSibling("state.tmp");
                Files.write(fresh, List.of(Long.toString(step + 1), Double.toString(sum)));
                Files.move(fresh, checkpoint, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        points.add(new Curve.Point(options.steps(), sum));
        Files.createDirectories(context.output().resolve("model"));
        Files.writeString(context.output().resolve("model/weights.txt"), Double.toString(sum / options.steps()));
        Files.writeString(context.output().resolve("log.txt"), "learnt\n");
        return new StageResult(
                List.of(), List.of(), List.of(), List.of(new Curve("sum", "", points)), List.of(), List.of());
    }

    private static StageResult compare(StageContext context, CompareOptions options, Hazard hazard) throws IOException {
        List<NamedEstimate> estimates = new ArrayList<>();
        List<SampleRecord> samples = new ArrayList<>();
        for (String model : options.models()) {
            hazard.at(context.stage(), estimates.size());
            double mean =
                    Double.parseDouble(Files.readString(context.model(model).resolve("weights.txt")));
            Estimate estimate =
                    new Estimate(mean, mean - 0.1, Double.POSITIVE_INFINITY, 0.95, "made up", 9, Map.of("lost", 2));
            estimates.add(
                    new NamedEstimate("mean", model, estimate, OptionalDouble.of(0.5), "The mean that was learnt."));
            samples.add(new SampleRecord(
                    model,
                    "mean",
                    "q1",
                    Conversation.ask("The mean?"),
                    "" + mean,
                    Map.of("error", mean - 0.5),
                    Map.of("mean", "0.5")));
        }
        double difference = estimates.getFirst().estimate().value()
                - estimates.getLast().estimate().value();
        Estimate estimate = new Estimate(difference, difference - 1, difference + 1, 0.95, "made up", 9, Map.of());
        return new StageResult(
                estimates,
                List.of(new Comparison(
                        "mean", options.models().getFirst(), options.models().getLast(), estimate, 0.3, 0.6)),
                List.of(new Finding(
                        "closeness", "A longer look moves the mean by " + difference + ".", estimate, 0.6, false)),
                List.of(),
                samples,
                List.of());
    }
}
