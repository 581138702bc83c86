package dev.plumbline.study.report;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.study.Finding;
import dev.plumbline.study.RunReport;
import dev.plumbline.study.StageReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The report of a run: what the run folder tells, as the page that people read.
public final class RunPage {
    private static final Pattern SEED = Pattern.compile("(?m)^seed: (-?\\d+)$");
    private static final Pattern PLAIN_WORD = Pattern.compile("[A-Za-z0-9_./:=,+@%-]+");

    private RunPage() {}

    /// The page of a run as HTML.
    public static String html(RunReport run) {
        return Report.html(of(run));
    }

    static ReportPage of(RunReport run) {
        return new ReportPage(
                run.title(),
                run.question(),
                seed(run),
                findings(run),
                run.stages().stream().map(RunPage::stage).toList(),
                List.of(),
                provenance(run),
                run.study(),
                commands(run));
    }

    /// The resolved study always names its seed.
    private static long seed(RunReport run) {
        Matcher seed = SEED.matcher(run.study());
        if (!seed.find()) {
            throw new PlumblineException(
                    ErrorCode.MISMATCH, run.run() + ": its study.yaml names no seed; it is not one that a run wrote");
        }
        return Long.parseLong(seed.group(1));
    }

    /// The last stage concludes, so its findings come first.
    private static List<Finding> findings(RunReport run) {
        return run.stages().reversed().stream()
                .flatMap(stage -> stage.result().findings().stream())
                .toList();
    }

    private static ReportPage.Stage stage(StageReport stage) {
        return new ReportPage.Stage(stage.name(), stage.kind(), "", stage.seconds(), stage.cached(), stage.result());
    }

    private static List<ReportPage.Section> provenance(RunReport run) {
        Map<String, String> itself = new LinkedHashMap<>();
        itself.put("folder", run.run());
        itself.put("started", run.started().toString());
        itself.put("seed", Long.toString(seed(run)));
        itself.put("last line of evidence", run.evidence());
        List<ReportPage.Section> sections = new ArrayList<>();
        sections.add(ReportPage.Section.of("Run", itself));
        sections.add(ReportPage.Section.of("What decides the figures", run.environment()));
        sections.add(ReportPage.Section.of("Machine", run.machine()));
        run.stages().forEach(stage -> sections.add(provenance(stage)));
        return sections;
    }

    private static ReportPage.Section provenance(StageReport stage) {
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put("kind", stage.kind());
        entries.put("key", stage.key());
        stage.inputs().forEach((input, hash) -> entries.put("from " + input, hash));
        stage.external().forEach((file, hash) -> entries.put("read " + file, hash));
        stage.files().forEach(entries::put);
        return ReportPage.Section.of("Stage " + stage.name(), entries);
    }

    private static List<ReportPage.Command> commands(RunReport run) {
        String folder = quoted("runs/" + run.run());
        List<ReportPage.Command> commands = new ArrayList<>();
        commands.add(new ReportPage.Command(
                "Recompute every hash of this run and name each file that was changed.",
                "./plumbline verify " + folder));
        commands.add(new ReportPage.Command(
                "Run it again from nothing and hold every figure against this one, to the last bit.",
                "./plumbline reproduce " + folder));
        if (!run.command().isEmpty()) {
            commands.add(new ReportPage.Command(
                    "What made this run.",
                    run.command().stream().map(RunPage::quoted).collect(Collectors.joining(" ", "./", ""))));
        }
        return commands;
    }

    /// A word as a POSIX shell takes it for one.
    private static String quoted(String word) {
        return PLAIN_WORD.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
