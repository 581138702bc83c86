package dev.plumbline.study;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/// A run held against a second run of the same study, made afresh.
///
/// @param original the run that was reproduced
/// @param repeated the run that repeats it
/// @param figures how many figures were compared: estimates, comparisons, findings, curves and samples
/// @param differences the figures that are not the same to the last bit, and the files outside of the run that changed
/// @param environment what is different about the environment, as `name: before, now`; reasons for differences
/// @param files the files, by path in the run, whose content differs although the figures may not
public record Reproduction(
        Path original,
        Path repeated,
        int figures,
        List<Difference> differences,
        List<String> environment,
        List<String> files) {
    public Reproduction {
        differences = List.copyOf(differences);
        environment = List.copyOf(environment);
        files = List.copyOf(files);
    }

    /// A figure that came out differently; `absent` stands for one that is not there.
    public record Difference(String name, String before, String now) {
        @Override
        public String toString() {
            return name + ": " + before + " before, " + now + " now";
        }
    }

    /// Runs a run's study again, ignoring the store, and compares.
    ///
    /// @throws PlumblineException MISMATCH if the run does not verify to begin with; what [Runner#run] throws
    public static Reproduction of(Path run, RunSettings settings) {
        Verification.of(run).require();
        RunReport before = RunReport.read(run);
        Study study = StudyFile.parse(
                before.study(), run.resolve("study.yaml").toString(), before.name(), settings.kinds(), List.of());
        CompletedRun again = new Runner(settings.fresh(true)).run(study);
        return compare(run, before, again.folder(), again.report());
    }

    /// Compares two runs that are there already.
    public static Reproduction compare(Path original, RunReport before, Path repeated, RunReport now) {
        Map<String, Object> first = figures(before);
        Map<String, Object> second = figures(now);
        TreeSet<String> files = new TreeSet<>();
        changed(hashes(before), hashes(now)).forEach(difference -> files.add(difference.name()));
        return new Reproduction(
                original,
                repeated,
                first.size(),
                changed(first, second),
                changed(before.environment(), now.environment()).stream()
                        .map(Difference::toString)
                        .toList(),
                List.copyOf(files));
    }

    /// Whether every figure is the same to the last bit.
    public boolean same() {
        return differences.isEmpty();
    }

    /// Ends the caller if a figure differs.
    ///
    /// @throws PlumblineException MISMATCH, naming each figure
    public void require() {
        if (!same()) {
            String reasons =
                    environment.isEmpty() ? "" : " (the environment differs: " + String.join("; ", environment) + ")";
            throw new PlumblineException(
                    ErrorCode.MISMATCH,
                    original + ": " + differences.size() + " of " + figures + " figures differ in " + repeated + reasons
                            + ": "
                            + String.join(
                                    "; ",
                                    differences.stream()
                                            .limit(20)
                                            .map(Difference::toString)
                                            .toList()));
        }
    }

    private static List<Difference> changed(Map<String, ?> before, Map<String, ?> now) {
        List<Difference> differences = new ArrayList<>();
        TreeSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(now.keySet());
        for (String name : names) {
            if (!Objects.equals(before.get(name), now.get(name))) {
                differences.add(new Difference(
                        name, Objects.toString(before.get(name), "absent"), Objects.toString(now.get(name), "absent")));
            }
        }
        return differences;
    }

    /// Every figure by a name that says where it stands; records compare doubles by their bits.
    private static Map<String, Object> figures(RunReport report) {
        Map<String, Object> all = new LinkedHashMap<>();
        for (StageReport stage : report.stages()) {
            String in = stage.name() + ": ";
            StageResult result = stage.result();
            result.estimates().forEach(e -> add(all, in + e.name() + " of " + e.model(), e.estimate()));
            result.comparisons().forEach(c -> add(all, in + c.name() + ", " + c.left() + " - " + c.right(), c));
            result.findings().forEach(f -> add(all, in + "finding " + f.name(), f));
            result.curves().forEach(c -> add(all, in + "curve " + c.name(), c));
            result.samples().forEach(s -> add(all, in + "sample " + s.task() + " " + s.id() + " of " + s.model(), s));
            stage.external().forEach((file, hash) -> add(all, in + "content of " + file, hash));
        }
        return all;
    }

    private static void add(Map<String, Object> all, String name, Object figure) {
        String unique = name;
        for (int i = 2; all.containsKey(unique); i++) {
            unique = name + " #" + i;
        }
        all.put(unique, figure);
    }

    private static Map<String, String> hashes(RunReport report) {
        Map<String, String> all = new LinkedHashMap<>();
        report.stages().forEach(stage -> all.putAll(stage.files()));
        return all;
    }
}
