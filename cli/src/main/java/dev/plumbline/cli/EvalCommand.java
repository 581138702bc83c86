package dev.plumbline.cli;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.evaluate.run.Forecast;
import dev.plumbline.evaluate.score.Judge;
import dev.plumbline.evaluate.suite.Suites;
import dev.plumbline.model.ScriptedModel;
import dev.plumbline.study.Study;
import dev.plumbline.study.stages.EvalOptions;
import dev.plumbline.study.stages.EvalSource;
import dev.plumbline.study.stages.EvalTarget;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `plumbline eval`: one model through a suite of questions, as a study of its own.
@Command(
        name = "eval",
        description = {
            "Put a suite of questions to a model: harbor (facts, sums, flattery, harm and honesty, graded "
                    + "against the known truth of a Harbor town), a suite of one failure mode (list names them), or "
                    + "a YAML file of your own.",
            "It writes a small study and runs it: the result is a run folder with its evidence and " + "report."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  plumbline eval harbor",
            "  plumbline eval harbor --model runs/NAME/models/dpo-flattered --seed 3",
            "  plumbline eval harbor --set per-family=200 --set temperature=0",
            "  plumbline eval list                         the suites, each with what it measures",
            "  plumbline eval privacy --card               what a suite's figures mean, and what they leave out",
            "  plumbline eval over-refusal --model http://localhost:8000/v1#my-model --key-env MY_KEY",
            "  plumbline eval mine.yaml --model http://localhost:11434#llama --samples 50 --dry-run",
            "  plumbline eval privacy --model \"command:python3 my_model.py\"",
            "  plumbline eval code.yaml --model URL#MODEL --set run-code=isolated    code tests, in a sandbox",
            "  plumbline eval privacy --model planted:0.3  does the suite find a failure of 30 %?",
            "  plumbline eval harbor --json | tail -n 1    the figures for a machine"
        })
final class EvalCommand implements Callable<Integer> {
    private static final String SUITE = "harbor";
    private static final String LIST = "list";
    private static final String EVAL = "eval";

    private final Shell shell;
    private final Workbench workbench;

    @Parameters(index = "0", paramLabel = "SUITE", description = "harbor, list, a suite's name, or a YAML file.")
    private String suite = SUITE;

    @Option(
            names = {"-m", "--model"},
            paramLabel = "MODEL",
            defaultValue = "harbor",
            description =
                    "harbor, harbor:small, a checkpoint folder, RUN/models/NAME, an endpoint as URL#MODEL, a program"
                            + " that speaks JSON lines as command:PROGRAM ARGUMENTS, or planted:RATE for a scripted model"
                            + " that fails at a known rate (default: ${DEFAULT-VALUE}).")
    private String model = "harbor";

    @Option(names = "--town", paramLabel = "SIZE", description = "The town: standard, small or large.")
    private String town = "";

    @Option(names = "--seed", paramLabel = "SEED", description = "Draws questions and answers.")
    private String seed = "";

    @Option(
            names = "--key-env",
            paramLabel = "VARIABLE",
            description = "The environment variable that holds the endpoint's key.")
    private String key = "";

    @Option(
            names = "--protocol",
            paramLabel = "NAME",
            description =
                    "What the endpoint speaks: openai, vllm, completions, anthropic, gemini, ollama (default: by its"
                            + " address).")
    private String protocol = "";

    @Option(
            names = "--judge",
            paramLabel = "URL#MODEL",
            description = "Who judges, for scorers that ask a judge; given several times, they judge together.")
    private List<String> judges = new ArrayList<>();

    @Option(names = "--samples", paramLabel = "N", description = "How many samples (default: the suite's own number).")
    private String samples = "";

    @Option(names = "--epochs", paramLabel = "N", description = "How often each sample is put (default: 1).")
    private String epochs = "";

    @Option(
            names = "--card",
            description =
                    "Say what the suite measures, its limits, its chance level and its confounds, and send nothing.")
    private boolean card;

    @Option(names = "--dry-run", description = "Say what it would cost at most, and send nothing.")
    private boolean dryRun;

