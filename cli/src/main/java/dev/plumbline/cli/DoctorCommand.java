package dev.plumbline.cli;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.Device;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `plumbline doctor`: what this machine can do, and what stands in the way.
@Command(
        name = "doctor",
        description = "Say what this machine can do, and what stands in the way of a run.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  plumbline doctor           what was found, one line each",
            "  plumbline doctor --json    the same as one JSON object",
            "  plumbline doctor --reference FOLDER",
            "                             every recorded value in the folder against ours, a line each",
            "  plumbline doctor --reference FOLDER --threads 2",
            "  plumbline doctor --device cuda"
        })
final class DoctorCommand implements Callable<Integer> {
    private final Shell shell;

    @Option(names = "--json", description = "Print one JSON object on standard output.")
    private boolean json;

    @Option(
            names = "--reference",
            paramLabel = "FOLDER",
            description = {
                "Hold every recorded value that the folder has to what is computed here. Exit status 1 if one differs"
                        + " by more than its tolerance."
            })
    private Optional<Path> reference = Optional.empty();

    @Option(
            names = "--threads",
            paramLabel = "N",
            split = ",",
            defaultValue = "1,2",
            description = "With --reference: threads of the engine's arithmetic; several are tried in turn (default:"
                    + " ${DEFAULT-VALUE}).")
    private List<Integer> threads = List.of(1, 2);

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            defaultValue = "cpu",
            description = "Look at the engine on cpu, cuda or cuda:I (default: ${DEFAULT-VALUE}).")
    private String device = "cpu";

    DoctorCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        if (threads.stream().anyMatch(n -> n < 1)) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, "--threads must be 1 or more, several apart by commas, not " + threads);
        }
        Device chosen = Device.named(device);
        chosen.requirePresent();
        if (reference.isPresent()) {
            return new ReferenceCheckup(shell, json, threads, chosen)
                    .call(shell.directory().resolve(reference.get()));
        }
        List<Checkup.Symptom> symptoms = new ArrayList<>(new Checkup(shell).symptoms());
        EngineCheckup.Found engine = EngineCheckup.of(chosen);
        symptoms.addAll(engine.symptoms());
        boolean healthy = symptoms.stream().noneMatch(s -> s.state() == Checkup.State.BROKEN);
        if (json) {
            shell.out()
                    .println(Json.line(Map.of(
                            "healthy",
                            healthy,
                            "engine",
                            engine.measures(),
                            "checks",
                            symptoms.stream().map(DoctorCommand::fields).toList())));
        } else {
            symptoms.forEach(s -> shell.out().println(line(s)));
        }
        return healthy ? ExitStatus.OK : Checkup.BROKEN_STATUS;
    }

    private static String line(Checkup.Symptom symptom) {
        String mark = switch (symptom.state()) {
            case GOOD -> "ok     ";
            case POOR -> "warning";
            case BROKEN -> "broken ";
        };
        String advice = symptom.advice().isEmpty() ? "" : "\n" + " ".repeat(19) + symptom.advice();
        return TerminalText.lines(String.format("%s  %-9s %s%s", mark, symptom.name(), symptom.value(), advice));
    }

    private static Map<String, String> fields(Checkup.Symptom symptom) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("name", symptom.name());
        fields.put("state", symptom.state().word());
        fields.put("value", symptom.value());
        fields.put("advice", symptom.advice());
        return fields;
    }
}
