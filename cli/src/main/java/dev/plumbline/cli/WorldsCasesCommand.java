package dev.plumbline.cli;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.worlds.GamingCase;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `plumbline worlds cases`: the catalogue of specification gaming.
@Command(
        name = "cases",
        description = "List reported cases of specification gaming: what happened, who reported it, the mechanism, "
                + "and the world that reproduces the mechanism where there is one.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  plumbline worlds cases",
            "  plumbline worlds cases --mechanism tampering",
            "  plumbline worlds cases --json"
        })
final class WorldsCasesCommand implements Callable<Integer> {
    private final Shell shell;

    @Option(names = "--mechanism", paramLabel = "NAME", description = "Only cases of this mechanism.")
    private String mechanism = "";

    @Option(names = "--json", description = "Print one JSON array on standard output.")
    private boolean json;

    WorldsCasesCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        List<GamingCase> cases = GamingCase.all().stream()
                .filter(gaming ->
                        mechanism.isEmpty() || word(gaming.mechanism()).equals(mechanism))
                .toList();
        if (cases.isEmpty()) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "there is no mechanism " + mechanism + "; there are "
                            + Arrays.stream(GamingCase.Mechanism.values())
                                    .map(WorldsCasesCommand::word)
                                    .collect(Collectors.joining(", ")));
        }
        if (json) {
            shell.out()
                    .println(Json.line(
                            cases.stream().map(WorldsCasesCommand::fields).toList()));
        } else {
            cases.forEach(gaming -> shell.out().print(text(gaming)));
        }
        return ExitStatus.OK;
    }

    private static String word(GamingCase.Mechanism mechanism) {
        return mechanism.name().toLowerCase(Locale.ROOT);
    }

    private static String text(GamingCase gaming) {
        String world = gaming.world().isEmpty() ? "" : "; see plumbline worlds show " + gaming.world();
        return String.format(
                "%s (%s)%n  %s%n  %s%s%n%n",
                gaming.name(), word(gaming.mechanism()), gaming.story(), gaming.source(), world);
    }

    private static Map<String, Object> fields(GamingCase gaming) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", gaming.name());
        fields.put("mechanism", word(gaming.mechanism()));
        fields.put("world", gaming.world());
        fields.put("source", gaming.source());
        fields.put("story", gaming.story());
        return fields;
    }
}
