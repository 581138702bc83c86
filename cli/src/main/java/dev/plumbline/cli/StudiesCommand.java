package dev.plumbline.cli;

import dev.plumbline.study.Study;
import dev.plumbline.study.StudyFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `plumbline studies`: the studies that ship.
@Command(
        name = "studies",
        description = "List the studies that ship: name, number of stages, title.",
        footerHeading = "%nExamples:%n",
        footer = {"  plumbline studies", "  plumbline studies --json"})
final class StudiesCommand implements Callable<Integer> {
    private final Shell shell;
    private final Workbench workbench;

    @Option(names = "--json", description = "Print one JSON array on standard output.")
    private boolean json;

    StudiesCommand(Shell shell, Workbench workbench) {
        this.shell = shell;
        this.workbench = workbench;
    }

    @Override
    public Integer call() {
        List<Study> studies = new Studies(shell)
                .shipped().stream()
                        .map(file -> StudyFile.load(file, workbench.kinds(), List.of()))
                        .toList();
        if (json) {
            shell.out()
                    .println(Json.line(
                            studies.stream().map(StudiesCommand::object).toList()));
        } else {
            List<String[]> rows = new ArrayList<>();
            studies.forEach(study -> rows.add(
                    new String[] {study.name(), study.stages().size() + " stages", TerminalText.oneLine(study.title())
                    }));
            shell.out().print(TextTable.of(rows));
        }
        return ExitStatus.OK;
    }

    private static Map<String, Object> object(Study study) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("name", study.name());
        object.put("title", study.title());
        object.put("question", study.question());
        object.put("stages", study.stages().stream().map(stage -> stage.name()).toList());
        return object;
    }
}
