package dev.plumbline.cli;

import dev.plumbline.worlds.World;
import dev.plumbline.worlds.Worlds;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `plumbline worlds list`: the worlds that ship.
@Command(
        name = "list",
        description = "List the worlds that ship: name, level, how long an episode is, what it shows.",
        footerHeading = "%nExamples:%n",
        footer = {"  plumbline worlds list", "  plumbline worlds list --json"})
final class WorldsListCommand implements Callable<Integer> {
    private final Shell shell;

    @Option(names = "--json", description = "Print one JSON array on standard output.")
    private boolean json;

    WorldsListCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        if (json) {
            shell.out()
                    .println(Json.line(Worlds.list().stream()
                            .map(WorldsListCommand::fields)
                            .toList()));
            return ExitStatus.OK;
        }
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"WORLD", "LEVEL", "STEPS", "SHOWS"});
        for (World world : Worlds.list()) {
            rows.add(new String[] {world.name(), world.level(), Integer.toString(world.horizon()), world.problem()});
        }
        shell.out().print(TextTable.of(rows));
        return ExitStatus.OK;
    }

    private static Map<String, Object> fields(World world) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("world", world.name());
        fields.put("level", WorldArgument.level(world));
        fields.put("problem", world.problem());
        fields.put("steps", world.horizon());
        fields.put("map", world.map().lines());
        return fields;
    }
}
