package dev.plumbline.train.reward;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A program of the user's that is asked about answers. It is started for every batch, without a shell, and runs as
/// the person who started the training. It reads one JSON object a line, and writes one line for each, in their order.
/// What it writes on standard error is shown if it fails.
///
/// @param what it is to the user, such as `reward command`
/// @param command program and arguments
/// @param limit how long it may take for a batch
/// @param setting what raises that limit
record LineProgram(String what, List<String> command, Duration limit, String setting) {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int BYTES_PER_LINE = 4096;
    private static final int ERROR_BYTES = 8192;
    private static final int QUOTED = 200;

    LineProgram {
        command = List.copyOf(command);
        if (command.isEmpty() || limit.isNegative() || limit.isZero()) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, "a " + what + " needs a program and a limit above 0; found " + command);
        }
    }

    /// A line of JSON for each record, a JSON object without line breaks.
    ///
    /// @param form of a line, for those that are none
    /// @throws PlumblineException ENDPOINT if the command cannot be started, ends with an error, takes too long, or
    /// does not write a line of JSON for each record; the message holds the line and what it wrote to its error
    /// output
    List<JsonNode> ask(List<String> records, String form) {
        Process process = started();
        try {
            Executor own = work -> Thread.ofVirtual().name("line-program").start(work);
            CompletableFuture<String> out = CompletableFuture.supplyAsync(
                    () -> read(process.getInputStream(), records.size() * BYTES_PER_LINE), own);
            CompletableFuture<String> errors =
                    CompletableFuture.supplyAsync(() -> read(process.getErrorStream(), ERROR_BYTES), own);
            CompletableFuture<Void> in = CompletableFuture.runAsync(() -> write(process, records), own);
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw bad("has not ended within " + limit.toSeconds() + " s for " + records.size()
                        + " answers; raise the limit (" + setting + " in a study), or make it faster");
            }
            in.join();
            if (process.exitValue() != 0) {
                throw bad("ended with status " + process.exitValue() + said(errors.join()));
            }
            return parsed(out.join(), records.size(), errors.join(), form);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlumblineException(ErrorCode.CANCELLED, "interrupted while a " + what + " ran", e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /// A line that is JSON and yet not what is wanted.
    PlumblineException bad(int number, JsonNode line, String why) {
        return bad("line " + number + ": \"" + clean(line.toString()) + "\" " + why);
    }

    private Process started() {
        try {
            return new ProcessBuilder(command).start();
        } catch (IOException e) {
            throw new PlumblineException(
                    ErrorCode.ENDPOINT,
                    "the " + what + " " + command + " cannot be started: " + e.getMessage()
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

    private List<JsonNode> parsed(String out, int count, String errors, String form) {
        List<String> lines = out.lines().filter(line -> !line.isBlank()).toList();
        if (lines.size() != count) {
            throw bad("wrote " + lines.size() + " lines for " + count + " answers; it must write one for each"
                    + said(errors));
        }
        return IntStream.range(0, count)
                .mapToObj(i -> parsed(lines.get(i), i + 1, form))
                .toList();
    }

    private JsonNode parsed(String line, int number, String form) {
        try {
            return JSON.readTree(line);
        } catch (JacksonException e) {
            throw bad("line " + number + ": \"" + clean(line) + "\" is not JSON; write " + form);
        }
    }

    private PlumblineException bad(String found) {
        return new PlumblineException(ErrorCode.ENDPOINT, "the " + this.what + " " + command + " " + found);
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
