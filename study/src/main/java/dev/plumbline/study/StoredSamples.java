package dev.plumbline.study;

import dev.plumbline.core.Completion;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.FinishReason;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.evaluate.Measure;
import dev.plumbline.evaluate.MissingReason;
import dev.plumbline.evaluate.Outcome;
import dev.plumbline.evaluate.Sample;
import dev.plumbline.evaluate.Score;
import dev.plumbline.evaluate.TaskResult;
import dev.plumbline.evaluate.compare.StoredRun;
import dev.plumbline.evaluate.log.LogHeader;
import dev.plumbline.evaluate.log.LoggedResults;
import dev.plumbline.evaluate.log.RunLog;
import dev.plumbline.study.internal.RunLayout;
import dev.plumbline.study.stages.EvalStage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The samples of a run folder, as they can be compared with those of another.
public final class StoredSamples {
    private static final YAMLMapper YAML = new YAMLMapper();
    /// A sample's truth may name its cluster under this name; else it stands alone.
    private static final String CLUSTER = "cluster";

    private StoredSamples() {}

    /// The samples of a run, finished or not.
    ///
    /// @param model whose; of all models if empty
    /// @throws PlumblineException MISSING_FILE if this is no run folder; BAD_DATA if it holds no samples of that
    /// model
    public static StoredRun read(Path run, String model) {
        RunReport report = RunReport.read(run);
        List<TaskResult<Map<String, String>>> logged = new ArrayList<>();
        Map<List<String>, Map<String, SampleRecord>> samples = new LinkedHashMap<>();
        for (StageReport stage : report.stages()) {
            Path log = new RunLayout(run).files(stage.name()).resolve(EvalStage.LOG);
            if (Files.isRegularFile(log)) {
                logged.addAll(ofModel(LoggedResults.read(log), model));
                continue;
            }
            for (SampleRecord sample : stage.result().samples()) {
                if (model.isEmpty() || model.equals(sample.model())) {
                    samples.computeIfAbsent(List.of(sample.task(), sample.model()), any -> new TreeMap<>())
                            .put(sample.id(), sample);
                }
            }
        }
        if (samples.isEmpty() && logged.isEmpty()) {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA,
                    run + ": holds no samples" + (model.isEmpty() ? "" : " of a model \"" + model + "\"")
                            + "; compare runs with a stage that asks questions, such as an audit");
        }
        List<TaskResult<Map<String, String>>> results = new ArrayList<>(logged);
        samples.forEach((key, ofKey) -> results.add(result(key.get(0), key.get(1), List.copyOf(ofKey.values()))));
        return new StoredRun(report.run() + (model.isEmpty() ? "" : "/models/" + model), setup(report), results);
    }

    /// The samples of a log that stands alone, such as one that was imported or scored again.
    ///
    /// @throws PlumblineException BAD_DATA if it is no log, or holds no samples
    public static StoredRun readLog(Path log) {
        LogHeader header = RunLog.header(log);
        List<TaskResult<Map<String, String>>> results = LoggedResults.read(log);
        if (results.isEmpty()) {
            throw new PlumblineException(ErrorCode.BAD_DATA, log + ": holds no samples; name a log that does");
        }
        Map<String, String> setup = new TreeMap<>(header.setup());
        setup.put("model", header.model());
        setup.put("seed", Long.toString(header.seed()));
        header.tasks().forEach(task -> setup.put("data of " + task.name(), task.data()));
        return new StoredRun(String.valueOf(log.getFileName()), setup, results);
    }

    private static List<TaskResult<Map<String, String>>> ofModel(
            List<TaskResult<Map<String, String>>> results, String model) {
        return results.stream()
                .filter(result -> model.isEmpty() || model.equals(result.model()))
                .toList();
    }

    private static TaskResult<Map<String, String>> result(String task, String model, List<SampleRecord> samples) {
        Map<String, Boolean> rates = new TreeMap<>();
        for (SampleRecord sample : samples) {
            sample.scores()
                    .forEach((measure, value) -> rates.merge(measure, value == 0 || value == 1, Boolean::logicalAnd));
        }
        List<Measure> measures = new ArrayList<>();
        rates.forEach((measure, rate) -> measures.add(rate ? Measure.rate(measure) : Measure.unbounded(measure)));
        return new TaskResult<>(
                task,
                model,
                measures,
                samples.stream().map(StoredSamples::outcome).toList());
    }

    private static Outcome<Map<String, String>> outcome(SampleRecord stored) {
        Sample<Map<String, String>> sample = new Sample<>(
                stored.id(), stored.prompt(), stored.truth(), stored.truth().getOrDefault(CLUSTER, stored.id()));
        Score score = stored.scores().isEmpty()
                ? Score.missing(MissingReason.UNPARSABLE, "stored without a score")
                : Score.of(stored.scores());
        return new Outcome.Answered<>(sample, new Completion(stored.answer(), FinishReason.STOP, 0, 0), score);
    }

    /// The study's settings by path, and what decided the figures on the machine.
    private static Map<String, String> setup(RunReport report) {
        Map<String, String> setup = new TreeMap<>();
        flatten("study", YAML.readTree(report.study()), setup);
        report.environment().forEach((name, value) -> setup.put("environment." + name, value));
        for (StageReport stage : report.stages()) {
            stage.external().forEach((name, hash) -> setup.put("stage " + stage.name() + ", file " + name, hash));
        }
        return setup;
    }

    private static void flatten(String path, JsonNode node, Map<String, String> into) {
        if (node.isObject()) {
            for (String name : new TreeSet<>(node.propertyNames())) {
                flatten(path + "." + name, node.get(name), into);
            }
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                JsonNode named = node.get(i).path("name");
                flatten(path + "." + (named.isString() ? named.asString() : Integer.toString(i)), node.get(i), into);
            }
        } else {
            into.put(path, node.asString(""));
        }
    }
}
