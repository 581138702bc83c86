package dev.plumbline.cli;

import dev.plumbline.study.RunReport;
import dev.plumbline.study.Study;
import dev.plumbline.study.StudyFile;
import java.nio.file.Path;
import java.util.List;

/// The study that a run ran.
final class RunStudies {
    private RunStudies() {}

    static Study of(Path run, Workbench workbench) {
        RunReport report = RunReport.read(run);
        return StudyFile.parse(
                report.study(), run.resolve("study.yaml").toString(), report.name(), workbench.kinds(), List.of());
    }
}
