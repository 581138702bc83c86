package dev.plumbline.evaluate.suite;

import dev.plumbline.evaluate.Known;
import dev.plumbline.evaluate.Solver;
import dev.plumbline.evaluate.Task;
import dev.plumbline.evaluate.sandbox.CodeRuns;
import dev.plumbline.evaluate.score.Judge;
import dev.plumbline.model.Sampling;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/// Reads a task of a person's own from YAML: samples, a solver, a scorer. Errors name the file and the place in it.
public final class TaskFile {
    static final String TARGET = "target";
    /// What is known of a sample under this name is a person's time for it, in minutes.
    public static final String MINUTES = "minutes";

    /// Whether the model under test may be its own judge.
    private static final String ITSELF = "may-judge-itself";

    private static final Set<String> TOP = Set.of(
            "task", "temperature", "max-tokens", "system", "solver", "scorer", "samples", "file", "fields", ITSELF);

    private final String source;
    private final List<Judge> judges;
    private final CodeRuns code;

    private TaskFile(String source, List<Judge> judges, CodeRuns code) {
        this.source = source;
        this.judges = List.copyOf(judges);
        this.code = code;
    }

    /// The task that a YAML text describes.
    ///
    /// @param source how errors name the text
    /// @param files the text of a file that the task names, by its path as written there
    /// @param judges who judge, if the scorer asks for that; may be none
    /// @param code whether programs may run on what the model writes, if the solver or the scorer asks for that
    /// @throws PlumblineException BAD_DATA if the file is malformed; BAD_ARGUMENT if it needs a judge and there is
    /// none, or must run programs and may not, or this system cannot isolate them
    public static Task<Known> parse(
            String text, String source, Function<String, String> files, List<Judge> judges, CodeRuns code) {
        return new TaskFile(source, judges, code).task(YamlFile.parse(text, source), files);
    }

    /// Whether a YAML text is a task rather than a suite.
    public static boolean isTask(String text, String source) {
        return YamlFile.parse(text, source).has("task");
    }

    private Task<Known> task(JsonNode file, Function<String, String> files) {
        YamlFile.requireKeys(file, source, TOP);
        double temperature = YamlFile.number(file, "temperature", 0, source);
        int tokens = (int) YamlFile.number(file, "max-tokens", 256, source);
        Solver<Known> solver = new SolverReader(source, code).read(file.path("solver"));
        String system = file.path("system").asString("");
        TaskSamples samples = new TaskSamples(source, ScorerReader.needsTarget(file.path("scorer")));
        ScorerReader.Graded graded =
                new ScorerReader(source, judges, file.path(ITSELF).asBoolean(false), code).read(file.path("scorer"));
        return new Task<>(
                YamlFile.text(file, "task", source),
                samples.read(file, files),
                temperature == 0 ? Sampling.greedy(tokens) : Sampling.at(temperature, tokens),
                graded.measures(),
                graded.scorer(),
                system.isEmpty() ? solver : solver.told(system));
    }
}
