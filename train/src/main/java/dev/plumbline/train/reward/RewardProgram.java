package dev.plumbline.train.reward;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A program of the user's that gives rewards. It is started for every batch, without a shell, and runs as the
/// person who started the training. It reads one JSON object a line, and writes one line for each, in their order:
/// a number, or `{"reward": 0.5}`; `null` where it has nothing to say. What it writes on standard error is shown if
/// it fails.
///
/// @param command program and arguments
/// @param limit how long it may take for a batch
public record RewardProgram(List<String> command, Duration limit) {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int BYTES_PER_LINE = 4096;
    private static final int ERROR_BYTES = 8192;
    private static final int QUOTED = 200;

    public RewardProgram {
        command = List.copyOf(command);
        if (command.isEmpty() || limit.isNegative() || limit.isZero()) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, "a reward command needs a program and a limit above 0; found " + command);
        }
    }

    /// The reward of each record, a JSON object without line breaks; NaN where the program has nothing to say.
    ///
    /// @throws PlumblineException ENDPOINT if the command cannot be started, ends with an error, takes too long, or
    /// writes anything but a number for each answer; the message holds the line and what it wrote to its error
    /// output
    public double[] rewards(List<String> records) {
        Process process = started();
        try {
            Executor own = work -> Thread.ofVirtual().name("reward-command").start(work);
            CompletableFuture<String> out = CompletableFuture.supplyAsync(
                    () -> read(process.getInputStream(), records.size() * BYTES_PER_LINE), own);
            CompletableFuture<String> errors =
                    CompletableFuture.supplyAsync(() -> read(process.getErrorStream(), ERROR_BYTES), own);
            CompletableFuture<Void> in = CompletableFuture.runAsync(() -> write(process, records), own);
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw bad("has not ended within " + limit.toSeconds() + " s for " + records.size()
                        + " answers; raise the limit (reward.limit in a study), or make it faster");
            }
            in.join();
            if (process.exitValue() != 0) {
                throw bad("ended with status " + process.exitValue() + said(errors.join()));
            }
            return parsed(out.join(), records.size(), errors.join());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlumblineException(ErrorCode.CANCELLED, "interrupted while a reward command ran", e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private Process started() {
        try {
            return new ProcessBuilder(command).start();
        } catch (IOException e) {
            throw new PlumblineException(
                    ErrorCode.ENDPOINT,
                    "the reward command " + command + " cannot be started: " + e.getMessage()
                            + "; give a program that is on the path, or its full path",
                    e);
        }
    }

    private static void write(Process process, List<String> records) {
        try (var in = process.outputWriter(StandardCharsets.UTF_8)) {
            for (String record : records) {
                in.write(record);
                in.write('\n');
            }
        } catch (IOException e) {
            // a command that ends before it has read everything is judged by what it wrote and by its status
            return;
        }
    }

    private static String read(InputStream stream, int most) {
        try (stream) {
            String text = new String(stream.readNBytes(most), StandardCharsets.UTF_8);
            stream.transferTo(OutputStream.nullOutputStream());
            return text;
        } catch (IOException e) {
            return "";
        }
    }

    private double[] parsed(String out, int count, String errors) {
        List<String> lines =
                new ArrayList<>(out.lines().filter(line -> !line.isBlank()).toList());
        if (lines.size() != count) {
            throw bad("wrote " + lines.size() + " lines for " + count + " answers; it must write one for each"
                    + said(errors));
        }
        double[] rewards = new double[count];
        for (int i = 0; i < count; i++) {
            rewards[i] = reward(lines.get(i), i + 1);
        }
        return rewards;
    }

    private double reward(String line, int number) {
        JsonNode node;
        try {
            node = JSON.readTree(line);
        } catch (JacksonException e) {
            throw bad("line " + number + ": \"" + clean(line) + "\" is not JSON; write a number, null, or"
                    + " {\"reward\": number}");
        }
        JsonNode value = node.isObject() ? node.path("reward") : node;
        if (value.isNull()) {
            return Double.NaN;
        }
        double reward = value.isNumber() ? value.doubleValue() : Double.NaN;
        if (!Double.isFinite(reward)) {
            throw bad("line " + number + ": \"" + clean(line) + "\" holds no finite number; write a number, null, or"
                    + " {\"reward\": number}");
        }
        return reward;
    }

    private PlumblineException bad(String what) {
        return new PlumblineException(ErrorCode.ENDPOINT, "the reward command " + command + " " + what);
    }

    private static String said(String errors) {
        return errors.isBlank() ? "" : "; it said: " + clean(errors.strip());
    }

    /// Bounded, and without characters that a terminal would obey.
    private static String clean(String text) {
        String bounded = text.length() <= QUOTED ? text : text.substring(0, QUOTED) + "...";
        return bounded.replaceAll("\\p{Cntrl}+", " ");
    }
}
