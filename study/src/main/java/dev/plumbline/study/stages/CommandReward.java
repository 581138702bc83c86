package dev.plumbline.study.stages;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A program that gives rewards. It is started anew for every round, gets one JSON object a line and the end of input
/// behind the last, and writes a line for each: a number, or an object with `reward`, which is a number, or null where
/// it has nothing to say. What it writes on standard error is shown if it fails. It runs as the person who started the
/// training, without a shell in between.
final class CommandReward {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int LONGEST_LINE = 100_000;
    private static final int LONGEST_COMPLAINT = 500;

    private final List<String> command;
    private final Duration limit;

    /// @param limit after which it is ended
    CommandReward(List<String> command, Duration limit) {
        this.command = command;
        this.limit = limit;
    }

    /// The reward of each record; NaN where the program has nothing to say.
    ///
    /// @throws PlumblineException ENDPOINT if it cannot be started, fails, or answers otherwise than it should
    double[] rewards(List<String> records) {
        Process process = start();
        AtomicBoolean late = new AtomicBoolean();
        process.onExit().orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS).exceptionally(why -> {
            late.set(true);
            end(process);
            return process;
        });
        AtomicReference<String> complaint = new AtomicReference<>("");
        Thread feeder = Thread.ofVirtual().start(() -> feed(process, records));
        Thread listener =
                Thread.ofVirtual().start(() -> complaint.set(head(process.errorReader(StandardCharsets.UTF_8))));
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            double[] rewards = new double[records.size()];
            for (int i = 0; i < rewards.length; i++) {
                String line = line(out);
                if (line.isEmpty()) {
                    int status = process.waitFor();
                    listener.join();
                    if (late.get()) {
                        throw bad("has not answered within " + limit.toSeconds() + " s for " + rewards.length
                                + " answers; make it faster, or raise reward.limit");
                    }
                    throw bad("ended with status " + status + " after " + i + " of " + rewards.length
                            + " rewards; it must" + " write one line for each" + said(complaint.get()));
                }
                rewards[i] = reward(line, i);
            }
            if (!line(out).isEmpty()) {
                throw bad(
                        "wrote more than " + rewards.length + " lines for as many answers; it must write one for each");
            }
            int status = process.waitFor();
            feeder.join();
            listener.join();
            if (status != 0) {
                throw bad("ended with status " + status + said(complaint.get()));
            }
            return rewards;
        } catch (IOException | UncheckedIOException e) {
            throw bad("could not be read: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlumblineException(ErrorCode.CANCELLED, name() + " was given up", e);
        } finally {
            end(process);
        }
    }

    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private Process start() {
        try {
            return new ProcessBuilder(command).start();
        } catch (IOException e) {
            throw new PlumblineException(
                    ErrorCode.ENDPOINT,
                    name() + " could not be started: " + e.getMessage() + "; name a program that can be run here",
                    e);
        }
    }

    /// A program that does not read its input to the end says enough in its output.
    private static void feed(Process process, List<String> records) {
        try (Writer in = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8)) {
            for (String record : records) {
                in.write(record);
                in.write('\n');
            }
        } catch (IOException e) {
            Thread.currentThread().setName("reward command: " + e.getMessage());
        }
    }

    /// The next line that is not blank; the empty text at the end.
    private String line(Reader out) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = out.read(); c >= 0; c = out.read()) {
            if (c == '\n') {
                if (!line.toString().isBlank()) {
                    return line.toString().strip();
                }
                line.setLength(0);
            } else if (line.length() == LONGEST_LINE) {
                throw bad("wrote a line of more than " + LONGEST_LINE + " characters; a number is enough");
            } else {
                line.append((char) c);
            }
        }
        return line.toString().strip();
    }

    private double reward(String line, int index) {
        JsonNode node;
        try {
            node = JSON.readTree(line);
        } catch (JacksonException e) {
            throw bad("wrote no JSON on line " + (index + 1) + " (" + shortened(line)
                    + "); write a number, or {\"reward\":" + " number}; for no opinion null, since JSON knows no NaN");
        }
        JsonNode value = node.isObject() ? node.path("reward") : node;
        if (value.isNull()) {
            return Double.NaN;
        }
        if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
            throw bad("wrote no finite number on line " + (index + 1) + " (" + shortened(line)
                    + "); write a number, or {\"reward\": number}, null for no opinion");
        }
        return value.doubleValue();
    }

    /// The beginning of what is read; the rest is passed over, so that nobody waits for a full pipe.
    private static String head(Reader reader) {
        StringBuilder head = new StringBuilder();
        try (reader) {
            for (int c = reader.read(); c >= 0; c = reader.read()) {
                if (head.length() < LONGEST_COMPLAINT) {
                    head.append((char) c);
                }
            }
        } catch (IOException e) {
            head.append(" (").append(e.getMessage()).append(')');
        }
        return head.toString();
    }

    private static String said(String complaint) {
        return complaint.isBlank() ? "" : ": " + shortened(complaint);
    }

    private static String shortened(String text) {
        String line = text.strip().replaceAll("[\\p{Cntrl}]+", " ");
        return line.length() > LONGEST_COMPLAINT ? line.substring(0, LONGEST_COMPLAINT) + "…" : line;
    }

    private String name() {
        return "the reward command \"" + shortened(String.join(" ", command)) + "\"";
    }

    private PlumblineException bad(String what) {
        return new PlumblineException(ErrorCode.ENDPOINT, name() + " " + what);
    }
}
