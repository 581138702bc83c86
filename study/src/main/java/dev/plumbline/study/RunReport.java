package dev.plumbline.study;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.study.internal.DurableFiles;
import dev.plumbline.study.internal.EvidenceChain;
import dev.plumbline.study.internal.FinishedStage;
import dev.plumbline.study.internal.ResultJson;
import dev.plumbline.study.internal.RunLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// All that a page about a run can show: what was asked, how it went, what came out, and from what.
///
/// @param run the name of the run folder
/// @param name the study's name
/// @param title what the study is about
/// @param question what it wants to know; may be empty
/// @param study the resolved study as YAML
/// @param stages the finished stages, in order
/// @param environment what was measured and chosen and decides the figures
/// @param machine what else is known about the machine
/// @param command the command line that asked for the run; empty if none did
/// @param started when the run began
/// @param seconds of work in it; interrupted attempts at a stage do not count
/// @param evidence the hash of the last line about a stage in the chain of evidence; empty if there is none
public record RunReport(
        String run,
        String name,
        String title,
        String question,
        String study,
        List<StageReport> stages,
        Map<String, String> environment,
        Map<String, String> machine,
        List<String> command,
        Instant started,
        double seconds,
        String evidence) {
    public RunReport {
        Objects.requireNonNull(run, "run");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(question, "question");
        Objects.requireNonNull(study, "study");
        Objects.requireNonNull(started, "started");
        Objects.requireNonNull(evidence, "evidence");
        stages = List.copyOf(stages);
        command = List.copyOf(command);
        environment = Collections.unmodifiableMap(new TreeMap<>(environment));
        machine = Collections.unmodifiableMap(new TreeMap<>(machine));
    }

    /// What a run folder holds, finished or not. Hashes of the stages' files are not checked; [Verification] does that.
    ///
    /// @throws PlumblineException MISSING_FILE if this is no run folder, MISMATCH if its evidence or a result is
    /// damaged
    public static RunReport read(Path run) {
        List<Evidence> chain = EvidenceChain.readUnfinished(new RunLayout(run).evidence());
        return of(run, chain, secondsIn(chain));
    }

    /// The same for a run that has lasted `seconds` so far.
    public static RunReport read(Path run, double seconds) {
        return of(run, EvidenceChain.readUnfinished(new RunLayout(run).evidence()), seconds);
    }

    private static RunReport of(Path run, List<Evidence> chain, double seconds) {
        if (chain.isEmpty() || chain.getFirst().type() != Evidence.Type.RUN_STARTED) {
            throw new PlumblineException(
                    ErrorCode.MISMATCH, run + ": its evidence does not begin with the start of a run; it is damaged");
        }
        RunLayout layout = new RunLayout(run);
        Map<String, Object> start = chain.getFirst().data();
        List<StageReport> stages = new ArrayList<>();
        for (FinishedStage stage : FinishedStage.in(chain)) {
            stages.add(new StageReport(
                    stage.name(),
                    stage.kind(),
                    stage.started(),
                    stage.seconds(),
                    stage.cached(),
                    stage.key(),
                    stage.inputs(),
                    stage.external(),
                    stage.files(),
                    ResultJson.read(layout.result(stage.name()))));
        }
        return new RunReport(
                String.valueOf(run.toAbsolutePath().normalize().getFileName()),
                FinishedStage.text(start, "name"),
                FinishedStage.text(start, "title"),
                FinishedStage.text(start, "question"),
                studyText(layout),
                stages,
                FinishedStage.texts(start, "environment"),
                FinishedStage.texts(start, "machine"),
                start.get("command") instanceof List<?> words
                        ? words.stream().map(String::valueOf).toList()
                        : List.of(),
                chain.getFirst().time(),
                seconds,
                chain.stream()
                        .filter(line -> line.type() == Evidence.Type.STAGE_FINISHED)
                        .reduce((earlier, later) -> later)
                        .map(Evidence::hash)
                        .orElse(""));
    }

    /// What the run says first, in one sentence: the first finding of the last stage that has any; failing that, the
    /// first estimate, with how many other measures there are; empty if there is neither.
    public String headline() {
        return stages.reversed().stream()
                .flatMap(stage -> stage.result().findings().stream().limit(1))
                .map(Finding::text)
                .findFirst()
                .orElseGet(this::firstEstimate);
    }

    private String firstEstimate() {
        List<NamedEstimate> all = stages.stream()
                .flatMap(stage -> stage.result().estimates().stream())
                .toList();
        if (all.isEmpty()) {
            return "";
        }
        long others = all.stream().map(NamedEstimate::name).distinct().count() - 1;
        return all.getFirst().sentence()
                + switch ((int) others) {
                    case 0 -> "";
                    case 1 -> " 1 other measure.";
                    default -> " " + others + " other measures.";
                };
    }

    /// The figures of all stages, for machines.
    public RunSummary summary() {
        return RunSummary.of(this);
    }

    private static double secondsIn(List<Evidence> chain) {
        return chain.stream()
                .filter(line -> line.type() == Evidence.Type.RUN_FINISHED)
                .reduce((earlier, later) -> later)
                .map(line -> FinishedStage.number(line.data(), "seconds"))
                .orElseGet(() -> FinishedStage.in(chain).stream()
                        .mapToDouble(FinishedStage::seconds)
                        .sum());
    }

    private static String studyText(RunLayout layout) {
        try {
            return Files.readString(layout.study());
        } catch (IOException e) {
            throw DurableFiles.failure(layout.study(), "read", e);
        }
    }
}
