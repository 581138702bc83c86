package dev.plumbline.cli;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.evaluate.compare.ComparisonJson;
import dev.plumbline.evaluate.compare.ComparisonOptions;
import dev.plumbline.evaluate.compare.ComparisonReport;
import dev.plumbline.evaluate.compare.Gate;
import dev.plumbline.evaluate.compare.GateFile;
import dev.plumbline.evaluate.compare.JUnitReport;
import dev.plumbline.evaluate.compare.MarkdownSummary;
import dev.plumbline.evaluate.compare.SarifReport;
import dev.plumbline.evaluate.compare.StoredRun;
import dev.plumbline.study.StoredSamples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `plumbline compare`: runs held against each other sample by sample, and against a build's thresholds.
@Command(
        name = "compare",
        description = {
            "Hold runs against the first of them, paired by sample: what differs and by how much, whether they are"
                    + " tied, which samples differ, in which groups, and what changed in the set-up.",
            "With --gate, a threshold on an interval's end that does not hold ends the command with status "
                    + ExitStatus.GATE_FAILED + "; one run alone can be held against a gate too."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  plumbline compare 20261121-100000-quickstart 20261122-100000-quickstart",
            "  plumbline compare RUN/models/base RUN/models/dpo-flattered --margin 0.05",
            "  plumbline compare BEFORE AFTER --gate gates.yaml --junit compare.xml --markdown summary.md"
        })
final class CompareCommand implements Callable<Integer> {
    private static final String MODELS = "/models/";

    private final Shell shell;

    @Parameters(
            arity = "1..*",
            paramLabel = "RUN",
            description =
                    "Run folders, their names, RUN/models/NAME for one model's samples, or logs (.jsonl), imported"
                            + " ones too; the first is the baseline.")
    private List<String> runs = new ArrayList<>();

    @Option(
            names = "--runs",
            paramLabel = "FOLDER",
            defaultValue = "runs",
            description = "The folder of runs (default: ${DEFAULT-VALUE}).")
    private String folder = "runs";

    @Option(
            names = "--margin",
            paramLabel = "M",
            defaultValue = "0.03",
            description = "Differences within M either way count as tied (default: ${DEFAULT-VALUE}).")
    private double margin = ComparisonOptions.USUAL.margin();

    @Option(
            names = "--level",
            paramLabel = "L",
            defaultValue = "0.95",
            description = "Nominal coverage of intervals (default: ${DEFAULT-VALUE}).")
    private double level = ComparisonOptions.USUAL.level();

    @Option(
            names = "--samples",
            paramLabel = "N",
            defaultValue = "20",
            description = "Show N samples that differ per measure (default: ${DEFAULT-VALUE}).")
    private int samples = ComparisonOptions.USUAL.discordant();

    @Option(names = "--gate", paramLabel = "FILE", description = "A YAML file of thresholds that must hold.")
    private String gate = "";

    @Option(names = "--junit", paramLabel = "FILE", description = "Write JUnit XML for a build server.")
    private String junit = "";

    @Option(names = "--sarif", paramLabel = "FILE", description = "Write SARIF for code scanning.")
    private String sarif = "";

    @Option(names = "--markdown", paramLabel = "FILE", description = "Write a summary as GitHub shows it.")
    private String markdown = "";

    @Option(names = "--json", description = "Print one JSON object on standard output.")
    private boolean json;

    CompareCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        List<Gate> gates = gate.isEmpty() ? List.of() : GateFile.parse(gate, read(shell.path(gate)));
        if (runs.size() == 1 && gates.isEmpty()) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, "one run has nothing to be compared with; name a second, or give --gate");
        }
        ComparisonOptions options =
                new ComparisonOptions(level, margin, ComparisonOptions.USUAL.smallestGroup(), samples);
        List<StoredRun> stored = runs.stream().map(this::stored).toList();
        ComparisonReport report = ComparisonReport.of(stored, options, gates, gate);
        write(junit, JUnitReport.of(report));
        write(sarif, SarifReport.of(report));
        write(markdown, MarkdownSummary.of(report));
        if (json) {
            shell.out().println(Json.line(ComparisonJson.of(report)));
        } else {
            shell.out().print(ComparisonText.of(report));
        }
        if (!report.passed()) {
            shell.err().println("plumbline: a gate of " + gate + " does not hold");
            return ExitStatus.GATE_FAILED;
        }
        return ExitStatus.OK;
    }

    private StoredRun stored(String named) {
        int at = named.replace('\\', '/').indexOf(MODELS);
        String run = at < 0 ? named : named.substring(0, at);
        String model = at < 0 ? "" : named.substring(at + MODELS.length());
        if (named.endsWith(".jsonl")) {
            return StoredSamples.readLog(shell.path(named));
        }
        return StoredSamples.read(RunFolder.find(shell, run, shell.path(folder)), model);
    }

    private String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new PlumblineException(
                    ErrorCode.MISSING_FILE, shell.shown(file) + ": cannot be read (" + e + "); check the path", e);
        }
    }

    private void write(String file, String text) {
        if (file.isEmpty()) {
            return;
        }
        Path path = shell.path(file);
        try {
            Files.writeString(path, text);
        } catch (IOException e) {
            throw new PlumblineException(
                    ErrorCode.STORAGE, shell.shown(path) + ": cannot be written (" + e + "); choose another place", e);
        }
    }
}
