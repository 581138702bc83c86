package dev.plumbline.cli;

import dev.plumbline.core.PlumblineException;
import dev.plumbline.study.Study;
import dev.plumbline.study.StudyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `plumbline studies`: the studies that ship.
@Command(
        name = "studies",
        description = "List the studies that ship: name, title, and what must be set first, if anything.",
        footerHeading = "%nExamples:%n",
        footer = {"  plumbline studies", "  plumbline studies --json"})
final class StudiesCommand implements Callable<Integer> {
    private static final Pattern TITLE = Pattern.compile("(?m)^title: *(.*?) *$");

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
        List<Shipped> studies =
                new Studies(shell).shipped().stream().map(this::read).toList();
        if (json) {
            shell.out().println(Json.line(studies.stream().map(Shipped::json).toList()));
        } else if (studies.isEmpty()) {
            shell.out().println("no studies in " + shell.home().resolve("studies"));
        } else {
            studies.forEach(study -> shell.out().print(study.text()));
        }
        return ExitStatus.OK;
    }

    private Shipped read(Path file) {
        try {
            Study study = StudyFile.load(file, workbench.kinds(), List.of());
            List<String> stages =
                    study.stages().stream().map(stage -> stage.name()).toList();
            return new Shipped(study.name(), study.title(), study.question(), stages, "");
        } catch (PlumblineException e) {
            // It cannot be run as it stands: the message says what must be set, such as the person's own data.
            return new Shipped(Studies.name(file), title(file), "", List.of(), String.valueOf(e.getMessage()));
        }
    }

    private static String title(Path file) {
        try {
            Matcher title = TITLE.matcher(Files.readString(file));
            return title.find() ? title.group(1) : "";
        } catch (IOException e) {
            return ""; // what is wrong with the file has been said
        }
    }

    /// A study that ships.
    ///
    /// @param stages their names; empty if the study cannot be run as it stands
    /// @param needs what must be set or put right before it can be run; empty if nothing
    private record Shipped(String name, String title, String question, List<String> stages, String needs) {
        String text() {
            String line = String.format("%-16s  %s%n", name, TerminalText.oneLine(title));
            return needs.isEmpty() ? line : line + " ".repeat(18) + "needs: " + TerminalText.oneLine(needs) + "\n";
        }

        Map<String, Object> json() {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("name", name);
            object.put("title", title);
            object.put("question", question);
            object.put("stages", stages);
            object.put("needs", needs);
            return object;
        }
    }
}
