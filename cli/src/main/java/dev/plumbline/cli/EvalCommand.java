package dev.plumbline.cli;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `plumbline eval`: one model through a suite of questions, as a study of its own.
@Command(
        name = "eval",
        description = {
            "Put a suite of questions to a model. The suite is harbor: facts, sums, flattery, harm and honesty, graded"
                    + " against the known truth of a Harbor town.",
            "It writes a small study and runs it: the result is a run folder with its evidence and report."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  plumbline eval harbor",
            "  plumbline eval harbor --model runs/NAME/models/dpo-flattered --seed 3",
            "  plumbline eval harbor --set per-family=200 --set temperature=0",
            "  plumbline eval harbor --json | tail -n 1    the figures for a machine"
        })
final class EvalCommand implements Callable<Integer> {
    private static final String SUITE = "harbor";

    private final Shell shell;
    private final Workbench workbench;

    @Parameters(index = "0", paramLabel = "SUITE", description = "harbor")
    private String suite = SUITE;

    @Mixin
    private ModelName model = new ModelName();

    @Option(names = "--town", paramLabel = "SIZE", description = "The town: standard, small or large.")
    private String town = "";

    @Option(names = "--seed", paramLabel = "SEED", description = "Draws questions and answers.")
    private String seed = "";

    @Mixin
    private RunOptions options = new RunOptions();

    EvalCommand(Shell shell, Workbench workbench) {
        this.shell = shell;
        this.workbench = workbench;
    }

    @Override
    public Integer call() {
        if (!suite.equals(SUITE)) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, "there is no suite \"" + suite + "\"; the suites are: " + SUITE);
        }
        ShortStudy study = new ShortStudy("The " + SUITE + " audit of " + model.name());
        study.set("seed", seed, "--seed");
        HarborStages.model(study, shell, model.name());
        HarborStages.audit(
                study,
                List.of(HarborStages.BASE),
                HarborStages.plantedBase(model.name()),
                HarborStages.town(town, model.name()));
        return options.run(shell, workbench, study.study("eval " + suite, workbench, options.settings()));
    }
}
