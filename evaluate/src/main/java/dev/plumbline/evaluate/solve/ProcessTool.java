package dev.plumbline.evaluate.solve;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.evaluate.sandbox.Sandbox;
import dev.plumbline.evaluate.sandbox.SandboxRun;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A tool that is a program which the evaluation's author names; the model's words reach it on standard input
/// alone, as whole lines, never on its command line.
///
/// @param command the program and its arguments
/// @param sandbox where it runs
public record ProcessTool(String name, String use, List<String> command, Sandbox sandbox) implements Tool {
    public ProcessTool {
        Objects.requireNonNull(sandbox, "sandbox");
        command = List.copyOf(command);
        if (command.isEmpty()) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, "tool " + name + " needs a command; name a program and its arguments");
        }
    }

    @Override
    public String call(String input) {
        // Programs that read lines wait for the end of the last one.
        SandboxRun run = sandbox.run(Map.of(), command, input.endsWith("\n") ? input : input + "\n");
        return run.timedOut()
                ? "stopped, because its time was over"
                : run.output().stripTrailing();
    }
}
