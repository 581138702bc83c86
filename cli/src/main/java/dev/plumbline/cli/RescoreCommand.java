package dev.plumbline.cli;

import dev.plumbline.core.Seed;
import dev.plumbline.evaluate.run.Budget;
import dev.plumbline.evaluate.run.Concurrency;
import dev.plumbline.evaluate.run.Paced;
import dev.plumbline.evaluate.run.Patience;
import dev.plumbline.evaluate.run.Price;
import dev.plumbline.evaluate.run.Rescoring;
import dev.plumbline.evaluate.sandbox.CodeRuns;
import dev.plumbline.evaluate.score.Judge;
import dev.plumbline.model.http.ApiKey;
import dev.plumbline.model.http.Endpoint;
import dev.plumbline.model.http.HttpModel;
import dev.plumbline.study.stages.EvalSource;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `plumbline rescore`: the answers of a log under another scorer.
@Command(
        name = "rescore",
        description = {
            "Score the answers of a log again, with the scorer, the right answers or the rules that a "
                    + "file now has, or with another judge.",
            "The model is not asked. The new log stands beside the old one; compare them to see what the "
                    + "scorer changes."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  plumbline rescore 20261121-100000-eval-capitals capitals.yaml --out again.jsonl",
            "  plumbline rescore old.jsonl mine.yaml --judge http://localhost:8000/v1#other --out other-judge.jsonl",
            "  plumbline compare old.jsonl again.jsonl"
        })
final class RescoreCommand implements Callable<Integer> {
    private final Shell shell;

    @Parameters(index = "0", paramLabel = "LOG", description = "A run folder, its name, or a log as .jsonl file.")
    private String log = "";

    @Parameters(index = "1", paramLabel = "SUITE", description = "A suite's name, or a YAML file of a suite or task.")
    private String suite = "";

    @Option(names = "--out", paramLabel = "LOG", required = true, description = "The new log, a .jsonl file.")
    private String out = "";

    @Option(names = "--judge", paramLabel = "URL#MODEL", description = "Who judges, for scorers that ask a judge.")
    private String judge = "";

    @Option(
            names = "--key-env",
            paramLabel = "VARIABLE",
            description = "The environment variable that holds the judge's key.")
    private String key = "";

    @Option(
            names = "--run-code",
            paramLabel = "HOW",
            description =
                    "Whether programs may run on what the model wrote, for code tests: never, isolated or limits_alone"
                            + " (default: ${DEFAULT-VALUE}).")
    private CodeRuns code = CodeRuns.NEVER;

    @Mixin
    private RunsFolder runs = new RunsFolder();

    RescoreCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        if (judge.isEmpty()) {
            return rescore(List.of());
        }
        try (HttpModel model = new HttpModel(Endpoint.of(judge), ApiKey.from(System.getenv(), key))) {
            Paced paced = new Paced(model, Concurrency.USUAL, Patience.USUAL, Budget.unlimited(Price.FREE));
            return rescore(List.of(new Judge(paced, new Seed(1), 600)));
        }
    }

    private Integer rescore(List<Judge> asked) {
        boolean file = suite.endsWith(".yaml") || suite.endsWith(".yml");
        String source = file ? shell.path(suite).toString() : suite;
        Path old = LogFile.find(shell, log, runs.path(shell));
        Path target = shell.path(out);
        int scored = Rescoring.of(old, EvalSource.scorer(source, asked, code), target);
        shell.out().println(scored + " answers scored again in " + shell.shown(target));
        shell.out().print(LogFile.figures(target));
        return ExitStatus.OK;
    }
}
