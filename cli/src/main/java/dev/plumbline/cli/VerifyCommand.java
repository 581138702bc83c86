package dev.plumbline.cli;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.study.Verification;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `plumbline verify`: whether a run is what its evidence says.
@Command(
        name = "verify",
        description = "Recompute every hash of a run; name each file that is changed, missing or extra.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  plumbline verify runs/20261121-100000-quickstart",
            "  plumbline verify 20261121-100000-quickstart --json"
        })
final class VerifyCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private RunFolder folder = new RunFolder();

    @Option(names = "--json", description = "Print one JSON object on standard output.")
    private boolean json;

    VerifyCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        Verification verification = Verification.of(folder.find(shell));
        String run = shell.shown(verification.run());
        if (json) {
            shell.out().println(Json.line(object(run, verification)));
        } else if (verification.passed()) {
            shell.out().println(run + ": " + verification.files() + " files are what the evidence says");
            shell.out().println("seal " + verification.seal());
        }
        if (verification.passed()) {
            return ExitStatus.OK;
        }
        verification.problems().forEach(problem -> shell.err().println(run + "/" + TerminalText.oneLine(problem)));
        shell.err().println("plumbline: " + run + " does not verify; do not rely on it, run the study again");
        return ErrorCode.MISMATCH.exitStatus();
    }

    private static Map<String, Object> object(String run, Verification verification) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("run", run);
        object.put("passed", verification.passed());
        object.put("files", verification.files());
        object.put("problems", verification.problems());
        object.put("seal", verification.seal());
        return object;
    }
}
