package dev.plumbline.evaluate.solve;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A tool that is a program which the evaluation's author names; the model's words reach it on standard input
/// alone, never on its command line. It runs in an empty folder of its own with an empty environment, for a
/// limited time, and what it prints is cut. That bounds mistakes, not malice: to run what a model wrote, name a
/// program that is a sandbox.
///
/// @param command the program and its arguments
/// @param limit longest run
/// @param maxOutput characters of its output that the model sees
public record ProcessTool(String name, String use, List<String> command, Duration limit, int maxOutput)
        implements Tool {
    public ProcessTool {
        command = List.copyOf(command);
        if (command.isEmpty() || limit.isNegative() || limit.isZero() || maxOutput < 1) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, "tool " + name + " needs a command, a time above 0 and room for output");
        }
    }

    @Override
    public String call(String input) {
        try {
            Path folder = Files.createTempDirectory("plumbline-tool-");
            try {
                return run(folder, input);
            } finally {
                delete(folder);
            }
        } catch (IOException e) {
            throw new PlumblineException(
                    ErrorCode.MISSING_FILE, command.getFirst() + ": cannot be run (" + e.getMessage() + ")", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlumblineException(ErrorCode.CANCELLED, "stopped while tool " + name + " ran", e);
        }
    }

    private String run(Path folder, String input) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        Process process = builder.start();
        try {
            CompletableFuture<String> output = new CompletableFuture<>();
            Thread.startVirtualThread(() -> output.complete(read(process.getInputStream())));
            Thread.startVirtualThread(() -> write(process, input));
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return "stopped after " + limit.toMillis() + " ms";
            }
            return output.completeOnTimeout("", 1, TimeUnit.SECONDS).join();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static void write(Process process, String input) {
        try (var to = process.getOutputStream()) {
            to.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // A program may end without reading all of its input.
            return;
        }
    }

    private String read(InputStream from) {
        try {
            byte[] most = from.readNBytes(4 * maxOutput);
            from.skip(Long.MAX_VALUE);
            String text = new String(most, StandardCharsets.UTF_8);
            return text.length() <= maxOutput ? text : text.substring(0, maxOutput) + " [cut]";
        } catch (IOException e) {
            return "";
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