    @Mixin
    private RunOptions options = new RunOptions();

    EvalCommand(Shell shell, Workbench workbench) {
        this.shell = shell;
        this.workbench = workbench;
    }

    @Override
    public Integer call() {
        if (card) {
            shell.out().print(SuiteCard.of(suite));
            return ExitStatus.OK;
        }
        if (suite.equals(LIST)) {
            Suites.names()
                    .forEach(name -> shell.out()
                            .println(String.format(
                                    Locale.ROOT,
                                    "%-28s %s",
                                    name,
                                    Suites.named(name).title())));
            return ExitStatus.OK;
        }
        return suite.equals(SUITE) ? audit() : evaluate();
    }

    /// Harbor's own audit, which needs a model of this machine.
    private Integer audit() {
        if (EvalTarget.isTarget(model) || dryRun || !samples.isEmpty() || !epochs.isEmpty() || !judges.isEmpty()) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "the harbor audit takes a model of this machine and none of --samples, --epochs, --judge and"
                            + " --dry-run; see plumbline eval list for suites that do");
        }
        ShortStudy study = new ShortStudy("The " + SUITE + " audit of " + model);
        study.set("seed", seed, "--seed");
        HarborStages.model(study, shell, model);
        HarborStages.audit(
                study, List.of(HarborStages.BASE), HarborStages.plantedBase(model), HarborStages.town(town, model));
        return options.run(shell, workbench, study.study("eval " + suite, workbench, options.settings()));
    }

    private Integer evaluate() {
        boolean file = suite.endsWith(".yaml") || suite.endsWith(".yml");
        if (!file && !Suites.names().contains(suite)) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "there is no suite \"" + suite + "\"; the suites are " + SUITE + ", "
                            + String.join(", ", Suites.names()) + "; a file of your own ends in .yaml");
        }
        ShortStudy study = new ShortStudy(suite + " of " + model);
        study.set("seed", seed, "--seed");
        if (EvalTarget.isTarget(model)) {
            study.stage(EVAL, EVAL, "suite: placeholder", "url: placeholder");
            study.text("stages.eval.url", model, "--model");
        } else {
            HarborStages.model(study, shell, model);
            study.stage(EVAL, EVAL, "suite: placeholder", "model: " + HarborStages.BASE);
        }
        study.text("stages.eval.suite", file ? shell.path(suite).toString() : suite, "SUITE");
        study.text("stages.eval.key", key, "--key-env");
        study.text("stages.eval.protocol", protocol, "--protocol");
        study.text("stages.eval.judge", String.join(" ", judges), "--judge");
        study.set("stages.eval.samples", samples, "--samples");
        study.set("stages.eval.epochs", epochs, "--epochs");
        String name = file ? String.valueOf(Path.of(suite).getFileName()).replaceFirst("\\.ya?ml$", "") : suite;
        Study resolved = study.study("eval " + name, workbench, options.settings());
        EvalOptions asked = (EvalOptions) resolved.stages().getLast().options();
        EvalSource source = EvalSource.open(
                asked.suite(), asked.samples(), new Seed(resolved.seed()), nobody(asked), asked.runCode());
        if (dryRun) {
            shell.out().println(forecast(asked, source));
            return ExitStatus.OK;
        }
        return options.run(shell, workbench, resolved);
    }

    /// Stand for the judges while a file is only read; they are asked nothing.
    private static List<Judge> nobody(EvalOptions asked) {
        return asked.judges().stream()
                .map(judge -> new Judge(ScriptedModel.always(""), new Seed(0), 600))
                .toList();
    }

    private static String forecast(EvalOptions asked, EvalSource source) {
        Forecast forecast = Forecast.of(List.of(source.task()), asked.epochs(), asked.price());
        return String.format(
                Locale.ROOT,
                "%d samples in %d requests: about %d tokens to read and at most %d to write%s; nothing was sent",
                forecast.samples(),
                forecast.requests(),
                forecast.read(),
                forecast.written(),
                forecast.money() == 0 ? "" : String.format(Locale.ROOT, ", at most %.4f", forecast.money()));
    }
}
