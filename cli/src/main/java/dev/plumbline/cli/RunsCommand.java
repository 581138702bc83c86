package dev.plumbline.cli;

import dev.plumbline.study.RunList;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `plumbline runs`: what was run.
@Command(
        name = "runs",
        description = "List what was run, the newest first: folder, state, begin, time, finding.",
        footerHeading = "%nExamples:%n",
        footer = {"  plumbline runs", "  plumbline runs --json"})
final class RunsCommand implements Callable<Integer> {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");
    private static final int HEADLINE_COLUMNS = 90;

    private final Shell shell;

    @Mixin
    private RunsFolder runs = new RunsFolder();

    @Option(names = "--json", description = "Print one JSON array on standard output.")
    private boolean json;

    RunsCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        List<RunList.Entry> entries = RunList.of(runs.path(shell)).entries();
        if (json) {
            shell.out().println(Json.line(entries.stream().map(this::object).toList()));
        } else if (entries.isEmpty()) {
            shell.out().println("no runs in " + shell.shown(runs.path(shell)) + "; plumbline run makes one");
        } else {
            List<String[]> rows = new ArrayList<>();
            entries.forEach(entry -> rows.add(row(entry)));
            shell.out().print(TextTable.of(rows));
        }
        return ExitStatus.OK;
    }

    private String[] row(RunList.Entry entry) {
        boolean damaged = entry.state() == RunList.State.DAMAGED;
        String what = entry.headline().isEmpty() ? entry.title() : entry.headline();
        return new String[] {
            shell.shown(entry.run()),
            entry.state().name().toLowerCase(Locale.ROOT),
            damaged ? "" : TIME.format(entry.started().atZone(ZoneId.systemDefault())),
            damaged ? "" : Figures.duration(entry.seconds()),
            TerminalText.fit(TerminalText.oneLine(what), HEADLINE_COLUMNS)
        };
    }

    private Map<String, Object> object(RunList.Entry entry) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("run", shell.shown(entry.run()));
        object.put("state", entry.state().name().toLowerCase(Locale.ROOT));
        object.put("title", entry.title());
        object.put("started", entry.started().toString());
        object.put("seconds", entry.seconds());
        object.put("headline", entry.headline());
        return object;
    }
}
