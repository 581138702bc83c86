package dev.plumbline.cli;

import dev.plumbline.study.RunReport;
import dev.plumbline.study.StageKind;
import dev.plumbline.study.Study;
import dev.plumbline.study.report.RunPage;
import dev.plumbline.study.stages.StageKinds;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;

/// What the commands run studies with.
///
/// @param kinds all kinds of stage that a study may use
/// @param page makes a run's report, as one HTML page
/// @param environment what decides a study's figures on this machine, beside the study
/// @param machine what else a reader should know about the machine
record Workbench(
        List<StageKind<?>> kinds,
        Function<RunReport, String> page,
        Function<Study, Map<String, String>> environment,
        Supplier<Map<String, String>> machine) {
    Workbench {
        kinds = List.copyOf(kinds);
        Objects.requireNonNull(page, "page");
        Objects.requireNonNull(environment, "environment");
        Objects.requireNonNull(machine, "machine");
    }

    /// The one that ships.
    static Workbench shipped() {
        return new Workbench(StageKinds.all(), RunPage::html, Machine::environment, Machine::facts);
    }
}
