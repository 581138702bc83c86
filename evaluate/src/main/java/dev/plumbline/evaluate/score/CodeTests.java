package dev.plumbline.evaluate.score;

import dev.plumbline.core.Completion;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.evaluate.Sample;
import dev.plumbline.evaluate.Score;
import dev.plumbline.evaluate.Scorer;
import dev.plumbline.evaluate.sandbox.Sandbox;
import dev.plumbline.evaluate.sandbox.SandboxRun;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Whether the code in an answer passes the sample's tests, which run in a sandbox.
///
/// Passing takes an exit status of 0 and a ticket that the tests print last, so that code which ends the process early
/// does not pass. The ticket is drawn for each run and stands in the tests' file: code that reads that file can still
/// cheat. What fails, does not compile or takes too long is 0.
///
/// @param measure a rate
/// @param file where the answer's code goes: its last fenced block, or all of it where there is none
/// @param testsFile where the tests go
/// @param command runs the tests
/// @param tests of a sample, with [#TICKET] where the ticket is to be printed
public record CodeTests<T>(
        String measure, Sandbox sandbox, String file, String testsFile, List<String> command, Function<T, String> tests)
        implements Scorer<T> {
    /// Stands for the ticket in a sample's tests.
    public static final String TICKET = "{ticket}";

    private static final Pattern FENCED = Pattern.compile("(?m)^```[^\\n]*+\\n((?:(?!```).*+\\n)*+)```");
    private static final int MOST_CODE = 200_000;

    public CodeTests {
        Objects.requireNonNull(sandbox, "sandbox");
        command = List.copyOf(command);
        if (command.isEmpty() || file.equals(testsFile)) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, "code tests need a command, and two files for the code and for the tests");
        }
    }

    @Override
    public Score score(Sample<T> sample, Completion answer) {
        String test = tests.apply(sample.truth());
        if (!test.contains(TICKET)) {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA,
                    "sample " + sample.id() + ": its tests do not hold " + TICKET + "; have them print it as the last"
                            + " thing that they do");
        }
        String code = code(answer.text());
        if (code.length() > MOST_CODE) {
            return Score.of(measure, false);
        }
        // Nothing rests on the ticket but that the code cannot know it beforehand.
        String ticket = "passed-" + Long.toHexString(new SplittableRandom().nextLong());
        SandboxRun run = sandbox.run(Map.of(file, code, testsFile, test.replace(TICKET, ticket)), command, "");
        return Score.of(
                measure, run.status() == 0 && run.output().stripTrailing().endsWith(ticket));
    }

    /// The last fenced block of an answer, or the whole of it.
    static String code(String answer) {
        Matcher block = FENCED.matcher(answer + "\n");
        String last = answer;
        while (block.find()) {
            last = block.group(1);
        }
        return last;
    }
}
