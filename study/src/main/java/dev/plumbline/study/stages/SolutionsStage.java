package dev.plumbline.study.stages;

import dev.plumbline.core.Seed;
import dev.plumbline.core.stats.Proportion;
import dev.plumbline.engine.CheckpointModel;
import dev.plumbline.study.NamedEstimate;
import dev.plumbline.study.Option;
import dev.plumbline.study.Stage;
import dev.plumbline.study.StageContext;
import dev.plumbline.study.StageOptions;
import dev.plumbline.study.StageResult;
import dev.plumbline.study.internal.CanonicalJson;
import dev.plumbline.study.stages.WorkedSums.Worked;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/// A model's own solutions of Harbor's stepwise sums, judged by the truth in two ways: every step, and the outcome
/// alone.
public final class SolutionsStage implements Stage<SolutionsStage.Options> {
    private static final double LEVEL = .95;

    /// Whose solutions of what.
    public record Options(
            @Option(doc = "the stage whose model solves") String from,

            @Option(
                    doc = "the town; its sums of two steps or more, from the half that is for teaching",
                    defaultValue = "{}")
            TownOptions town,

            @Option(doc = "sums", range = ">= 2", defaultValue = "200")
            int prompts,

            @Option(doc = "solutions of each", range = ">= 1", defaultValue = "4")
            int samples,

            @Option(doc = "temperature at which they are drawn", range = "> 0", defaultValue = "1.0")
            double temperature,

            @Option(doc = "longest solution", unit = "tokens", range = ">= 1", defaultValue = "32")
            int maxTokens)
            implements StageOptions {
        public Options {
            Checks.atLeast("prompts", prompts, 2);
            Checks.atLeast("samples", samples, 1);
            Checks.positive("temperature", temperature);
            Checks.atLeast("max-tokens", maxTokens, 1);
        }

        @Override
        public List<String> inputs() {
            return List.of(from);
        }
    }

    /// The solutions of such a stage as a file that any reader of judged solutions takes.
    ///
    /// @param outcome whether each solution is one step, judged by its result
    static Path file(Path folder, boolean outcome) {
        return folder.resolve(outcome ? "outcomes.jsonl" : "solutions.jsonl");
    }

    @Override
    public StageResult run(StageContext context, Options options) throws IOException {
        Seed seed = context.seed();
        List<Worked> solutions;
        try (CheckpointModel model = CheckpointModel.open(context.model(options.from()), options.from())) {
            solutions = WorkedSums.sample(
                    context,
                    model,
                    WorkedSums.taught(options.town(), seed.derive("sums"), options.prompts()),
                    options.samples(),
                    options.temperature(),
                    options.maxTokens(),
                    seed.derive("solutions"));
        }
        write(file(context.output(), false), solutions, false);
        write(file(context.output(), true), solutions, true);
        int steps = solutions.stream().mapToInt(one -> one.steps().size()).sum();
        int right = solutions.stream()
                .mapToInt(one -> (int) one.right().stream().filter(step -> step).count())
                .sum();
        int ended = (int) solutions.stream().filter(Worked::outcome).count();
        int lucky = (int) solutions.stream()
                .filter(one -> one.outcome() && !one.right().getLast())
                .count();
        return new StageResult(
                List.of(
                        named(
                                options,
                                "right steps",
                                right,
                                steps,
                                "Share of steps that are right, as are all before."),
                        named(
                                options,
                                "right results",
                                ended,
                                solutions.size(),
                                "Share of solutions that end rightly."),
                        named(
                                options,
                                "right results of wrong working",
                                lucky,
                                solutions.size(),
                                "Share of solutions that end rightly after a wrong step.")),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    private static void write(Path file, List<Worked> solutions, boolean outcome) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Worked one : solutions) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("prompt", one.example().prompt().messages().getLast().content());
            line.put("completions", outcome ? List.of(String.join(" ", one.steps())) : one.steps());
            line.put("labels", outcome ? List.of(one.outcome()) : one.right());
            lines.add(CanonicalJson.write(line));
        }
        Files.write(file, lines);
    }

    private static NamedEstimate named(Options options, String name, int count, int all, String about) {
        return new NamedEstimate(
                name, options.from(), new Proportion(count, all).wilson(LEVEL), OptionalDouble.empty(), about);
    }
}
