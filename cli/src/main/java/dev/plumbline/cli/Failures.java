package dev.plumbline.cli;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// The one place where a failure becomes what a person or a machine reads, and an exit status.
///
/// One line on standard error: `plumbline: prefs.jsonl line 17: …`. With `--json` also one object on standard output:
/// `{"error":{"code":"BAD_DATA","status":4,"message":"…"}}`. Stack traces appear for defects, and with `--stack-trace`.
final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {
    static final String JSON = "--json";
    static final String STACK_TRACE = "--stack-trace";

    private final Shell shell;

    Failures(Shell shell) {
        this.shell = shell;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        boolean json = parsed.expandedArgs().contains(JSON);
        boolean trace = parsed.expandedArgs().contains(STACK_TRACE);
        return report(failure, json, trace);
    }

    @Override
    public int handleParseException(ParameterException failure, String[] arguments) {
        boolean json = List.of(arguments).contains(JSON);
        int status = report(new PlumblineException(ErrorCode.BAD_ARGUMENT, message(failure)), json, false);
        String name = failure.getCommandLine().getCommandSpec().qualifiedName();
        shell.err().println("  try: " + name + " --help");
        return status;
    }

    /// Says what went wrong; gives the exit status.
    int report(Throwable failure, boolean json, boolean trace) {
        String code;
        int status;
        String message;
        if (failure instanceof PlumblineException known) {
            code = known.code().name();
            status = known.code().exitStatus();
            message = TerminalText.oneLine(String.valueOf(known.getMessage()));
        } else {
            code = "DEFECT";
            status = ExitStatus.DEFECT;
            message = TerminalText.oneLine("a defect of Plumbline's own: " + failure);
        }
        shell.err().println("plumbline: " + message);
        if (trace || status == ExitStatus.DEFECT) {
            failure.printStackTrace(shell.err());
        }
        if (json) {
            Map<String, Object> error = new LinkedHashMap<>();
            error.put("code", code);
            error.put("status", status);
            error.put("message", message);
            shell.out().println(Json.line(Map.of("error", error)));
        }
        return status;
    }

    /// picocli's message, with the nearest names where something was misspelt.
    private static String message(ParameterException failure) {
        if (!(failure instanceof UnmatchedArgumentException unmatched)) {
            return String.valueOf(failure.getMessage());
        }
        String first = unmatched.getUnmatched().getFirst();
        String what = (first.startsWith("-") ? "there is no option " : "there is no command or argument ") + first;
        List<String> near = unmatched.getSuggestions();
        return near.isEmpty() ? what : what + "; did you mean " + String.join(" or ", near) + "?";
    }
}
