package dev.plumbline.cli;

import dev.plumbline.study.OptionsReference;
import dev.plumbline.study.Plan;
import dev.plumbline.study.RunSettings;
import dev.plumbline.study.Study;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `plumbline explain`: a study with all its defaults, and what running it would do.
@Command(
        name = "explain",
        description = "Print a study with every default written out and explained, and the plan of its stages.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  plumbline explain quickstart",
            "  plumbline explain my-study.yaml --set seed=3   what that would change",
            "  plumbline explain quickstart > my-study.yaml   a study file to start from",
            "  plumbline explain --reference                  every kind of stage and option"
        })
final class ExplainCommand implements Callable<Integer> {
    private final Shell shell;
    private final Workbench workbench;

    @Mixin
    private StudyArguments arguments = new StudyArguments();

    @Option(names = "--reference", description = "Print all that any study may say instead, as Markdown.")
    private boolean reference;

    @Option(names = "--json", description = "Print one JSON object on standard output.")
    private boolean json;

    ExplainCommand(Shell shell, Workbench workbench) {
        this.shell = shell;
        this.workbench = workbench;
    }

    @Override
    public Integer call() {
        if (reference) {
            shell.out().print(OptionsReference.markdown(workbench.kinds()));
            return ExitStatus.OK;
        }
        Study study = arguments.load(shell, workbench);
        RunSettings settings = RunCommand.settings(shell, workbench, study, shell.path("runs"));
        Plan plan = Plan.of(study, settings.store(), settings.environment());
        if (json) {
            shell.out().println(Json.line(object(study, plan)));
        } else {
            shell.out().print(TerminalText.lines(study.commentedYaml()));
            shell.out().println();
            plan.text().lines().forEach(line -> shell.out().println("# " + TerminalText.oneLine(line)));
        }
        return ExitStatus.OK;
    }

    private static Map<String, Object> object(Study study, Plan plan) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("name", study.name());
        object.put("title", study.title());
        object.put("question", study.question());
        object.put("study", study.yaml());
        object.put("plan", plan.steps().stream().map(ExplainCommand::object).toList());
        return object;
    }

    private static Map<String, Object> object(Plan.Step step) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("name", step.name());
        object.put("kind", step.kind());
        object.put("inputs", step.inputs());
        object.put("files", step.files());
        object.put("fate", step.fate().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        return object;
    }
}
