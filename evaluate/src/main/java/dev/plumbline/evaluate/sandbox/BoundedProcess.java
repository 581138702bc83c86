package dev.plumbline.evaluate.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A process whose time and output are bounded, and which leaves no other behind.
final class BoundedProcess {
    private BoundedProcess() {}

    static SandboxRun run(List<String> command, Path folder, String input, SandboxLimits limits)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        String path = environment.getOrDefault("PATH", "/usr/bin:/bin");
        environment.clear();
        environment.put("PATH", path);
        environment.put("HOME", folder.toString());
        environment.put("TMPDIR", folder.toString());
        environment.put("LANG", "C.UTF-8");
        Process process = builder.start();
        try {
            CompletableFuture<String> output = new CompletableFuture<>();
            Thread.startVirtualThread(() -> output.complete(read(process.getInputStream(), limits.maxOutput())));
            Thread.startVirtualThread(() -> write(process, input));
            boolean ended = process.waitFor(limits.time().toMillis(), TimeUnit.MILLISECONDS);
            stop(process);
            String printed = output.completeOnTimeout("", 2, TimeUnit.SECONDS).join();
            return ended ? new SandboxRun(false, process.exitValue(), printed) : new SandboxRun(true, -1, printed);
        } finally {
            stop(process);
        }
    }

    /// Ends it and what it started. By its handle, since ending it as a process would throw away what it printed.
    private static void stop(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.toHandle().destroyForcibly();
    }

    private static void write(Process process, String input) {
        try (var to = process.getOutputStream()) {
            to.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // A program may end without reading all of its input.
            return;
        }
    }

    private static String read(InputStream from, int most) {
        try {
            byte[] bytes = from.readNBytes(Math.multiplyExact(4, most));
            from.transferTo(java.io.OutputStream.nullOutputStream());
            String text = new String(bytes, StandardCharsets.UTF_8);
            return text.length() <= most ? text : text.substring(0, most) + " [cut]";
        } catch (IOException e) {
            return "";
        }
    }
}
